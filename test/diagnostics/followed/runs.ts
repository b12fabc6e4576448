// What is told by the compiler in Node, and by the runtime.
import type { Run } from './row.ts'

const all = `import { after, bind, configureAfter, cookies, currentScope, headers, openScope } from 'afterword'
import { request, sleep } from './help.mjs'
`
const program = (body: string, top = ''): string =>
  `${all}${top}\nexport default async () => {\n${body}\nreturn 'works'\n}\n`

/** What every one of these may use. */
export const help = `import { openScope } from 'afterword'
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))
/** Calls \`fn\` for a request, and waits for its tasks. */
export async function request(fn, options = {}) {
  const scope = openScope({ request: new Request('http://shop/', { headers: { 'x-user': 'ada' } }), setCookies: () => true, ...options })
  try {
    return await scope.run(fn)
  } finally {
    scope.close('sent')
    await scope.drained
  }
}
`

/** What is said when the file is compiled: nobody calls it. */
const stored = (body: string): string =>
  `${all}export const POST = async (id, db) => {\n${body}\n}\nexport default () => 'works'\n`

const emitter = "import { EventEmitter } from 'node:events'\nconst bus = new EventEmitter()"

export const runs: Record<string, Run> = {
  'bad-task': {
    before: program('await request(() => after(42))'),
    advice: 'Write after(() => …)',
    after: program('await request(() => after(() => 42))'),
  },
  'bad-task.value': {
    before: program('await request(() => after(42))'),
    advice: 'Write after(() => …)',
    after: program('await request(() => after(() => 42))'),
  },
  'bad-task.nothing': {
    before: program('await request(() => after(log()))', 'const log = () => {}'),
    advice: 'Hand over the call itself: () => log()',
    after: program('await request(() => after(() => log()))', 'const log = () => {}'),
  },
  'bad-option': {
    before: program('await request(() => after(() => {}, { timeout: -1 }))'),
    advice: 'Correct it, or leave it out',
    after: program('await request(() => after(() => {}, { timeout: 1000 }))'),
  },
  'unknown-option': {
    before: program('await request(() => after(() => {}, { tiemout: 1000 }))'),
    advice: 'Use one of name, key, on, timeout',
    after: program('await request(() => after(() => {}, { timeout: 1000 }))'),
  },
  'bad-function': {
    before: program('await request(() => bind(log())())', 'const log = () => {}'),
    advice: 'Pass one: the function itself, not what a call of it returns',
    after: program('await request(() => bind(log)())', 'const log = () => {}'),
  },
  'bad-cookie': {
    before: program("await request(() => cookies().set('a', 'b', { path: '/; Secure' }))"),
    advice: 'Leave out separators and control characters, and spaces in names',
    after: program("await request(() => cookies().set('a', 'b', { path: '/' }))"),
  },
  'cookie-in-task': {
    before: program("await request(() => after(() => cookies().set('a', 'b')))"),
    advice: 'Write the cookie in the handler, before the response is returned',
    after: program("await request(() => { cookies().set('a', 'b'); after(() => {}) })"),
  },
  'cookie-in-task.written': {
    before: program("await request(() => after(() => cookies().set('a', 'b')))"),
    advice: 'Write the cookie in the handler, before the response is returned',
    after: program("await request(() => { cookies().set('a', 'b'); after(() => {}) })"),
  },
  'cookie-too-late': {
    before: program("await request(() => cookies().set('a', 'b'), { setCookies: undefined })"),
    advice: 'on a host of your own, openScope({ setCookies }) takes the lines and returns true',
    after: program("await request(() => cookies().set('a', 'b'), { setCookies: () => true })"),
  },
  'read-only-headers': {
    before: program("await request(() => headers().set('a', 'b'))"),
    advice: 'copy them: new Headers(await headers())',
    after: program(
      "await request(async () => { const own = new Headers(await headers()); own.set('a', 'b') })",
    ),
  },
  'read-only-headers.written': {
    before: program("await request(() => headers().set('a', 'b'))"),
    advice: 'copy them: new Headers(await headers())',
    after: program(
      "await request(async () => { const own = new Headers(await headers()); own.set('a', 'b') })",
    ),
  },
  'response-in-task': {
    before: `${all}export const POST = (req, res) => { after(() => res.setHeader('x-a', 'b')) }\nexport default () => 'works'`,
    advice: 'Do it in the handler, before the response is returned',
    after: `${all}export const POST = (req, res) => { res.setHeader('x-a', 'b'); after(() => {}) }\nexport default () => 'works'`,
  },
  'response-in-task.answer': {
    before: `${all}export const POST = (req, res) => { after(() => res.json({})) }\nexport default () => 'works'`,
    advice: 'Answer in the handler: move res.json() out of after()',
    after: `${all}export const POST = (req, res) => { res.json({}); after(() => {}) }\nexport default () => 'works'`,
  },
  'body-in-task': {
    before: `${all}export async function POST(request) { after(async () => { await request.json() }) }\nexport default () => 'works'`,
    advice: 'const body = await request.json(), and then after(() => …)',
    after: `${all}export async function POST(request) { const body = await request.json(); after(() => body) }\nexport default async () => { const asked = new Request('http://shop/', { method: 'POST', body: '{}' }); await request(() => POST(asked), { carriers: [asked] }); return 'works' }`,
  },
  'durable-name': {
    before: stored('after(() => 1, { name: `receipt`, durable: true })'),
    advice: "Write { name: 'receipt', durable: true }, with the name in quotes",
    after: stored("after(() => 1, { name: 'receipt', durable: true })"),
  },
  'durable-task': {
    before: stored("const task = () => 1; after(task, { name: 'first', durable: true })"),
    advice: "Write it in place: after(async () => { … }, { name: 'first', durable: true })",
    after: stored("after(async () => {}, { name: 'first', durable: true })"),
  },
  'durable-task.upgrade': {
    before: stored("after(() => 1, { name: 'second', durable: { upgrade: id.mend } })"),
    advice: 'Write it in place: durable: { upgrade: (old) => ({ … }) }',
    after: stored("after(() => 1, { name: 'second', durable: { upgrade: (old) => ({ ...old }) } })"),
  },
  'durable-captures': {
    before: stored("const send = () => 1; after(() => send(id), { name: 'third', durable: true })"),
    advice: 'Declare send at the top of the module',
    after: `const send = () => 1\n${stored("after(() => send(id), { name: 'third', durable: true })")}`,
  },
  'durable-writes': {
    before: stored("let total = id; after(() => total, { name: 'fourth', durable: true }); total = 2"),
    advice: 'Copy it right before the call, const kept = total, and use kept in the task',
    after: stored(
      "let total = id; const kept = total; after(() => kept, { name: 'fourth', durable: true }); total = 2",
    ),
  },
  'durable-request': {
    before: stored("after(async () => (await headers()).get(id), { name: 'fifth', durable: true })"),
    advice: 'or read it before the call: const value = (await headers()).get(name)',
    after: stored(
      "const value = (await headers()).get(id); after(async () => value, { name: 'fifth', durable: true })",
    ),
  },
  'durable-twice.written': {
    before: stored(
      "after(() => 1, { name: 'sixth', durable: true }); after(() => 2, { name: 'sixth', durable: true })",
    ),
    advice: 'Give each a name of its own',
    after: stored(
      "after(() => 1, { name: 'sixth', durable: true }); after(() => 2, { name: 'stock', durable: true })",
    ),
  },
  'durable-tx': {
    before: stored("await db(async (tx) => { after(() => 1, { name: 'seventh', durable: { tx } }) })"),
    advice: 'Write await after(…).done inside the transaction',
    after: stored(
      "await db(async (tx) => { await after(() => 1, { name: 'seventh', durable: { tx } }).done })",
    ),
  },
  'durable-entry': {
    before: `import { createServer } from 'node:http'\n${stored("after(() => 1, { name: 'eighth', durable: true })")}\ncreateServer().listen(0, '127.0.0.1').unref()\n`,
    advice: 'or write if (import.meta.main) before it',
    after: `import { createServer } from 'node:http'\n${stored("after(() => 1, { name: 'eighth', durable: true })")}\nif (import.meta.main) createServer().listen(0, '127.0.0.1').unref()\n`,
  },
  'at-module-level': {
    before: `${all}after(() => {})\nexport default () => 'works'`,
    advice: 'Move the call into the handler, or into a function that the handler calls',
    after: program('await request(() => after(() => {}))'),
  },
  'after-in-cached': {
    before: program(
      'await request(() => price())',
      "const price = async () => { 'use cache'; after(() => {}); return 1 }",
    ),
    advice: 'Call after() in the function that uses the cached one',
    after: program(
      'await request(async () => { await price(); after(() => {}) })',
      "const price = async () => { 'use cache'; return 1 }",
    ),
  },
  'in-browser.file': {
    before: `'use client'\n${program('')}export const click = () => after(() => {})`,
    advice: 'Call it in what only the server loads',
    after: program('await request(click)', 'const click = () => after(() => {})'),
  },
  'lost-reference': {
    before: program(
      "await request(() => { bus.on('x', save) })",
      `${emitter}\nfunction save() { after(() => {}) }`,
    ),
    advice: 'Write () => save(), or pin it: bind(save)',
    after: program(
      "await request(() => { bus.on('x', () => save()); bus.on('x', bind(save)) }); bus.emit('x')",
      `${emitter}\nfunction save() { after(() => {}) }`,
    ),
  },
  'lost-reference.kept': {
    before: program(
      "await request(() => { bus.on('x', save); bus.off('x', save) })",
      `${emitter}\nfunction save() { after(() => {}) }`,
    ),
    advice: 'Write const onSave = bind(save) once for each request, and hand over onSave',
    after: program(
      "await request(() => { const onSave = bind(save); bus.on('x', onSave); bus.emit('x'); bus.off('x', onSave) })\nif (bus.listenerCount('x') > 0) return 'it still listens'",
      `${emitter}\nfunction save() { after(() => {}) }`,
    ),
  },
  'left-as-text': {
    before: program(
      'await request(save)',
      'const save = async () => { await sleep(1); after(() => {}) }\nexport const key = save.toString()',
    ),
    advice: 'read save.name instead',
    after: program(
      'await request(save)',
      'const save = async () => { await sleep(1); after(() => {}) }\nexport const key = save.name',
    ),
  },
  'left-as-text.bind': {
    before: program(
      'await request(() => browser.execute(async () => { await sleep(1); after(() => {}) }))',
      'const browser = { execute: (fn) => fn() }',
    ),
    advice: 'write bind(async () => …) with the bind of afterword',
    after: program(
      'await request(() => browser.execute(bind(async () => { await sleep(1); after(() => {}) })))',
      'const browser = { execute: (fn) => fn() }',
    ),
  },
  'already-lowered': {
    before:
      'function _asyncToGenerator(fn) { return function () { return Promise.resolve(fn.apply(this, arguments).next().value) } }\nexport default _asyncToGenerator(function* () { yield 1 })',
    advice: 'so that async functions stay as they are',
    after: "export default async () => { await 1; return 'works' }",
  },
  'closure-between-requests': {
    before: program(
      'let held; const make = () => () => sleep(1); const one = openScope(); const two = openScope(); one.run(() => { held = make() }); await two.run(() => held()); one.close(); two.close()',
    ),
    advice: 'pin it with bind(fn)',
    after: program(
      'let held; const make = () => bind(() => sleep(1)); const one = openScope(); const two = openScope(); one.run(() => { held = make() }); await two.run(() => held()); one.close(); two.close()',
    ),
    env: { NODE_ENV: 'development' },
  },
  'callback-between-requests': {
    before: program(
      'const kept = []; const one = openScope(); const two = openScope(); one.run(() => { kept.push(() => sleep(1)) }); await two.run(() => kept[0]()); one.close(); two.close()',
    ),
    advice: 'make it outside of any request',
    after: program(
      'const kept = []; kept.push(() => sleep(1)); const one = openScope(); const two = openScope(); await two.run(() => kept[0]()); one.close(); two.close()',
    ),
    env: { NODE_ENV: 'development' },
  },
  'tasks-pile-up': {
    before: program(
      'const scope = openScope({ name: "GET /events" }); for (let n = 0; n < 1001; n++) scope.run(() => after(() => {})); scope.close()',
    ),
    advice: 'after(task, { key })',
    after: program(
      'const scope = openScope({ name: "GET /events" }); for (let n = 0; n < 1001; n++) scope.run(() => after(() => {}, { key: "events" })); scope.close()',
    ),
    env: { NODE_ENV: 'development' },
  },
  'devtools-off': {
    before: `import { devtools } from 'afterword/devtools'\nexport default () => devtools() && 'works'\n`,
    advice: 'devtools({ production: true })',
    after: `import { devtools } from 'afterword/devtools'\nexport default () => devtools({ production: true }) && 'works'\n`,
    env: { NODE_ENV: '' },
  },
  'hook-failed': {
    before: program(
      "configureAfter({ onTask() { throw new Error('metrics') } }); await request(() => after(() => {}))",
    ),
    advice: 'catch it in the hook',
    after: program(
      "configureAfter({ onTask() { try { throw new Error('metrics') } catch {} } }); await request(() => after(() => {}))",
    ),
    alone: true,
  },
  'task-failed': {
    before: program("await request(() => after(() => { throw new Error('mail') }))"),
    advice: 'configureAfter({ onError }) takes these instead',
    after: program(
      "configureAfter({ onError() {} }); await request(() => after(() => { throw new Error('mail') }))",
    ),
    alone: true,
  },
  'task-timeout': {
    before: program('await request(() => after(() => sleep(60), { timeout: 5 }))'),
    advice: 'Give it a longer timeout, or stop at info.signal',
    after: program('await request(() => after(() => sleep(60), { timeout: 5000 }))'),
  },
  'task-dropped': {
    before: program(
      "configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new', onError(error) { console.error(error.message) } }); await request(() => { after(() => sleep(5)); after(() => sleep(5)) })",
    ),
    advice: 'choose overflow: "inline" or "run", which drop none',
    after: program(
      "configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'run', onError(error) { console.error(error.message) } }); await request(() => { after(() => sleep(5)); after(() => sleep(5)) })",
    ),
    alone: true,
  },
  'task-dropped.many': {
    before: program(
      "configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' }); await request(() => { for (let n = 0; n < 9; n++) after(() => sleep(5)) }); await sleep(1200)",
    ),
    advice: 'choose overflow: "inline" or "run", which drop none',
    after: program(
      "configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'inline' }); await request(() => { for (let n = 0; n < 9; n++) after(() => sleep(5)) }); await sleep(1200)",
    ),
    alone: true,
  },
  'never-over': {
    before: program(
      'const { scope } = await withAfterScope(() => after(() => sleep(60))); await flushAfter(scope, { timeout: 5 })',
      "import { flushAfter, withAfterScope } from 'afterword/test'",
    ),
    advice: 'give flushAfter({ timeout }) more time',
    after: program(
      'const { scope } = await withAfterScope(() => after(() => sleep(60))); await flushAfter(scope, { timeout: 5000 })',
      "import { flushAfter, withAfterScope } from 'afterword/test'",
    ),
    alone: true,
  },
  'which-scope': {
    before: program(
      'await withAfterScope(() => {}); await withAfterScope(() => {}); await flushAfter()',
      "import { flushAfter, withAfterScope } from 'afterword/test'",
    ),
    advice: 'Pass the scope that withAfterScope() gave',
    after: program(
      'await withAfterScope(() => {}); const { scope } = await withAfterScope(() => {}); await flushAfter(scope)',
      "import { flushAfter, withAfterScope } from 'afterword/test'",
    ),
    alone: true,
  },
  'no-request': {
    before: program('openScope().run(() => headers())'),
    advice: 'Pass it: openScope({ request })',
    after: program(
      "const request = new Request('http://shop/'); openScope({ request }).run(() => headers())",
    ),
  },
  'scope-drained': {
    before: program(
      "let kept; await request(() => { kept = currentScope() }); kept.run(() => headers().get('x-user'))",
    ),
    advice: 'Read the value before, and close over it',
    after: program(
      "let kept; let user; await request(() => { kept = currentScope(); user = headers().get('x-user') }); kept.run(() => user)",
    ),
  },
  'unknown-carrier': {
    before: program('const job = {}; await request(() => after.with(job, () => {}))'),
    advice: 'name it in openScope({ carriers })',
    after: program('const job = {}; await request(() => after.with(job, () => {}), { carriers: [job] })'),
  },
  'engine-lacks': {
    before: program(
      'delete globalThis.AbortController; const scope = openScope(); const handle = scope.run(() => after((info) => info.signal)); scope.close(); const { error } = await handle.done; if (error) throw error',
    ),
    advice: 'set globalThis.AbortController at the start',
    after: program(
      'const kept = AbortController; delete globalThis.AbortController; globalThis.AbortController = kept; const scope = openScope(); const handle = scope.run(() => after((info) => info.signal)); scope.close(); const { error } = await handle.done; if (error) throw error',
    ),
    alone: true,
  },
  'no-keep-alive': {
    before: program(
      "globalThis.EdgeRuntime = 'edge'; const handler = withAfter(async () => { after(() => {}); return new Response('') }); await handler(new Request('http://shop/'))",
      "import { withAfter } from 'afterword/fetch'",
    ),
    advice: "Pass the host's context on to the wrapped handler: fetch(request, env, ctx)",
    after: program(
      "globalThis.EdgeRuntime = 'edge'; const handler = withAfter(async () => { after(() => {}); return new Response('') }); await handler(new Request('http://shop/'), {}, { waitUntil() {} })",
      "import { withAfter } from 'afterword/fetch'",
    ),
    alone: true,
  },
  'no-react-server': {
    before: program('withScope({})', "import { withScope } from 'afterword/rsc'"),
    advice: 'with Node under --conditions=react-server',
    after: program('await request(() => { withScope({}) })', "import { withScope } from 'afterword/rsc'"),
    alone: true,
    mended: ['--conditions=react-server', '--import', 'afterword/register'],
  },
  'no-scope.uncompiled': {
    before: program('await request(async () => { await null; after(() => {}) })'),
    advice: 'Compile it: node --import afterword/register driver.mjs',
    after: program('await request(async () => { await null; after(() => {}) })'),
    alone: true,
    args: [],
    mended: ['--import', 'afterword/register'],
  },
  'no-scope.either': {
    before: program('await request(async () => { await null; headers() })'),
    advice: 'compile both: node --import afterword/register driver.mjs',
    after: program('await request(async () => { await null; headers() })'),
    alone: true,
    args: [],
    mended: ['--import', 'afterword/register'],
  },
  'no-scope.began': {
    before: program(
      "await request(() => { bus.on('x', save) }); await new Promise((done, no) => setTimeout(() => { try { bus.emit('x'); done() } catch (error) { no(error) } }, 1))",
      `${emitter}\nfunction save(_) { if (_ !== bus) after(() => {}) }`,
    ),
    advice: 'If a request has handed it over, pin it there: bind(fn), or write it in place: () => fn()',
    after: program(
      "await request(() => { bus.on('x', bind(save)) }); await new Promise((done, no) => setTimeout(() => { try { bus.emit('x'); done() } catch (error) { no(error) } }, 1))",
      `${emitter}\nfunction save(_) { if (_ !== bus) after(() => {}) }`,
    ),
  },
}
