import type { App } from '../app.ts'
import { API, formData, LINE, NO_FETCH, THROWN } from './parts.ts'

const PAGE = ['page', 'layout', 'component']

export const astro: App = {
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
  browser: { page: PAGE, moved: PAGE, presses: { say: 'action' } },
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
