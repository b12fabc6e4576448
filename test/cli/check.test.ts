/** `npx afterword check`: real projects on disk, the built command, what it prints and its exit code. */
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { makeFolder, type Ran, root, run, writeFiles } from './harness.ts'

const { folder, remove } = makeFolder()
afterAll(remove)

interface Found {
  files: number
  afters: {
    place: string
    function: string | null
    callback: { keeps: boolean; of: string | null; because: string } | null
    ways: {
      shape: string
      because: string
      name: string
      place: string
      registered: string | null
      steps: { how: string; name: string; place: string }[]
    }[]
  }[]
  diagnostics: { code: string; level: string; place: string; message: string; todo: string }[]
}

let projects = 0

function project(files: Record<string, string>): string {
  const home = path.join(folder, `project-${projects++}`)
  writeFiles(home, { 'package.json': '{ "name": "shop", "type": "module" }', ...files })
  return home
}

/** The project, checked from its own folder. */
function check(files: Record<string, string>): Found & Pick<Ran, 'status'> {
  const { stdout, stderr, status } = run(project(files), ['check', '--json'])
  expect(stderr).toBe('')
  return { ...JSON.parse(stdout), status }
}

const codes = ({ diagnostics }: Found): string[] =>
  diagnostics.map(({ level, code, place }) => `${level} ${code} ${place}`)

/** `POST < create < save`: the entry, and what it passes. */
const ways = ({ afters }: Found): string[] =>
  afters.flatMap(({ place, ways }) =>
    ways.map(
      ({ shape, name, steps }) =>
        `${place}: ${[`${name} (${shape})`, ...steps.map((each) => each.name)].join(' > ')}`,
    ),
  )

const durable = (name: string): string => `import { after } from 'afterword'
export function POST(order) {
  after(() => order, { name: '${name}', durable: true })
}
`

describe('durable tasks', () => {
  test('one name in two files is an error that names both places', () => {
    const found = check({ 'src/a/route.js': durable('receipt'), 'src/b/route.js': durable('receipt') })
    expect(codes(found)).toContain('error AFTERWORD_DURABLE_TWICE src/b/route.js:3:9')
    const twice = found.diagnostics.find(({ code }) => code === 'AFTERWORD_DURABLE_TWICE')
    expect(twice?.message).toContain('at src/a/route.js:3 and at src/b/route.js:3')
    expect(found.status).toBe(1)
  })

  test('they are counted, and nothing is said where there are none', () => {
    const files = { 'src/a/route.js': durable('receipt'), 'src/b/route.js': durable('stock') }
    const { stdout, status } = run(project(files), ['check'])
    expect(stdout).toContain('2 durable tasks')
    expect(status).toBe(0)
    expect(run(project({ 'src/a/route.js': SAVE }), ['check']).stdout).not.toContain('durable')
  })
})

const SAVE = `import { after } from 'afterword'
export function save(order: string) {
  after(() => console.log(order))
}
export const format = (order: string) => order.trim()
`

