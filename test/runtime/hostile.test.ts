// Whatever a task throws or returns: it is over, `done` fulfils, the scope drains, the others run, the process goes on, and one line is printed.
// In a process of its own: what ends a process would end the test's.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const runtime = join(import.meta.dirname, '../../runtime/index.ts')

/** Each is the body of a function that gives the value. */
const VALUES: Record<string, string> = {
  'an object whose inspect throws': `return { [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('inspect') } }`,
  'an error whose message getter throws': `return Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('message') } })`,
  'an error whose stack getter throws': `return Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('stack') } })`,
  'an error whose name getter throws': `return Object.defineProperty(new Error('x'), 'name', { get() { throw new Error('name') } })`,
  'an object whose toString throws': `return { toString() { throw new Error('toString') }, [Symbol.toPrimitive]() { throw new Error('toPrimitive') } }`,
  'a proxy whose traps throw': `return new Proxy({}, new Proxy({}, { get() { throw new Error('trap') } }))`,
  'a proxy of an error whose traps throw': `return new Proxy(new Error('x'), new Proxy({}, { get() { throw new Error('trap') } }))`,
  'a revoked proxy': `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy`,
  'a revoked proxy of a function': `const { proxy, revoke } = Proxy.revocable(() => {}, {}); revoke(); return proxy`,
  null: 'return null',
  undefined: 'return undefined',
  'a symbol': `return Symbol('x')`,
  'a bigint': 'return 10n',
  'a frozen error': `return Object.freeze(new Error('frozen'))`,
  'an object without prototype': 'return Object.create(null)',
  'an error of another realm': `return vm.runInNewContext('new Error("realm")')`,
  'a thenable whose then throws': `return { then() { throw new Error('then') } }`,
  'an object whose then getter throws': `return { get then() { throw new Error('getter') } }`,
  'a thenable that calls twice': `return { then(ok, no) { ok(1); no(2); ok(3) } }`,
  'a thenable that fulfils, then throws': `return { then(ok) { ok(1); throw new Error('late') } }`,
  'a thenable that rejects with a revoked proxy': `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return { then(_, no) { no(proxy) } }`,
  'a promise of another realm': `const p = vm.runInNewContext('Promise.reject(new Error("realm"))'); p.catch(() => {}); return p`,
  'a promise whose then throws': `return Object.assign(Promise.resolve(), { then() { throw new Error('then') } })`,
  'a promise whose constructor throws': `return Object.defineProperty(Promise.resolve(), 'constructor', { get() { throw new Error('constructor') } })`,
  'an error with itself as cause': `const e = new Error('x'); e.cause = e; e.errors = [e]; return e`,
}

const program = `
import vm from 'node:vm'
import { configureAfter, drainAfter, openScope } from ${JSON.stringify(runtime)}
const values = ${JSON.stringify(VALUES)}
const before = console.error
const lines = []
console.error = (...args) => { before(...args); lines.push(args) }
const problems = []
process.on('uncaughtException', (error) => problems.push('uncaught ' + Object.prototype.toString.call(error)))
process.on('unhandledRejection', (error) => problems.push('unhandled'))
const ways = {
  throws: (make) => () => { throw make() },
  rejects: (make) => async () => { throw make() },
  returns: (make) => () => make(),
  'returns later': (make) => async () => make(),
  'is the promise': (make) => { const p = Promise.reject(make()); p.catch(() => {}); return p },
  'is itself': (make) => make(),
}
const results = {}
for (const hooks of [false, true]) {
  if (hooks) configureAfter({ onError(error) { throw error }, onTask: () => Promise.reject(Proxy.revocable({}, {}).proxy) })
  for (const [name, body] of Object.entries(values)) {
    const make = new Function('vm', body).bind(null, vm)
    for (const [way, task] of Object.entries(ways)) {
      if (way === 'is itself' && !/thenable|promise/.test(name)) continue
      const scope = openScope({ name: 'GET /' })
      let other = false
      const handle = scope.after(task(make))
      scope.after(() => { other = true })
      scope.close('sent')
      const late = new Promise((resolve) => setTimeout(resolve, 2000, 'late'))
      const done = await Promise.race([handle.done, late])
      const drained = await Promise.race([scope.drained, late])
      results[[name, way, hooks]] = [done.status ?? done, drained === 'late', other, scope.state]
    }
  }
}
await new Promise((resolve) => setTimeout(resolve, 20))
const { lost } = await drainAfter({ timeout: 50 })
process.stdout.write(JSON.stringify({ results, problems, lost, lines: lines.length, same: lines.every(([format]) => typeof format === 'string') }))
`

