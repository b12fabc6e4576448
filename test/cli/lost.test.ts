/**
 * Where a request is lost, and what `check` says of it: every row is a program that runs, compiled by the register, in one process with the
 * others. 'lost': after() throws AFTERWORD_NO_SCOPE, and check warns. 'kept': it does not, and check is silent. 'may': a package is given a function that
 * names no request; this one calls at once, which nobody can see from outside.
 */
import { spawnSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { check } from '../../transform/check/index.ts'
import { makeFolder, root, writeFiles } from './harness.ts'

const { folder, remove } = makeFolder()
afterAll(remove)

/** Not compiled. */
const LIBRARY = `const jobs = []
const add = (fn) => { jobs.push(fn) }
const later = (fn, ...all) => new Promise((resolve, reject) => setImmediate(() => { try { resolve(fn(...all)) } catch (error) { reject(error) } }))
export const cron = { schedule: (when, fn) => add(fn) }
export class Queue { process(fn) { add(fn) } on(name, fn) { add(fn) } }
export class Worker { constructor(name, fn) { add(fn) } }
export const runJobs = () => Promise.allSettled(jobs.splice(0).map((fn) => later(fn, { data: 1 })))
export const waits = (fn) => async (...all) => { await 1; return fn(...all) }
export const atOnce = (fn) => (...all) => fn(...all)
export const each = (object) => ({ a: async () => { await 1; return object.a() } })
export const retry = async (fn) => { await 1; return fn() }
globalThis.works = (app) => setImmediate(() => app.scheduled({}, {}, {}).catch(({ code, message }) => console.log(code, message)))
`

const DRIVER = `import { withAfter } from 'afterword/fetch'
import { runJobs, waits } from 'library'
const tell = (error) => console.log(error.code, error.message)
process.on('unhandledRejection', tell).on('uncaughtException', tell)
for (const row of JSON.parse(process.argv[2])) {
  try {
    const { GET } = await import('./' + row + '/route.js')
    const { fetch } = withAfter({ fetch: waits(async (request) => GET(request)) })
    await (await fetch(new Request('http://localhost/'))).text()
  } catch (error) { tell(error) }
  await runJobs().then((all) => { for (const { reason } of all) if (reason) tell(reason) })
}
await new Promise((resolve) => setTimeout(resolve, 50))
process.exit(0)
`

const DB = "import { after } from 'afterword'\nexport function save() { after(() => 1) }\n"
const SAVE = 'function save() { after(() => 1) }\n'
const GET = "export const GET = (request) => { save(); return new Response('') }\n"
const BOTH = SAVE + GET
const PACKAGE = "import { cron, Queue, Worker, waits, atOnce, each, retry } from 'library'\n"
const calls = (what: string): string =>
  `export const GET = async (request) => { await ${what}; return new Response('') }\n`

type Row = [what: 'lost' | 'kept' | 'may', code: string, files?: Record<string, string>]

/** As Workers call it, which are none of this project. */
const CALLED = 'export const GET = (request) => { globalThis.works(app); return app.fetch(request) }\n'

const CLOCKS: Record<string, Row> = {
  'a timer of the module': ['lost', `${BOTH}setTimeout(() => { save() }, 5)`],
  'a timer, by name': ['lost', `${BOTH}setTimeout(save, 5)`],
  'a timer of globalThis': ['lost', `${BOTH}globalThis.setTimeout(save, 5)`],
  'a timer of node:timers': [
    'lost',
    `import { setTimeout as later } from 'node:timers'\n${BOTH}later(save, 5)`,
  ],
  'a timer of node:timers as a whole': [
    'lost',
    `import * as timers from 'node:timers'\n${BOTH}timers.setImmediate(save)`,
  ],
  'a promise of the module': [
    'lost',
    `import { setTimeout as sleep } from 'node:timers/promises'\n${BOTH}sleep(5).then(save)`,
  ],
  'a timer that waits': ['lost', `${BOTH}setTimeout(async () => { await 1; save() }, 5)`],
  'a timer of a function that the module calls': [
    'lost',
    `${BOTH}function start() { setTimeout(() => save(), 5) }\nstart()`,
  ],
  'a timer of a class': [
    'lost',
    `${BOTH}class A { start() { setTimeout(() => this.tick(), 5) } tick() { save() } }\nnew A().start()`,
  ],
  'a bound method': [
    'lost',
    `${BOTH}class A { tick() { save() } }\nconst a = new A()\nsetTimeout(a.tick.bind(a), 5)`,
  ],
  'a schedule': ['lost', `${PACKAGE}${BOTH}cron.schedule('* * * * *', () => { save() })`],
  'a schedule, by name': ['lost', `${PACKAGE}${BOTH}cron.schedule('* * * * *', save)`],
  'a queue': ['lost', `${PACKAGE}${BOTH}new Queue().process(async (job) => { after(() => job) })`],
  'a queue of a name': [
    'lost',
    `${PACKAGE}${BOTH}const queue = new Queue()\nqueue.process(work)\nasync function work(job) { await 1; save() }`,
  ],
  'a queue of another file': [
    'lost',
    `import { queue } from './queue.js'\n${BOTH}queue.process(async () => { save() })`,
    { 'queue.js': "import { Queue } from 'library'\nexport const queue = new Queue()\n" },
  ],
  'a worker of another file': [
    'lost',
    `import { save } from './db.js'\nimport './jobs.js'\n${GET}`,
    {
      'db.js': DB,
      'jobs.js':
        "import { Worker } from 'library'\nimport { save } from './db.js'\nexport const worker = new Worker('q', () => save())\n",
    },
  ],
  'an event of a queue': [
    'lost',
    `${PACKAGE}${BOTH}const queue = new Queue()\nqueue.on('done', () => { save() })`,
  ],
  'what Workers schedule': [
    'lost',
    `${SAVE}const app = { fetch(request) { save(); return new Response('') }, async scheduled(controller, env, ctx) { save() } }\nexport default app\n${CALLED}`,
  ],
  'what Workers schedule, beside a fetch that has its scopes': [
    'lost',
    `import { withAfter } from 'afterword/fetch'\n${SAVE}const app = withAfter({ fetch(request) { save(); return new Response('') }, async scheduled(controller, env, ctx) { save() } })\nexport default app\n${CALLED}`,
  ],
  'an event of the process': ['lost', `${BOTH}process.once('row', save)\nprocess.emit('row')`],
}

const BOOT: Record<string, Row> = {
  'a call of the module': [
    'lost',
    `${BOTH}try { save() } catch (error) { console.log(error.code, error.message) }`,
  ],
  'a function that is called where it stands': ['lost', `${BOTH}void (async () => { await 1; save() })()`],
  'a list that the module walks': ['lost', `${BOTH}Promise.reject().catch(() => [1].forEach(() => save()))`],
  'a constructor': ['lost', `${BOTH}class A { constructor() { save() } }\nqueueMicrotask(() => new A())`],
  'a field': ['lost', `${BOTH}class A { x = save() }\nqueueMicrotask(() => new A())`],
  'what asks whether there is a scope': [
    'kept',
    `import { currentScope } from 'afterword'\nfunction save() { if (currentScope()) after(() => 1) }\n${GET}save()`,
  ],
  'what asks, and returns': [
    'kept',
    `import { currentScope } from 'afterword'\nfunction save() { const scope = currentScope(); if (!scope) return; after(() => 1) }\n${GET}setTimeout(save, 5)`,
  ],
  'a scope of its own': [
    'kept',
    `import { openScope } from 'afterword'\n${PACKAGE}${BOTH}cron.schedule('*', async () => { const scope = openScope(); try { await scope.run(async () => { await 1; save() }) } finally { scope.close() } })`,
  ],
  'a function that the module makes, and a route calls': [
    'kept',
    `${SAVE}const make = () => () => { save() }\nconst run = make()\n${calls('run()')}`,
  ],
  'routes that the module makes': [
    'kept',
    `${SAVE}function make() { return { GET: (request) => { save(); return new Response('') } } }\nexport const { GET } = make()`,
  ],
  'an emitter of Node, that a route emits from': [
    'kept',
    `import { EventEmitter } from 'node:events'\nconst bus = new EventEmitter()\n${SAVE}bus.on('x', save).on('y', () => save())\n${calls("bus.emit('x') && bus.emit('y')")}`,
  ],
  'an object that a request makes': [
    'kept',
    `${SAVE}class A { constructor() { save() } x = save() }\n${calls('new A().x')}`,
  ],
}

const PACKAGES: Record<string, Row> = {
  'a package that waits': ['lost', `${PACKAGE}${SAVE}const run = waits(() => save())\n${calls('run()')}`],
  'a package that calls at once': [
    'may',
    `${PACKAGE}${SAVE}const run = atOnce(() => save())\n${calls('run()')}`,
  ],
  'by name': ['lost', `${PACKAGE}${SAVE}const run = waits(save)\n${calls('run()')}`],
  'as a whole': [
    'lost',
    `import * as library from 'library'\n${SAVE}const run = library.waits(() => save())\n${calls('run()')}`,
  ],
  'that is loaded': [
    'lost',
    `${SAVE}const { waits } = await import('library')\nconst run = waits(() => save())\n${calls('run()')}`,
  ],
  twice: ['lost', `${PACKAGE}${SAVE}const run = waits(waits(() => save()))\n${calls('run()')}`],
  'in an object': [
    'lost',
    `${PACKAGE}${SAVE}const api = { run: waits(() => save()) }\n${calls('api.run()')}`,
  ],
  'in a field': [
    'lost',
    `${PACKAGE}${SAVE}class A { run = waits(() => save()) }\nconst a = new A()\n${calls('a.run()')}`,
  ],
  'an object of functions': [
    'lost',
    `${PACKAGE}${SAVE}const run = each({ a() { save() } })\n${calls('run.a()')}`,
  ],
  'a bound method': [
    'lost',
    `${PACKAGE}${SAVE}class A { go() { save() } }\nconst a = new A()\nconst run = waits(a.go.bind(a))\n${calls('run()')}`,
  ],
  'in a function that the module calls': [
    'lost',
    `${PACKAGE}${SAVE}const create = () => waits(() => save())\nconst run = create()\n${calls('run()')}`,
  ],
  'in a request, by name': ['lost', `${PACKAGE}${SAVE}${calls('retry(save)')}`],
  'in a request, a method by name': [
    'lost',
    `${PACKAGE}const db = { save() { after(() => 1) } }\n${calls('retry(db.save)')}`,
  ],
  'in a request, in place': ['kept', `${PACKAGE}${SAVE}${calls('retry(() => save())')}`],
  'in a request, bound': [
    'kept',
    `import { bind } from 'afterword'\n${PACKAGE}${SAVE}${calls('retry(bind(save))')}`,
  ],
  'made lazily by a request': [
    'kept',
    `${PACKAGE}${SAVE}let run\n${calls('(run ??= waits(() => save()))()')}`,
  ],
  'a handler that takes the request': [
    'kept',
    `${PACKAGE}export const GET = waits(async (request) => { after(() => 1); return new Response('') })`,
  ],
  'a function of the project that waits': [
    'kept',
    `import { wrap } from './wrap.js'\n${SAVE}const run = wrap(() => save())\n${calls('run()')}`,
    { 'wrap.js': 'export const wrap = (fn) => async () => { await 1; return fn() }\n' },
  ],
  'a function of an object that the project makes': [
    'kept',
    `import { api } from './api.js'\n${SAVE}const run = api.wrap(() => save())\n${calls('run()')}`,
    {
      'api.js':
        'const make = () => ({ wrap: (fn) => async () => { await 1; return fn() } })\nexport const api = make()\n',
    },
  ],
  'a builder of the project': [
    'kept',
    `import { t } from './t.js'\n${SAVE}const run = t.input(1).query(async () => { save() })\n${calls('run()')}`,
    {
      't.js':
        'class T { input() { return this } query(fn) { return async () => { await 1; return fn() } } }\nexport const t = new T()\n',
    },
  ],
}

const ROWS = Object.entries({ CLOCKS, BOOT, PACKAGES }).flatMap(([group, rows]) =>
  Object.entries(rows).map(([name, row], index) => ({ group, name, row, home: `${group}-${index}` })),
)

function runAll(): string {
  writeFiles(folder, {
    'package.json': '{ "type": "module" }',
    'driver.js': DRIVER,
    'node_modules/library/package.json': '{ "name": "library", "type": "module", "exports": "./index.js" }',
    'node_modules/library/index.js': LIBRARY,
  })
  symlinkSync(root, path.join(folder, 'node_modules/afterword'), 'dir')
  for (const { home, row } of ROWS)
    writeFiles(path.join(folder, home), {
      'package.json': '{ "type": "module" }',
      'route.js': `import { after } from 'afterword'\n${row[1]}\n`,
      ...row[2],
    })
  const register = path.join(root, 'dist/transform/register.js')
  const args = ['--import', `file://${register}`, 'driver.js', JSON.stringify(ROWS.map(({ home }) => home))]
  // What the compiler warns of, it says on stderr.
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  expect(stderr).not.toMatch(/^\w*Error/m)
  return stdout
}

const told = runAll()

describe.each(['CLOCKS', 'BOOT', 'PACKAGES'])('%s', (group) => {
  test.each(ROWS.filter((each) => each.group === group))('$name', ({ home, row: [what] }) => {
    const lost = told
      .split('\n')
      .filter((line) => line.startsWith('AFTERWORD_NO_SCOPE') && line.includes(`${home}/`))
    expect(lost.length > 0, told).toBe(what === 'lost')
    const said = check(path.join(folder, home)).diagnostics.filter(({ level }) => level !== 'info')
    expect(said.length > 0, said.map(({ message }) => message).join('\n')).toBe(what !== 'kept')
    if (group === 'CLOCKS' || (group === 'BOOT' && what === 'lost'))
      expect(said.map(({ code }) => code)).toEqual(['AFTERWORD_WITHOUT_REQUEST'])
  })
})