describe('a trace', () => {
  test('goes through imports, .js for .ts, barrels, namespaces, defaults and paths of tsconfig', () => {
    const found = check({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/db.ts': SAVE,
      'src/index.ts': `export * from './db.js'\n`,
      'src/tools.ts': `import { save as keep } from '@/index'\nexport default function tool(x: string) { keep(x) }\n`,
      'src/service.ts': `import * as tools from './tools'\nexport const create = async (x: string) => { await null; tools.default(x) }\n`,
      'app/route.ts': `import { create } from '@/service'\nexport async function POST() { await create('a') }\nexport async function GET() {}\n`,
    })
    expect(ways(found)).toEqual(['src/db.ts:3: POST (route handler) > create > tool > save'])
    expect(found.afters[0]?.ways[0]?.steps.map(({ place }) => place)).toEqual([
      'app/route.ts:2',
      'src/service.ts:2',
      'src/tools.ts:2',
    ])
    expect(found).toMatchObject({ status: 0, diagnostics: [], files: 5 })
  })

  test('knows handlers that are registered by name, in CommonJS too', () => {
    const found = check({
      'package.json': '{ "name": "shop" }',
      'db.js': `const { after } = require('afterword')\nexports.save = function save() { after(() => 1) }\n`,
      'orders.js': `const db = require('./db')\nmodule.exports = { list() { db.save() }, other() {} }\n`,
      'app.js': `const orders = require('./orders')\nmodule.exports = (app) => {\n  app.get('/orders', orders.list)\n  app.get('/other', orders.other)\n}\n`,
    })
    expect(ways(found)).toEqual(['db.js:2: list (route) > save'])
    expect(found.afters[0]?.ways[0]).toMatchObject({
      because: 'it is registered as a route with .get()',
      place: 'orders.js:2',
      registered: 'app.js:3',
    })
  })

  test('goes through files that import one another, and through the packages of a workspace', () => {
    const home = project({
      'packages/db/package.json': '{ "name": "@shop/db", "type": "module", "exports": "./index.ts" }',
      'packages/db/index.ts': SAVE,
      'app/a.ts': `import { b } from './b'\nimport { save } from '@shop/db'\nexport const keep = () => save('a')\nexport const POST = () => b()\n`,
      'app/b.ts': `import { keep } from './a'\nexport const b = () => keep()\n`,
    })
    mkdirSync(path.join(home, 'node_modules/@shop'), { recursive: true })
    symlinkSync('../../packages/db', path.join(home, 'node_modules/@shop/db'), 'dir')
    const { stdout } = run(home, ['check', 'app', '--json'])
    const found = JSON.parse(stdout) as Found
    expect(ways(found)).toEqual(['packages/db/index.ts:3: POST (route handler) > b > keep > save'])
    expect(found.files).toBe(3)
  })

  test('reads a project once that is reached by a link', () => {
    const home = project({
      'db.ts': SAVE,
      'route.ts': `import { save } from './db'\nexport const POST = () => save('a')\n`,
    })
    symlinkSync(home, `${home}-link`, 'dir')
    const found = JSON.parse(run(folder, ['check', `${home}-link`, '--json']).stdout) as Found
    expect(found.files).toBe(2)
    expect(found.afters.map(({ ways }) => ways.length)).toEqual([1])
  })

  test('finds after() that the project hands on under its own roof', () => {
    const found = check({
      'later.ts': `export { after } from 'afterword'\n`,
      'route.ts': `import { after } from './later'\nexport const GET = () => { after(() => 1) }\n`,
    })
    expect(ways(found)).toEqual(['route.ts:2: GET (route handler)'])
  })

  test('follows classes, instances, components, and methods by their name where nothing else leads on', () => {
    const found = check({
      'db.ts': `import { after } from 'afterword'\nexport class Db { save() { after(() => 1) } load() {} }\nexport const db = new Db()\n`,
      'page.tsx': `import { db } from './db'\nconst Row = () => { db.save(); return <b /> }\nexport default function Page() { return <Row /> }\n`,
      'reader.ts': `import { db } from './db'\nexport const GET = () => db.load()\n`,
    })
    expect(ways(found)).toEqual(['db.ts:2: Row (component) > save'])
    const injected = check({
      'service.ts': `import { after } from 'afterword'\nexport class Orders { place() { after(() => 1) } }\n`,
      'controller.ts': `import type { Orders } from './service'\nexport class Controller {\n  constructor(private orders: Orders) {}\n  @Post() create() { return this.orders.place() }\n}\n`,
    })
    expect(ways(injected)).toEqual(['service.ts:2: create (route) > place'])
    expect(injected.afters[0]?.ways[0]?.steps[0]?.how).toBe('may call')
  })

  test('is a tree for people: file:line, the kind of entry, why, and every call on the way', () => {
    const home = project({
      'db.ts': SAVE,
      'route.ts': `import { save } from './db'\nexport const POST = () => save('a')\n`,
      'app.ts': `import { save } from './db'\nexport default { fetch() { save('b') } }\n`,
    })
    const { stdout, status } = run(home, ['check'])
    expect(stdout).toBe(`after()  db.ts:3  in save
├─ fetch  app.ts:2  fetch handler: it is the fetch() of the default export
│    calls save  app.ts:2
└─ POST  route.ts:2  route handler: it is exported as POST
     calls save  route.ts:2

1 after() in 1 file, reached from 2 entries; 3 files read.

Nothing is wrong.
`)
    expect(status).toBe(0)
  })
})

