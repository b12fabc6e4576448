import type { App } from '../app.ts'
import { API, form, LINE, THROWN } from './parts.ts'

export const svelteKit: App = {
  name: 'SvelteKit',
  folder: 'sveltekit',
  modules: 'src/lib',
  build: [['vite/bin/vite.js', 'build']],
  start: ['./build/index.js'],
  dev: ['vite/bin/vite.js', 'dev', '--port', 'PORT', '--strictPort', '--host', '127.0.0.1'],
  env: { PROTOCOL_HEADER: 'x-forwarded-proto' },
  compiles: ['@sveltejs/kit', 'svelte'],
  shapes: [
    {
      name: 'a page: load() of the layout and of the page, remote queries that its component awaits',
      path: (id) => `/page/${id}`,
      gives: ['hook', 'layout', 'load', 'first', 'second'],
      hides: ['hook'],
    },
    {
      name: 'the data of a page',
      path: (id) => `/page/${id}/__data.json`,
      gives: ['hook', 'layout', 'load'],
      hides: ['hook'],
    },
    {
      name: 'an action of a form, with its request',
      path: (id) => `/page/${id}?/named`,
      init: form({ word: 'hello' }),
      gives: ['hook', 'named', 'layout', 'load', 'first', 'second'],
      hides: ['hook'],
    },
    {
      name: 'a remote form',
      path: (id) => `/page/${id}`,
      ofForm: true,
      init: form({}),
      gives: ['hook', 'send', 'layout', 'load', 'first', 'second'],
      hides: ['hook'],
    },
    {
      name: 'the default action, which names nothing',
      path: (id) => `/form/${id}`,
      init: form({}),
      gives: ['action'],
    },
    { name: 'after() in a component', path: (id) => `/quiet/${id}`, gives: ['component'] },
    ...API,
    ...THROWN,
  ],
  names: { any: `src/lib/work.ts:${LINE}`, component: 'src/routes/quiet/[id]/+page.svelte:10' },
  client: 'build/client',
  browser: {
    page: ['hook', 'load'],
    moved: ['hook', 'layout'],
    presses: { say: 'named', send: 'send', ring: 'ring' },
  },
  misuse: {
    file: 'src/routes/page/[id]/+page.svelte',
    from: "from '#lib/quote.remote'",
    to: "from '#lib/quote.remote'\nimport { after } from 'afterword'\nafter(() => {})",
  },
  edits: [
    {
      file: 'src/routes/page/[id]/+page.svelte',
      from: '<p id="page">',
      to: '<p id="edited">',
      path: '/page/',
      gives: 5,
      shows: 'id="edited"',
    },
    {
      file: 'src/lib/work.ts',
      from: '$' + '{what} of',
      to: 'edited $' + '{what} of',
      path: '/page/',
      gives: 5,
      shows: 'edited load of',
    },
  ],
}
