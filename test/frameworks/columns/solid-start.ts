import type { App } from '../app.ts'
import { API, form, LINE, NO_FETCH, THROWN } from './parts.ts'

const PAGE = ['middleware', 'page', 'second']

export const solidStart: App = {
  name: 'SolidStart',
  folder: 'solid-start',
  isLong: true,
  modules: 'src/lib',
  build: [['vite/bin/vite.js', 'build']],
  start: ['srvx/bin/srvx.mjs', '--prod', '-s', '../client', 'dist/server/entry-server.js'],
  dev: ['vite/bin/vite.js', 'dev', '--port', 'PORT', '--strictPort', '--host', '127.0.0.1'],
  compiles: ['@solidjs/start', 'h3', 'solid-js', '@solidjs/router'],
  shapes: [
    {
      name: 'a page: middleware, and server functions that its component asks',
      path: (id) => `/page/${id}`,
      gives: PAGE,
      hides: ['middleware'],
    },
    {
      name: 'an action that a form is sent to',
      path: (id) => `/page/${id}`,
      ofForm: true,
      init: form({ word: 'hello' }),
      gives: ['say'],
      hides: 'all',
    },
    ...API,
    ...THROWN,
  ],
  names: { any: `src/lib/work.ts:${LINE}` },
  client: 'dist/client',
  browser: { page: ['middleware', 'page', 'second'], moved: ['page'], presses: { say: 'say' } },
  misuse: {
    file: 'src/routes/page/[id].tsx',
    from: 'export default function Page() {',
    to: "import { after } from 'afterword'\nexport default function Page() {\nafter(() => {})",
  },
  savesAgain: true,
  edits: [
    {
      file: 'src/routes/page/[id].tsx',
      from: '<p id="page">',
      to: '<p id="edited">',
      path: '/page/',
      gives: 3,
      shows: 'id="edited"',
    },
    {
      file: 'src/lib/work.ts',
      from: '$' + '{what} of',
      to: 'edited $' + '{what} of',
      path: '/page/',
      gives: 3,
      shows: 'edited page of',
    },
  ],
  no: { inner: NO_FETCH, prerendered: 'its pages are written by Nitro, not by it' },
}