describe('what wraps', () => {
  const LOG = `import { after } from 'afterword'
import { save } from './db'
export function withLog(handler: Function) { return async (req: Request) => { after(() => 1); return handler(req) } }
`

  test('says of a callback whose request it keeps, and of what is none why', () => {
    const files = {
      'app.ts': `import { after } from 'afterword'
let started
export function POST(request: Request) {
  pool.connect((client) => {
    after(() => client.release())
  })
  started ??= bus.on('sold', () => {
    after(() => count())
  })
}
`,
    }
    const { afters } = check(files)
    expect(afters.map(({ callback }) => callback)).toEqual([
      { keeps: true, of: 'POST', because: 'it is given to pool.connect()' },
      {
        keeps: false,
        of: 'POST',
        because: 'it is given away where something is made once, for whoever comes',
      },
    ])
    expect(run(project(files), ['check']).stdout).toContain('a callback: it keeps the request of POST')
  })

  test('a route through what wraps it, of this file or another, is an entry; so is the handler, by name too', () => {
    const found = check({
      'db.ts': SAVE,
      'log.ts': LOG,
      'app/a/route.ts': `import { withLog } from '../../log'\nimport { save } from '../../db'\nasync function handler() { save('a') }\nexport const GET = withLog(handler)\nexport const { POST } = create({ POST: handler })\n`,
    })
    expect(ways(found)).toEqual([
      'db.ts:3: handler (route handler) > save',
      'log.ts:3: (anonymous) (wrapper)',
    ])
    expect(found).toMatchObject({ status: 0, diagnostics: [] })
  })

  test('what a file of actions exports is one entry, and where what a browser calls ends', () => {
    const found = check({
      'package.json': '{ "dependencies": { "next": "16" } }',
      'client.ts': `import { after } from 'afterword'\nimport { createClient } from 'safe'\nexport const client = createClient({ handleServerError() { after(() => 1) } })\n`,
      'actions.ts': `'use server'\nimport { client } from './client'\nexport const save = client.metadata({}).action(async () => {})\nexport const load = client.action(async () => {})\n`,
      'button.tsx': `'use client'\nimport { save } from './actions'\nexport const Button = () => { const click = async () => { await save() }; return <b onClick={click} /> }\n`,
    })
    expect(ways(found)).toEqual([
      'client.ts:3: save (action) > client > handleServerError',
      'client.ts:3: load (action) > client > handleServerError',
    ])
    expect(found).toMatchObject({ status: 0, diagnostics: [] })
  })

  test('whoever merely mentions a value is no entry where others call', () => {
    const found = check({
      'db.ts': `import { after } from 'afterword'\nexport const db = { save() { after(() => 1) } }\n`,
      'a.ts': `import { db } from './db'\nexport const GET = () => db.save()\n`,
      'b.ts': `import { db } from './db'\nexport const GET = () => { const copy = db; return copy }\n`,
    })
    expect(ways(found)).toEqual(['db.ts:2: GET (route handler) > save'])
  })
})

