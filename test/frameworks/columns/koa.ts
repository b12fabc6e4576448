import type { App } from '../app.ts'
import { API, LINE, NO_FETCH, THROWN } from './parts.ts'

export const koa: App = {
  name: 'Koa',
  folder: 'koa',
  modules: 'lib',
  build: [],
  start: ['--import', 'afterword/register', './app.ts'],
  compiles: [],
  shapes: [
    {
      name: 'a middleware, and a route behind it',
      path: (id) => `/page/${id}`,
      gives: ['middleware', 'page'],
      hides: ['middleware'],
    },
    {
      name: 'a middleware of another file that names nothing, behind one that waits and is not compiled',
      path: (id) => `/quiet/${id}`,
      gives: ['noted'],
      hides: 'all',
    },
    ...API,
    ...THROWN,
  ],
  names: { any: `lib/work.ts:${LINE}` },
  no: {
    inner: NO_FETCH,
    prerendered: 'it writes no pages',
    browser: 'it has no client',
    client: 'it has no client',
    misuse: 'it has no client',
    edit: 'it has no server for development',
  },
}