it('nothing that a task throws or returns keeps it from being over', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  })
  expect(stderr).not.toContain('SyntaxError')
  expect(status).toBe(0)
  const { results, problems, lost, lines, same } = JSON.parse(stdout)
  for (const [name, [done, late, other, state]] of Object.entries<[string, boolean, boolean, string]>(
    results,
  ))
    expect({ name, late, other, state, over: /^(done|failed)$/.test(done) }).toEqual({
      name,
      late: false,
      other: true,
      state: 'drained',
      over: true,
    })
  // What was thrown is a failure, whatever it is.
  for (const name of Object.keys(VALUES))
    for (const way of ['throws', 'rejects'])
      for (const hooks of [false, true])
        expect([name, way, results[`${name},${way},${hooks}`][0]]).toEqual([name, way, 'failed'])
  expect(problems).toEqual([])
  expect(lost).toEqual([])
  expect(lines).toBeGreaterThan(Object.keys(VALUES).length * 4)
  expect(same).toBe(true)
}, 30_000)

it.each([
  [
    'console.error throws',
    `console.error = () => { throw Object.assign(new Error('write'), { code: 'EPIPE' }) }`,
  ],
  ['there is no console', 'globalThis.console = undefined'],
  ['Error.prepareStackTrace throws', `Error.prepareStackTrace = () => { throw new Error('prepare') }`],
  ['Error.prepareStackTrace gives no text', 'Error.prepareStackTrace = () => Symbol()'],
  ['intrinsics are frozen', 'Object.freeze(Error)'],
])('where %s, a task that fails is over all the same', (_, setUp) => {
  const source = `
    import { configureAfter, openScope } from ${JSON.stringify(runtime)}
    ${setUp}
    configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
    const scope = openScope({ name: 'GET /' })
    const handles = [() => { throw new Error('a') }, () => 1, async () => { throw null }].map((task) => scope.after(task))
    scope.close('sent')
    const { failed, done, dropped } = await scope.drained
    await Promise.all(handles.map(({ done }) => done))
    process.stdout.write([failed + done + dropped, scope.state].join())`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
  })
  expect({ stdout, status, stderr: status ? stderr : '' }).toEqual({
    stdout: '3,drained',
    status: 0,
    stderr: '',
  })
})

it('a pipe that is closed ends nothing', () => {
  const source = `
    import { openScope } from ${JSON.stringify(runtime)}
    const scope = openScope()
    for (let n = 0; n < 2000; n++) scope.after(() => { throw new Error('x'.repeat(1000)) })
    scope.close('sent')
    const { failed } = await scope.drained
    process.stdout.write(String(failed))`
  // Reads one line and goes.
  const { stdout } = spawnSync(
    'sh',
    [
      '-c',
      '{ "$0" --input-type=module -e "$1" 2>&1 >&3 | head -n 1 >/dev/null; } 3>&1',
      process.execPath,
      source,
    ],
    { encoding: 'utf8' },
  )
  expect(stdout).toBe('2000')
})

it('a task that exits the process has its exit code', () => {
  const source = `
    import { openScope } from ${JSON.stringify(runtime)}
    const scope = openScope()
    scope.after(() => process.exit(7))
    scope.close('sent')`
  expect(
    spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' }),
  ).toMatchObject({ status: 7, stderr: '' })
})

it('a task that never ends does not keep the process, and no other waits for it', () => {
  const source = `
    import { openScope } from ${JSON.stringify(runtime)}
    const scope = openScope()
    scope.after(() => new Promise(() => {}))
    scope.after({ then() {} })
    scope.after(() => console.log('other'))
    scope.close('sent')`
  expect(
    spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' }),
  ).toMatchObject({ status: 0, stdout: 'other\n', stderr: '' })
})