describe('the files of a project', () => {
  test('paths are found in a tsconfig that extends what is not installed, and in what it extends', () => {
    const found = check({
      'tsconfig.json': `{
        // of the company
        "extends": ["@company/tsconfig/next.json", "./tsconfig.base.json"],
        "compilerOptions": { "paths": { "@/*": ["./src/*"], }, },
      }`,
      'tsconfig.base.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "~db": ["src/db"] } } }',
      'src/db.ts': SAVE,
      'src/tools.ts': `export { save } from '~db'\n`,
      'route.ts': `import { save } from '@/tools'\nexport const GET = () => save('a')\n`,
    })
    expect(ways(found)).toEqual(['src/db.ts:3: GET (route handler) > save'])
  })

  test('folders that a compiler writes, and those that .gitignore names, are not read', () => {
    const found = check({
      'tsconfig.json': '{ "compilerOptions": { "outDir": "./compiled", "declarationDir": "types/written" } }',
      '.gitignore': '# builds\n/.output/\nweb/generated\n*.cache\n!kept.cache\n',
      'compiled/a.ts': SAVE,
      'types/written/a.ts': SAVE,
      'web/generated/a.ts': SAVE,
      'web/some.cache/a.ts': SAVE,
      'web/kept.cache/a.ts': 'export {}\n',
      'generated/a.ts': 'export {}\n',
      'db.ts': SAVE,
      'route.ts': `import { save } from './db'\nexport const GET = () => save('a')\n`,
    })
    expect(found.files).toBe(4)
    expect(found).toMatchObject({ status: 0, diagnostics: [] })
  })

  test('a file that names after() and cannot be parsed is an error, whoever loads it', () => {
    const found = check({ 'job.ts': `import { after } from 'afterword'\nafter(() => {\n` })
    expect(codes(found)).toEqual(['error AFTERWORD_SYNTAX_ERROR job.ts:3:1'])
    expect(found.status).toBe(1)
  })
})

