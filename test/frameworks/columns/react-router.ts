import type { App } from '../app.ts'
import { API, form, LINE, NO_FETCH, THROWN } from './parts.ts'

export const reactRouter: App = {
  name: 'React Router',
  folder: 'react-router',
  modules: 'app/lib',
  build: [['@react-router/dev/bin.cjs', 'build']],
  start: ['@react-router/serve/bin.cjs', 'build/server/index.js'],
  dev: ['@react-router/dev/bin.cjs', 'dev', '--port', 'PORT', '--strictPort'],
  compiles: [],
  shapes: [
    {
      name: 'a page: its middleware and its loader, which names nothing',
      path: (id) => `/page/${id}`,
      gives: ['middleware', 'loader'],
      hides: ['middleware'],
    },
    {
      name: 'the data of a page',
      path: (id) => `/page/${id}.data`,
      gives: ['middleware', 'loader'],
      hides: ['middleware'],
    },
    {
      name: 'an action with its request, and the loader behind it',
      path: (id) => `/page/${id}`,
      init: form({ word: 'hello' }),
      gives: ['middleware', 'loader', 'action'],
      hides: ['middleware'],
    },
    ...API,
    ...THROWN,
  ],
  names: { any: `app/lib/work.ts:${LINE}` },
  client: 'build/client',
  browser: { page: ['loader'], moved: ['loader'], presses: { say: 'action' } },
  misuse: {
    file: 'app/routes/page.tsx',
    from: 'export default function Page() {',
    to: "import { after } from 'afterword'\nexport default function Page() {\nafter(() => {})",
  },
  edits: [
    {
      file: 'app/routes/page.tsx',
      from: '<p id="page">',
      to: '<p id="edited">',
      path: '/page/',
      gives: 2,
      shows: 'id="edited"',
    },
    {
      file: 'app/lib/work.ts',
      from: '$' + '{what} of',
      to: 'edited $' + '{what} of',
      path: '/page/',
      gives: 2,
      shows: 'edited loader of',
    },
  ],
  no: { inner: NO_FETCH },
}
