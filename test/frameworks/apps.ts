// The apps, in the order of the README's columns.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from './app.ts'

/** Where the apps' own helper calls `after()`. */
const LINE = readFileSync(join(import.meta.dirname, 'shared/work.ts'), 'utf8')
  .split(/^ *after\(/m)[0]
  ?.split('\n').length

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields).toString(),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})

const NO_FETCH = 'it has no fetch of its own'

function formData(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

const API = [
  { name: 'an endpoint that names nothing', path: (id: string) => `/api/${id}`, gives: ['get'] },
  {
    name: 'an endpoint with its request',
    path: (id: string) => `/api/${id}`,
    init: { method: 'POST', body: 'hello', headers: { 'content-type': 'text/x-word' } },
    gives: ['post'],
  },
  {
    name: 'an endpoint with its parameters',
    path: (id: string) => `/api/${id}`,
    init: { method: 'PUT' },
    gives: ['put'],
  },
] satisfies App['shapes']

const THROWN = [
  { name: 'an error', path: (id: string) => `/broken/${id}`, gives: ['broken'], hides: 'all' },
  { name: 'a redirect', path: (id: string) => `/moved/${id}`, gives: ['moved'], hides: 'all' },
  { name: 'not found', path: (id: string) => `/missing/${id}`, gives: ['missing'], hides: 'all' },
] satisfies App['shapes']

const svelteKit: App = {
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
      gives: ['layout', 'load', 'first', 'second'],
    },
    { name: 'the data of a page', path: (id) => `/page/${id}/__data.json`, gives: ['layout', 'load'] },
    {
      name: 'an action of a form, with its request',
      path: (id) => `/page/${id}?/named`,
      init: form({ word: 'hello' }),
      gives: ['named', 'layout', 'load', 'first', 'second'],
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
      gives: 4,
      shows: 'id="edited"',
    },
    {
      file: 'src/lib/work.ts',
      from: '$' + '{what} of',
      to: 'edited $' + '{what} of',
      path: '/page/',
      gives: 4,
      shows: 'edited load of',
    },
  ],
}

const reactRouter: App = {
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

const PAGE = ['page', 'layout', 'component']

const astro: App = {
  name: 'Astro',
  folder: 'astro',
  modules: 'src/lib',
  build: [['astro/bin/astro.mjs', 'build']],
  start: ['./dist/server/entry.mjs'],
  dev: ['astro/bin/astro.mjs', 'dev', '--port', 'PORT'],
  compiles: ['astro'],
  shapes: [
    { name: 'a page, its layout and a component', path: (id) => `/page/${id}`, gives: PAGE },
    {
      name: 'an action of a form, and the page behind it',
      path: (id) => `/page/${id}?_action=say`,
      init: { method: 'POST', body: formData({ word: 'hello' }) },
      gives: ['action', ...PAGE],
    },
    ...API,
    ...THROWN.map((shape) =>
      shape.name === 'an error' ? { ...shape, gives: ['broken', 'failed'], hides: ['broken'] } : shape,
    ),
    { name: 'the page of what is not found', path: (id) => `/none/${id}`, gives: ['nowhere'] },
    {
      name: 'the same in place of a page that gives 404',
      path: (id) => `/empty/${id}`,
      gives: ['empty', 'nowhere'],
      hides: ['empty'],
    },
  ],
  names: { any: `src/lib/work.ts:${LINE}`, component: 'src/components/Inner.astro:8' },
  client: 'dist/client',
  misuse: {
    file: 'src/components/Layout.astro',
    from: '    <slot />',
    to: "    <slot />\n    <script>\n      import { after } from 'afterword'\n      after(() => {})\n    </script>",
  },
  edits: [
    {
      file: 'src/pages/page/[id].astro',
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
  no: { inner: NO_FETCH },
}

const koa: App = {
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
    ...API,
    ...THROWN,
  ],
  names: { any: `lib/work.ts:${LINE}` },
  no: {
    inner: NO_FETCH,
    prerendered: 'it writes no pages',
    client: 'it has no client',
    misuse: 'it has no client',
    edit: 'it has no server for development',
  },
}

export const apps: readonly App[] = [svelteKit, reactRouter, astro, koa]