describe('what is wrong', () => {
  test('an after() that no entry reaches, with where the trail ends', () => {
    const found = check({
      'db.ts': SAVE,
      'job.ts': `import { save } from './db'\nexport function nightly() { save('x') }\n`,
    })
    expect(codes(found)).toEqual(['warning AFTERWORD_UNREACHED db.ts:3:3'])
    expect(found.diagnostics[0]?.message).toContain('nothing in this project calls nightly (job.ts:2)')
    expect(found.status).toBe(0)
  })

  test('a line that is switched off, for what only the whole project shows as well', () => {
    const off = (code: string) =>
      SAVE.replace(/^( *)after\(/m, `$1// afterword-disable-next-line ${code} -- a tool calls it\n$1after(`)
    expect(codes(check({ 'db.ts': off('AFTERWORD_UNREACHED') }))).toEqual([])
    expect(codes(check({ 'db.ts': off('BAD_TASK') }))).toEqual(['warning AFTERWORD_UNREACHED db.ts:4:3'])
  })

  test('after() that client code reaches, with the chain of imports; an action is where the client ends', () => {
    const found = check({
      'db.ts': SAVE,
      'actions.ts': `'use server'\nimport { save } from './db'\nexport async function submit() { save('a') }\n`,
      'helpers.ts': `import { save } from './db'\nexport const keep = () => save('b')\n`,
      'button.tsx': `'use client'\nimport { submit } from './actions'\nimport { keep } from './helpers'\nexport const Button = () => <a onClick={() => { submit(); keep() }} />\n`,
    })
    expect(codes(found)).toEqual(['error AFTERWORD_REACHES_CLIENT db.ts:3:3'])
    expect(found.diagnostics[0]?.message).toContain('button.tsx → helpers.ts → db.ts')
    expect(found.status).toBe(1)
    const pure = check({
      'db.ts': SAVE,
      'route.ts': `import { save } from './db'\nexport const POST = () => save('a')\n`,
      'actions.ts': `'use server'\nimport { save } from './db'\nexport async function submit() { save('a') }\n`,
      'button.tsx': `'use client'\nimport { submit } from './actions'\nimport { format } from './db'\nexport const Button = () => <a onClick={() => submit()}>{format(' a ')}</a>\n`,
    })
    expect(pure).toMatchObject({ status: 0, diagnostics: [] })
  })

  test('what the script of a page loads is client code, too', () => {
    const found = check({
      'index.html': '<script type="module" src="/src/main.ts"></script>',
      'src/db.ts': SAVE,
      'src/main.ts': `import { save } from './db'\nsave('a')\n`,
    })
    expect(codes(found)).toContain('error AFTERWORD_REACHES_CLIENT src/db.ts:3:3')
    expect(found.diagnostics[0]?.message).toContain('src/main.ts → src/db.ts')
  })

  test('a function of another file that is handed over by name to what nobody compiled', () => {
    const files = (argument: string) => ({
      'db.ts': SAVE,
      'route.ts': `import { save } from './db'\nimport { bus } from 'bus'\nexport const POST = () => {\n  bus.on('order', ${argument})\n}\n`,
    })
    const found = check(files('save'))
    expect(codes(found)).toEqual(['warning AFTERWORD_LOST_REFERENCE route.ts:4:19'])
    expect(found.diagnostics[0]?.todo).toContain('(...args) => save(...args)')
    expect(check(files('(x) => save(x)')).diagnostics).toEqual([])
    expect(
      check({
        ...files('save'),
        'route.ts': `import { save } from './db'\nexport const POST = () => ['a'].map(save)\n`,
      }).diagnostics,
    ).toEqual([])
  })

  test('a way through a function that is left as it is, and suspends', () => {
    const found = check({
      'package.json': '{ "name": "shop", "afterword": { "exclude": "legacy" } }',
      'db.ts': SAVE,
      'legacy.ts': `import { save } from './db'\nexport async function keep() { await null; save('a') }\nexport function now() { save('b') }\n`,
      'route.ts': `import { keep, now } from './legacy'\nexport const POST = () => keep()\nexport const PUT = () => now()\n`,
    })
    expect(codes(found)).toEqual(['warning AFTERWORD_MAY_LOSE legacy.ts:2:8'])
    expect(found.diagnostics[0]?.message).toContain('the options leave its file out')
  })

  test('the diagnostics of every file stand beside it', () => {
    const found = check({
      'rows.cjs': `function* rows() { for (const each of arguments) yield load(each) }\n`,
    })
    expect(codes(found)).toEqual(['info AFTERWORD_LATE_CAPTURE rows.cjs:1:11'])
    expect(found.status).toBe(0)
  })

  test('a syntax error is an error if something imports the file, else a warning', () => {
    const broken = { 'broken.ts': 'const a = 1\nconst b = = 2\n', 'db.ts': SAVE }
    expect(codes(check(broken))[0]).toBe('warning AFTERWORD_SYNTAX_ERROR broken.ts:2:11')
    const found = check({ ...broken, 'route.ts': `import './broken'\nexport const GET = () => 1\n` })
    expect(codes(found)[0]).toBe('error AFTERWORD_SYNTAX_ERROR broken.ts:2:11')
    expect(found.status).toBe(1)
  })

  test('a file that cannot be read', () => {
    const home = project({
      'db.ts': SAVE,
      'route.ts': `import { save } from './db'\nexport const GET = () => save('a')\n`,
    })
    chmodSync(path.join(home, 'db.ts'), 0)
    // Nothing is unreadable to root.
    const { stdout, stderr, status } = run(home, ['check'], {}, process.getuid?.() === 0 ? 65534 : undefined)
    expect(stderr).toBe('')
    expect(stdout).toContain('error AFTERWORD_UNREADABLE at db.ts:1:1')
    expect(status).toBe(1)
  })
})

describe('clear words', () => {
  test('where nothing calls after()', () => {
    const { stdout, status } = run(project({ 'a.ts': 'export const a = 1\n' }), ['check'])
    expect(stdout).toContain('No file below . calls after() (1 file read)')
    expect(status).toBe(0)
  })

  test.each([
    ['a folder that is not there', ['check', 'nowhere'], 'AFTERWORD_NO_FOLDER'],
    ['a file', ['check', 'a.ts'], 'AFTERWORD_NO_FOLDER'],
    ['a folder without sources', ['check', 'empty'], 'AFTERWORD_NO_FOLDER'],
    ['two folders', ['check', '.', '.'], 'AFTERWORD_BAD_COMMAND'],
    ['an option of explain', ['check', '--engine', 'babel'], 'AFTERWORD_BAD_COMMAND'],
  ])('%s is one clear message and exit code 1', (_name, args, code) => {
    const { stdout, stderr, status } = run(project({ 'a.ts': '', 'empty/readme.md': '' }), args)
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(code)
    expect(stderr).toContain('What to do:')
    expect(stderr).not.toContain('    at ')
  })
})

describe('what is given to a package that no preset knows', () => {
  const files = {
    'db.ts': SAVE,
    'jobs.ts': `import { wrap } from 'waiter/async'\nimport { save } from './db'\n\nexport const place = wrap(async (order: string) => { save(order) })\n`,
  }
  const manifest = (name: string, more = ''): Record<string, string> => ({
    'package.json': `{ "name": "shop", "type": "module", "dependencies": { "${name}": "1" }${more} }`,
  })
  const option = "{ include: 'node_modules/waiter/' }"
  const vite = `import afterword from 'afterword/vite'\nexport default { plugins: [afterword()] }\n`

  test.each<[line: string, files: Record<string, string>]>([
    [`"afterword": { "include": "node_modules/waiter/" }, in package.json`, {}],
    [
      `"afterword": { "include": ["node_modules/pg/", "node_modules/waiter/"] }, in package.json`,
      manifest('pg', ', "afterword": { "include": "node_modules/pg/" }'),
    ],
    [
      `integrations: [afterword(${option})], of afterword/astro, in astro.config.mjs`,
      { ...manifest('astro'), 'astro.config.mjs': 'export default {}\n' },
    ],
    [
      `afterword: ${option}, in nuxt.config.ts`,
      { ...manifest('nuxt'), 'nuxt.config.ts': 'export default {}\n' },
    ],
    [
      `plugins: [afterword(${option})], of afterword/vite, in vite.config.ts`,
      { ...manifest('@sveltejs/kit'), 'vite.config.ts': vite },
    ],
    [
      `plugins: [afterword({ include: ['node_modules/pg/', 'node_modules/waiter/'] })], of afterword/vite, in vite.config.ts`,
      {
        ...manifest('@tanstack/react-start'),
        'vite.config.ts': vite.replace('()', "({ include: ['node_modules/pg/'] })"),
      },
    ],
    [
      `plugins: [afterword(${option})], of afterword/webpack, in webpack.config.js`,
      { 'webpack.config.js': 'export default {}\n' },
    ],
  ])('is told with file, line and %s', (line, more) => {
    const found = check({ ...files, ...more })
    expect(codes(found)).toEqual(['warning AFTERWORD_WITHOUT_REQUEST jobs.ts:4:27'])
    expect(found.diagnostics[0]?.message).toContain('given to wrap(), which is not compiled')
    expect(found.diagnostics[0]?.message).toContain('after() at db.ts:3 may find none')
    expect(found.diagnostics[0]?.todo).toContain(`Or compile the package: ${line}`)
  })

  test('is told where it is handed over by name, and where the value that takes it is made by the package', () => {
    const found = check({
      ...files,
      'jobs.ts': `import { wait } from '@acme/waiter'\nimport { save } from './db'\nexport function later() { return wait(save) }\nexport async function GET() { await later() }\n`,
      'make.ts': `import * as waiter from '@acme/waiter'\nexport const made = waiter.make()\n`,
      'use.ts': `import { made } from './make'\nimport { save } from './db'\nexport const x = made.wrap(async () => { save('') })\n`,
    })
    const line =
      'compile the package: "afterword": { "include": "node_modules/@acme/waiter/" }, in package.json.'
    expect(found.diagnostics.map(({ place, todo }) => [place, todo.endsWith(line)])).toEqual([
      ['jobs.ts:3:39', true],
      ['use.ts:3:28', true],
    ])
  })

  test('is nothing once the line is written, where its tool reads it', () => {
    const config = (text: string): string => vite.replace('()', `(${text})`)
    for (const text of [
      option,
      "{ include: ['src/', 'node_modules/waiter/'] }",
      '{ include: [/node_modules.waiter/] }',
    ])
      expect(codes(check({ ...files, 'vite.config.ts': config(text) }))).toEqual([])
    const nuxt = `export default defineNuxtConfig({ modules: ['afterword/nuxt'], afterword: ${option} })\n`
    expect(codes(check({ ...files, ...manifest('nuxt'), 'nuxt.config.ts': nuxt }))).toEqual([])
  })

  test('is nothing where a preset compiles it, unless presets are off, and none of what a framework makes', () => {
    const trpc = {
      'db.ts': SAVE,
      'router.ts': `import { initTRPC } from '@trpc/server'\nimport { save } from './db'\nexport const place = initTRPC.create().procedure.mutation(async ({ input }) => { save(input) })\n`,
    }
    expect(codes(check({ ...trpc, ...manifest('@trpc/server') }))).toEqual([])
    const off = manifest('@trpc/server', ', "afterword": { "presets": false }')
    expect(codes(check({ ...trpc, ...off }))).toHaveLength(1)
    for (const source of ['$app/server', 'astro:actions', 'virtual:waiter', '#imports'])
      expect(
        codes(check({ ...files, 'jobs.ts': files['jobs.ts'].replace('waiter/async', source) })),
        source,
      ).toEqual([])
  })
})

describe('an entry that is called without a scope, and asks no request for one', () => {
  const db = { 'db.ts': SAVE }
  const express = (handler: string): Record<string, string> => ({
    ...db,
    'app.ts': `import express from 'express'\nimport { save } from './db'\nexport const app = express()\napp.post('/', ${handler})\n`,
  })

  test('a pattern beside a rest parameter is told of by the build already', () => {
    const found = check(express('async ({ body }, ...rest) => { save(body) }'))
    expect(found.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'AFTERWORD_UNNAMED_ENTRY', todo: 'Name the request: (request) => …' }),
    )
  })

  test.each([
    'async (req) => { save(req.body) }',
    'async ({ body }) => { save(body) }',
    '({ body: order, params }: Order) => save(order)',
    'async ({ body }, res) => { save(body); res.end() }',
    'async ({ body, res }) => { save(body); res.end() }',
    'async ({ query }) => { save(query) }',
    'async () => { save("") }',
    'async ({ body }) => { console.log(body) }',
  ])('%s has a carrier, or needs none', (handler) => {
    expect(
      check(express(handler))
        .diagnostics.map(({ code }) => code)
        .join(),
    ).not.toContain('UNNAMED')
  })

  test('is none where packages are compiled', () => {
    const settings = '{ "type": "module", "afterword": { "include": "node_modules/express/" } }'
    const found = check({
      ...express('async ({ body }) => { save(body) }'),
      'package.json': settings,
    })
    expect(found.diagnostics).toEqual([])
  })

  const nest = (members: string, orders = 'private orders: Orders'): Record<string, string> => ({
    'orders.ts': `import { save } from './db'\nexport class Orders { place(order: string) { save(order) } }\n`,
    ...db,
    'orders.controller.ts': `import { Body, Controller, Get, Post, Req } from '@nestjs/common'
import { after } from 'afterword'
import { Orders } from './orders'
@Controller()
export class OrdersController {
  constructor(${orders}) {}
  ${members}
}
`,
  })

  test('is a method that Nest awaits something for, with what is injected by its class', () => {
    const found = check(nest('@Post() create() { return this.orders.place("") }'))
    expect(codes(found)).toEqual(['warning AFTERWORD_UNNAMED_REQUEST orders.controller.ts:7:17'])
    expect(ways(found)).toEqual(['db.ts:3: create (route) > place > save'])
    const withValue = check(nest('@Get() list(@Body() order: string) { return this.orders.place(order) }'))
    expect(codes(withValue)).toEqual(['warning AFTERWORD_UNNAMED_REQUEST orders.controller.ts:7:14'])
  })

  test.each([
    '@Get() list() { return this.orders.place("") }',
    '@Post() create(@Req() req: Request) { after(() => req.url) }',
    '@Post() create() { return 1 }',
  ])('is not: %s', (members) => {
    expect(check(nest(members)).diagnostics.map(({ code }) => code)).not.toContain(
      'AFTERWORD_UNNAMED_REQUEST',
    )
  })

  test('is none where the module for Nest hands the scope on', () => {
    const files = nest('@Post() create() { return this.orders.place("") }')
    const module = `import { Module } from '@nestjs/common'
import { AfterwordModule } from 'afterword/nest'
import { OrdersController } from './orders.controller'
@Module({ imports: [AfterwordModule], controllers: [OrdersController] })
export class AppModule {}
`
    expect(check({ ...files, 'app.module.ts': module }).diagnostics).toEqual([])
  })

  test('is no guess: a method of that name, of whatever has no class', () => {
    const found = check(nest('@Post() create() { return this.orders.place("") }', 'private orders: any'))
    expect(found.diagnostics.map(({ code }) => code)).not.toContain('AFTERWORD_UNNAMED_REQUEST')
  })
})

