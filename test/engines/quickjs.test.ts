// QuickJS has the language and nothing else. The compiled app and the runtime ask for no more.
import { getQuickJS, type QuickJSContext } from 'quickjs-emscripten'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { expected } from './app/app.ts'
import { bundle } from './build.ts'

let code: string
let vm: QuickJSContext

beforeAll(async () => {
  code = (await bundle('quickjs.ts', [], 'iife')).code
})
beforeEach(async () => {
  vm = (await getQuickJS()).newContext()
  run(code)
})
afterEach(() => vm.dispose())

function run(text: string): unknown {
  const result = vm.evalCode(text)
  if (result.error) {
    const error = vm.dump(result.error)
    result.error.dispose()
    throw new Error(`${error.name}: ${error.message}\n${error.stack}`)
  }
  const value = vm.dump(result.value)
  result.value.dispose()
  return value
}

const jobs = () => vm.runtime.executePendingJobs()

/** Turn by turn, until nothing more happens. */
function turn(): { answers: Record<string, string>; log: string[]; reports: object[] } {
  for (let n = 0; n < 40; n++) {
    jobs()
    run('pump()')
  }
  return JSON.parse(run('show()') as string)
}

const users = ['ada', 'bob', 'cy', 'dan', 'eve']

it('is an engine that lacks what others bring', () => {
  const names = [
    'queueMicrotask',
    'setTimeout',
    'performance',
    'console',
    'Headers',
    'AbortController',
    'process',
  ]
  expect(names.filter((name) => run(`typeof ${name}`) !== 'undefined')).toEqual([])
})

it('requests that go on in one another’s jobs keep their scopes, and so do their tasks', () => {
  run(`start(${JSON.stringify(users)})`)
  const { answers, log, reports } = turn()
  expect(answers).toEqual(Object.fromEntries(users.map((user) => [user, `tea for ${user}`])))
  expect(log.toSorted()).toEqual(users.flatMap(expected).toSorted())
  // They took turns: no two lines of the first part are of one user.
  expect(new Set(log.slice(0, 5)).size).toBe(5)
  expect(reports).toEqual(
    users.map(() => ({ done: 2, failed: 1, timeout: 0, skipped: 0, cancelled: 0, dropped: 0 })),
  )
})

it('limits hold there, too', () => {
  run(`start(${JSON.stringify(users)}); limit({ concurrency: 1, maxQueue: 2, overflow: 'drop-new' })`)
  const { log, reports } = turn()
  const sum = (name: string) =>
    reports.reduce((total, report) => total + ((report as Record<string, number>)[name] ?? 0), 0)
  expect(reports).toHaveLength(5)
  expect([sum('done') + sum('failed'), sum('dropped') > 0]).toEqual([
    log.filter((line) => /: (?:audit, sent|nested|no mail for .*)$/.test(line)).length,
    true,
  ])
  expect(log.filter((line) => line.startsWith('error: AFTERWORD_TASK_DROPPED'))).toHaveLength(sum('dropped'))
})

it('what needs more than the language says so', () => {
  run('globalThis.found = lacking()')
  jobs()
  const found = JSON.parse(run('JSON.stringify(found)') as string) as string[]
  expect(
    found.map((text) => /^AFTERWORD_ENGINE_LACKS: .*: (.*), which this engine lacks/.exec(text)?.[1]),
  ).toEqual([
    'headers() needs Headers',
    'a timeout needs setTimeout',
    'a timeout needs setTimeout',
    'drainAfter() needs setTimeout',
    'info.signal needs AbortController',
  ])
})
