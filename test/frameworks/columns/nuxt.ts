import type { App } from '../app.ts'
import { API, LINE, THROWN } from './parts.ts'

const PAGE = ['component', 'data', 'get', 'inner']

export const nuxt: App = {
  name: 'Nuxt',
  folder: 'nuxt',
  modules: 'shared/lib',
  build: [['nuxt/bin/nuxt.mjs', 'build']],
  start: ['./.output/server/index.mjs'],
  dev: ['nuxt/bin/nuxt.mjs', 'dev', '--no-fork', '--port', 'PORT', '--host', '127.0.0.1'],
  isDevLong: true,
  compiles: ['nuxt', 'h3', 'nitropack', 'vue'],
  isQuiet: true,
  shapes: [
    {
      name: 'a page: after() in it, its data, a route that it asks itself, and a component',
      path: (id) => `/page/${id}`,
      gives: PAGE,
      hides: ['component'],
    },
    ...API,
    ...THROWN,
  ],
  names: { any: `shared/lib/work.ts:${LINE}`, component: 'app/pages/page/[id].vue:10' },
  client: '.output/public/_nuxt',
  browser: { page: ['component', 'inner', 'data', 'get'], moved: ['get'], presses: {} },
  misuse: {
    file: 'app/pages/page/[id].vue',
    from: 'if (import.meta.server) {',
    to: 'after(() => {})\nif (import.meta.server) {',
  },
  edits: [
    {
      file: 'app/pages/page/[id].vue',
      from: '<p id="page">',
      to: '<p id="edited">',
      path: '/page/',
      gives: 4,
      shows: 'id="edited"',
    },
    {
      file: 'shared/lib/work.ts',
      from: '$' + '{what} of',
      to: 'edited $' + '{what} of',
      path: '/page/',
      gives: 4,
      shows: 'edited data of',
    },
  ],
}
