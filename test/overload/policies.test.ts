// Each policy under a burst: 4 may run at once, 100 may wait, 10,000 come.
import { afterEach, expect, it, vi } from 'vitest'
import { configureAfter, type TaskInfo } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import { BURST, burst, range, unlimit } from './burst.ts'

const limits = { concurrency: 4, maxQueue: 100 } as const
const none = { done: 0, failed: 0, timeout: 0, skipped: 0, cancelled: 0, dropped: 0 }

const printed = vi.spyOn(console, 'error').mockImplementation(() => {})

afterEach(() => {
  expect([register.running, register.overload?.waiting.length, register.scopes.size]).toEqual([0, 0, 0])
  unlimit()
  printed.mockClear()
})

it('without a limit all run at once', async () => {
  const { report, started, most } = await burst({})
  expect(report).toEqual({ ...none, done: BURST })
  expect(most).toBe(BURST)
  expect(started).toEqual(range(0, BURST))
})

it('without maxQueue all wait for a place', async () => {
  const { report, started, most, waited } = await burst({ concurrency: 4 })
  expect(report).toEqual({ ...none, done: BURST })
  expect([most, waited]).toEqual([4, BURST - 4])
  expect(started).toEqual(range(0, BURST))
})

it('run: what has waited longest starts beyond the limit, in order, and nothing is lost', async () => {
  const { report, started, most, waited } = await burst({ ...limits, overflow: 'run' })
  expect(report).toEqual({ ...none, done: BURST })
  expect([most, waited]).toEqual([BURST - 100, 100])
  expect(started).toEqual(range(0, BURST))
  expect(printed).not.toHaveBeenCalled()
})

it('run is what happens where nothing is said', async () => {
  expect((await burst(limits)).most).toBe(BURST - 100)
})

it('inline: its request runs them itself, one at a time beside the limit, and nothing is lost', async () => {
  const { report, started, most, waited } = await burst({ ...limits, overflow: 'inline' })
  expect(report).toEqual({ ...none, done: BURST })
  expect([most, waited]).toEqual([5, 100])
  // The one that the request runs itself overtakes those that wait: the first such, and then one in each round.
  expect(started.slice(0, 6)).toEqual([0, 1, 2, 3, 104, 4])
  expect(started.toSorted((a, b) => a - b)).toEqual(range(0, BURST))
  expect(printed).not.toHaveBeenCalled()
})

it('drop-new: those that find no room are dropped', async () => {
  const { report, started, most, waited } = await burst({ ...limits, overflow: 'drop-new' })
  expect(report).toEqual({ ...none, done: 104, dropped: BURST - 104 })
  expect([most, waited]).toEqual([4, 100])
  expect(started).toEqual(range(0, 104))
})

it('drop-old: those that have waited longest are dropped', async () => {
  const { report, started, most } = await burst({ ...limits, overflow: 'drop-old' })
  expect(report).toEqual({ ...none, done: 104, dropped: BURST - 104 })
  expect(most).toBe(4)
  expect(started).toEqual([...range(0, 4), ...range(BURST - 100, BURST)])
})

it.each(['drop-new', 'drop-old'] as const)(
  '%s is told of in one line, not in thousands',
  async (overflow) => {
    await burst({ ...limits, overflow })
    expect(printed).toHaveBeenCalledTimes(1)
    const [line, ...rest] = printed.mock.calls[0] as unknown[]
    expect(rest).toEqual([])
    expect(line).toMatch(
      /^AFTERWORD_TASK_DROPPED: 9896 tasks were dropped .* of GET \/burst: .* 100 tasks waited/,
    )
    expect(line).toContain(overflow)
    expect(line).not.toContain('\n')
  },
)

it('with onError, each is told to it with a code, and to onTask; nothing is printed', async () => {
  const errors: [unknown, TaskInfo][] = []
  const told: TaskInfo[] = []
  await burst({
    ...limits,
    overflow: 'drop-new',
    onError: (error, info) => void errors.push([error, info]),
    onTask: (info) => void told.push(info),
  })
  expect(printed).not.toHaveBeenCalled()
  expect(errors).toHaveLength(BURST - 104)
  expect(errors[0]).toMatchObject([
    { code: 'AFTERWORD_TASK_DROPPED', message: expect.stringContaining('GET /burst') },
    { status: 'dropped', request: 'GET /burst', startedAt: undefined },
  ])
  expect(told).toHaveLength(BURST)
  expect(told.filter(({ status }) => status === 'dropped')).toHaveLength(BURST - 104)
})

it.each([
  ['run', BURST, { done: BURST }],
  ['inline', 5, { done: BURST }],
  ['drop-new', 4, { done: 4, dropped: BURST - 4 }],
  ['drop-old', 4, { done: 4, dropped: BURST - 4 }],
] as const)('%s where none may wait', async (overflow, expected, report) => {
  const found = await burst({ concurrency: 4, maxQueue: 0, overflow })
  expect(found.report).toEqual({ ...none, ...report })
  expect([found.most, found.waited]).toEqual([expected, 0])
})

it('an overload that goes on is told of each second', async () => {
  configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
  let moment = Math.ceil(performance.now())
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => moment)
  const { openScope } = await import('../../runtime/index.ts')
  let release = () => {}
  const scope = openScope()
  scope.after(() => new Promise<void>((resolve) => (release = resolve)))
  scope.close('sent')
  await null
  for (let n = 0; n < 30; n++) {
    moment += 100
    const other = openScope({ name: 'GET /more' })
    other.after(() => {})
    other.close('sent')
    await other.drained
  }
  clock.mockRestore()
  const counts = () => printed.mock.calls.map(([line]) => Number(/\d+/.exec(line as string)?.[0]))
  // A line at the 11th, for eleven, and at the 22nd; the rest when it is over.
  expect(counts()).toEqual([11, 11])
  release()
  await scope.drained
  expect(counts()).toEqual([11, 11, 8])
})