describe('a handler of another file that names no request', () => {
  const handler = (parameters: string) =>
    `import { after } from 'afterword'\nexport async function list(${parameters}) { after(() => 1) }\n`
  const routes = (source: string, make: string) =>
    `import { make } from '${source}'\nimport { list } from './list'\nexport const app = ${make}\napp.get('/', list)\n`
  const codes = ({ diagnostics }: Found) => diagnostics.map(({ code, place }) => `${code} ${place}`)
  const said = ['AFTERWORD_UNNAMED_REQUEST list.ts:2:8']

  test.each([
    ['polka', 'list(req, res)'],
    ['connect', 'list(req, res)'],
    ['restify', 'list(req, res)'],
    ['find-my-way', 'list(req, res)'],
    ['itty-router', 'list(request)'],
    ['@oak/oak', 'list(ctx)'],
    ['hono', 'list(c)'],
    ['koa-router', 'list(ctx)'],
    ['some-router', 'list(request)'],
  ])('is said where the router is one of %s, with the line %s', (source, line) => {
    const found = check({ 'list.ts': handler(''), 'app.ts': routes(source, 'make()') })
    expect(codes(found)).toEqual(said)
    expect(found.diagnostics[0]?.todo).toBe(`Name the request: ${line}`)
  })

  test.each(['{ params }', '...[first]', '[first]'])('is said of (%s), too', (parameters) => {
    const found = check({ 'list.ts': handler(parameters), 'app.ts': routes('itty-router', 'make()') })
    expect(codes(found)).toEqual(said)
  })

  test('is said of a member of a module, too', () => {
    const app = routes('polka', 'make()').replace('{ list }', '* as lists').replace('list)', 'lists.list)')
    expect(codes(check({ 'list.ts': handler(''), 'app.ts': app }))).toEqual(said)
  })

  test.each(['request', '_, res', 'req, { locals }', 'c', 'ctx', 'event'])('is none: (%s)', (parameters) => {
    expect(
      check({ 'list.ts': handler(parameters), 'app.ts': routes('polka', 'make()') }).diagnostics,
    ).toEqual([])
  })

  test.each(['express', 'hono', 'h3', 'koa', 'fastify'])(
    'is said no more where afterword/%s enters its routes, but of a router beside it',
    (host) => {
      const files = {
        'list.ts': handler(''),
        'server.ts': `import { afterword } from 'afterword/${host}'\nimport { app } from './app'\napp.use(afterword())\n`,
      }
      expect(check({ ...files, 'app.ts': routes(host, 'make()') }).diagnostics).toEqual([])
      expect(codes(check({ ...files, 'app.ts': routes('polka', 'make()') }))).toEqual(said)
    },
  )

  test('is none in an application of Next, which knows the request', () => {
    const files = { 'list.ts': handler(''), 'app.ts': routes('hono', 'make()') }
    const manifest = JSON.stringify({ dependencies: { next: '16.0.0' } })
    expect(check({ ...files, 'package.json': manifest }).diagnostics).toEqual([])
  })

  test('is none where packages are compiled: nobody knows which of them wait', () => {
    const files = { 'list.ts': handler(''), 'app.ts': routes('polka', 'make()') }
    const manifest = JSON.stringify({ afterword: { include: 'node_modules/polka/' } })
    expect(check({ ...files, 'package.json': manifest }).diagnostics).toEqual([])
  })
})

test.each(['fixtures/apps/api', 'fixtures/apps/shop', 'test/bundlers/app', 'test/engines/app'])(
  'our own %s: every after() has its entry, and nothing is wrong',
  (app) => {
    const { stdout } = run(root, ['check', app, '--json'])
    const { afters, diagnostics } = JSON.parse(stdout) as Found
    expect(diagnostics.filter(({ level }) => level !== 'info')).toEqual([])
    expect(afters.length).toBeGreaterThan(0)
    expect(afters.filter(({ ways }) => ways.length === 0)).toEqual([])
  },
)
