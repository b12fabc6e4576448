import type { App } from '../app.ts'
import { API, LINE, NO_FETCH, THROWN } from './parts.ts'

/** Behind a body parser. */
const JSON_BODY: RequestInit = {
  method: 'POST',
  body: JSON.stringify({ word: 'hello' }),
  headers: { 'content-type': 'application/json' },
}

const nest = {
  folder: 'nest',
  modules: 'src/lib',
  start: ['./dist/main.js'],
  compiles: [],
  shapes: [
    {
      name: 'a page: middleware, guards, interceptors, pipes, a decorator, a controller and its provider',
      path: (id) => `/page/${id}`,
      gives: [
        ...['middleware', 'guard', 'second-guard', 'before', 'first-pipe', 'second-pipe'],
        ...['decorator', 'page', 'provider', 'behind'],
      ],
      hides: ['middleware', 'guard', 'second-guard'],
    },
    { name: 'a controller of its own for each request', path: (id) => `/scoped/${id}`, gives: ['scoped'] },
    ...API.map((shape) => (shape.gives.includes('post') ? { ...shape, init: JSON_BODY } : shape)),
    { name: 'events that a server sends', path: (id) => `/events/${id}`, gives: ['one', 'two'] },
    {
      name: 'an error that a filter answers',
      path: (id) => `/refused/${id}`,
      gives: ['refused', 'filter'],
      hides: ['refused'],
    },
    ...THROWN,
  ],
  names: { any: `src/lib/work.ts:${LINE}` },
  no: {
    inner: NO_FETCH,
    prerendered: 'it writes no pages',
    client: 'it has no client',
    misuse: 'it has no client',
    edit: 'it has no server for development',
  },
} satisfies Partial<App>

const byTsc = {
  build: [['typescript/bin/tsc']],
  start: ['--import', 'afterword/register', './dist/main.js'],
} satisfies Partial<App>

const bySwc = {
  build: [['@swc/cli/bin/swc.js', 'src', '-d', 'dist', '--strip-leading-paths']],
} satisfies Partial<App>

const fastify = { env: { ADAPTER: 'fastify' } } satisfies Partial<App>

export const nestOnExpress: App = { ...nest, ...byTsc, name: 'NestJS on Express' }
export const nestOnFastify: App = { ...nest, ...bySwc, ...fastify, name: 'NestJS on Fastify' }

/** The same the other way round, and by the version before. */
export const nestOtherwise: readonly App[] = [
  { ...nest, ...bySwc, name: 'NestJS on Express, by SWC', isLong: true },
  { ...nest, ...byTsc, ...fastify, name: 'NestJS on Fastify, by tsc', isLong: true },
  { ...nest, ...byTsc, name: 'NestJS 11 on Express', version: '11', isLong: true },
  { ...nest, ...bySwc, ...fastify, name: 'NestJS 11 on Fastify', version: '11', isLong: true },
]
