import type { App } from '../app.ts'
import { API, formData, LINE, NO_FETCH, THROWN } from './parts.ts'

const PAGE = ['middleware', 'before', 'around', 'loader']

export const tanStackStart: App = {
  name: 'TanStack Start',
  folder: 'tanstack-start',
  modules: 'src/lib',
  build: [['vite/bin/vite.js', 'build']],
  start: ['srvx/bin/srvx.mjs', '--prod', '-s', '../client', 'dist/server/server.js'],
  dev: ['vite/bin/vite.js', 'dev', '--port', 'PORT', '--strictPort', '--host', '127.0.0.1'],
  compiles: [
    '@tanstack/react-start',
    '@tanstack/react-start-server',
    '@tanstack/react-start-client',
    '@tanstack/react-router',
    '@tanstack/start-server-core',
    '@tanstack/start-client-core',
    '@tanstack/start-storage-context',
    '@tanstack/router-core',
  ],
  isQuiet: true,
  shapes: [
    {
      name: 'a page: middleware of requests, beforeLoad, a server function of its loader, with middleware of its own',
      path: (id) => `/page/${id}`,
      gives: PAGE,
      hides: ['middleware', 'around'],
    },
    {
      name: 'a server function that a form is sent to',
      path: (id) => `/page/${id}`,
      ofForm: true,
      init: { method: 'POST', body: formData({ word: 'hello' }) },
      gives: ['say'],
    },
    ...API,
    ...THROWN,
  ],
  names: { any: `src/lib/work.ts:${LINE}` },
  client: 'dist/client',
  browser: { page: ['before', 'loader'], moved: ['loader'], presses: { say: 'say' } },
  misuse: {
    file: 'src/routes/page.$id.tsx',
    from: 'function Page() {',
    to: "import { after } from 'afterword'\nfunction Page() {\nafter(() => {})",
  },
  edits: [
    {
      file: 'src/routes/page.$id.tsx',
      from: '<p id="page">',
      to: '<p id="edited">',
      path: '/page/',
      gives: 4,
      shows: 'id="edited"',
    },
    {
      file: 'src/lib/work.ts',
      from: '$' + '{what} of',
      to: 'edited $' + '{what} of',
      path: '/page/',
      gives: 4,
      shows: 'edited loader of',
    },
  ],
  no: { inner: NO_FETCH },
}
