/**
 * Where a request is lost, and what `check` says of it: every row is a program that runs, compiled by the register, in one process with the
 * others. 'lost': after() throws AFTERWORD_NO_SCOPE, and check warns. 'kept': it does not, and check is silent. 'may': a package is given a function that
 * names no request; this one calls at once, which nobody can see from outside. Or the module of the framework hands the request on, where it is used.
 */
import { spawnSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { check } from '../../transform/check/index.ts'
import { makeFolder, root, writeFiles } from './harness.ts'
import { BOOT, CLOCKS, ENTRIES, PACKAGES } from './lost-rows.ts'

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
export const middleware = async (req, res, next) => { await 1; next() }
export const honoMiddleware = async (c, next) => { await 1; await next() }
/** One request to a real server. */
export const visit = (app) => new Promise((resolve) => {
  const server = app.listen(0, async () => {
    const answer = await fetch('http://localhost:' + server.address().port)
    resolve(new Response(await answer.text()))
    server.close()
  })
})
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

const ROWS = Object.entries({ CLOCKS, BOOT, PACKAGES, ENTRIES }).flatMap(([group, rows]) =>
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

describe.each(['CLOCKS', 'BOOT', 'PACKAGES', 'ENTRIES'])('%s', (group) => {
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
