// What limits mean for single tasks: nested, late, cancelled, kept alive, of several requests.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Pending } from '../../runtime/drain.ts'
import { type AfterHandle, configureAfter, drainAfter, openScope, type Scope } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import { sleep } from '../runtime/servers.ts'
import { unlimit } from './burst.ts'

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))

afterEach(() => {
  expect([register.running, register.overload?.waiting.length, register.scopes.size]).toEqual([0, 0, 0])
  unlimit()
  vi.restoreAllMocks()
})

/** A task that is over when it is told so. */
function gate(): { task: () => Promise<void>; open: () => void; started: () => boolean } {
  let begun = false
  const { promise, resolve } = Promise.withResolvers<void>()
  const task = () => {
    begun = true
    return promise
  }
  return { task, open: resolve, started: () => begun }
}

function closed(): Scope {
  const scope = openScope()
  scope.close('sent')
  return scope
}

/** All that is due has been placed. */
const settled = () => sleep(1)

it('done of a dropped task fulfils with the reason, and its work is let go', async () => {
  configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
  const { task, open } = gate()
  const scope = openScope({ name: 'GET /a' })
  const first = scope.after(task)
  const second = scope.after(() => {}, { name: 'mail' })
  scope.close('sent')
  const { status, error } = await second.done
  expect(status).toBe('dropped')
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ code: 'AFTERWORD_TASK_DROPPED' })
  expect((error as Error).message).toMatch(/"mail" of GET \/a .*drop-new.*maxQueue/)
  expect(second.cancel()).toBe(false)
  open()
  expect((await first.done).status).toBe('done')
})

it('a task that is not due takes no place in the queue', async () => {
  configureAfter({ concurrency: 1, maxQueue: 1, overflow: 'drop-new' })
  const scope = openScope()
  const handles = [1, 2, 3, 4].map(() => scope.after(() => sleep(1)))
  await settled()
  expect(register.overload?.waiting.length).toBe(0)
  scope.close('sent')
  expect((await Promise.all(handles.map(({ done }) => done))).map(({ status }) => status)).toEqual([
    'done',
    'done',
    'dropped',
    'dropped',
  ])
})

it('a task for another outcome is skipped, and drops none', async () => {
  configureAfter({ concurrency: 1, maxQueue: 1, overflow: 'drop-old' })
  const scope = openScope()
  for (const on of ['always', 'always', 'error', 'abort'] as const) scope.after(() => sleep(1), { on })
  scope.close('sent')
  expect(await scope.drained).toMatchObject({ done: 2, skipped: 2, dropped: 0 })
})

it('a task that is cancelled while it waits makes room', async () => {
  configureAfter({ concurrency: 1, maxQueue: 1, overflow: 'drop-new' })
  const { task, open } = gate()
  const scope = closed()
  scope.after(task)
  const waits = scope.after(() => {})
  await settled()
  expect(register.overload?.waiting.length).toBe(1)
  expect(waits.cancel()).toBe(true)
  const next = scope.after(() => {})
  await settled()
  expect(next.cancel()).toBe(true)
  const last = scope.after(() => {})
  open()
  expect((await last.done).status).toBe('done')
})

it('one that is cancelled between its turn and its start hands its place on', async () => {
  configureAfter({ concurrency: 1 })
  const scope = closed()
  const { task, open } = gate()
  const first = scope.after(task)
  const second = scope.after(() => {})
  const third = scope.after(() => {})
  await settled()
  // A hook hears of the first when the second has been given its place.
  let cancelled: boolean | undefined
  configureAfter({
    onTask: ({ id }) => {
      if (id === first.id) cancelled = second.cancel()
    },
  })
  open()
  expect((await third.done).status).toBe('done')
  expect((await second.done).status).toBe('cancelled')
  expect(cancelled).toBe(true)
  expect((second as Pending).startedAt).toBe(undefined)
})

it('nested tasks are dropped like others, and the scope drains', async () => {
  configureAfter({ concurrency: 1, maxQueue: 2, overflow: 'drop-new' })
  const scope = openScope()
  scope.after(async () => {
    for (let n = 0; n < 5; n++) scope.after(() => scope.after(() => {}))
    await sleep(2)
  })
  scope.close('sent')
  // The first, two of its five, and what these give.
  expect(await scope.drained).toMatchObject({ done: 5, dropped: 3 })
})

it('inline: what a task gives waits until the one that its request runs itself is over', async () => {
  configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'inline' })
  const log: string[] = []
  const pool = gate()
  const other = closed()
  other.after(pool.task)
  await settled()
  const scope = closed()
  const own = gate()
  scope.after(() => {
    scope.after(() => log.push('nested'))
    return own.task()
  })
  scope.after(() => log.push('second'))
  await settled()
  expect(log).toEqual([])
  // Another request's is not held back by it.
  await closed().after(() => log.push('other request')).done
  own.open()
  await scope.drained
  await settled()
  expect(log).toEqual(['other request', 'second', 'nested'])
  pool.open()
  await settled()
})

it('inline: what is kept back may be cancelled, and goes to free places when its turn comes', async () => {
  configureAfter({ concurrency: 2, maxQueue: 0, overflow: 'inline' })
  const gates = [gate(), gate(), gate(), gate()] as const
  const scope = openScope()
  const handles = gates.map(({ task }) => scope.after(task))
  const last = scope.after(() => {}) as AfterHandle
  scope.close('sent')
  await settled()
  expect(gates.map(({ started }) => started())).toEqual([true, true, true, false])
  // A place is free, but the request is busy.
  gates[0].open()
  await settled()
  expect(gates[3].started()).toBe(false)
  expect(handles[3]?.cancel()).toBe(true)
  gates[2].open()
  expect((await last.done).status).toBe('done')
  gates[1].open()
  expect(await scope.drained).toMatchObject({ done: 4, cancelled: 1 })
})

it.each(['run', 'inline', 'drop-new', 'drop-old'] as const)(
  '%s: waitUntil settles, late tasks are kept alive and settle as well',
  async (overflow) => {
    configureAfter({ concurrency: 1, maxQueue: 1, overflow })
    const kept: Promise<unknown>[] = []
    const waitUntil = (promise: Promise<unknown>) => void kept.push(promise)
    const scopes = [1, 2, 3, 4, 5].map(() => openScope({ waitUntil }))
    for (const scope of scopes) for (let n = 0; n < 3; n++) scope.after(() => sleep(1))
    for (const scope of scopes) scope.close('sent')
    expect(kept).toHaveLength(5)
    await Promise.all(kept)
    const reports = await Promise.all(scopes.map(({ drained }) => drained))
    expect(reports.reduce((sum, { done, dropped }) => sum + done + dropped, 0)).toBe(15)
    const late = scopes.map((scope) => scope.after(() => sleep(1)))
    expect(kept).toHaveLength(10)
    await Promise.all(kept)
    for (const { done } of late) expect((await done).status).toMatch(/^(?:done|dropped)$/)
  },
)

it('keeps the order in which tasks of several requests became due', async () => {
  configureAfter({ concurrency: 1 })
  const log: string[] = []
  const give = (scope: Scope, name: string) => scope.after(() => sleep(1).then(() => log.push(name)))
  const [a, b] = [openScope(), openScope()]
  for (const n of [1, 2]) {
    give(a, `a${n}`)
    give(b, `b${n}`)
  }
  b.close('sent')
  await settled()
  a.close('sent')
  give(b, 'b3')
  await Promise.all([a.drained, b.drained])
  expect(log).toEqual(['b1', 'b2', 'a1', 'a2', 'b3'])
})

it('a higher limit starts what waits, a lower one waits until enough are over', async () => {
  configureAfter({ concurrency: 1 })
  const gates = [gate(), gate(), gate(), gate(), gate()]
  const running = () => gates.filter(({ started }) => started()).length
  const scope = openScope()
  for (const { task } of gates) scope.after(task)
  scope.close('sent')
  await settled()
  expect(running()).toBe(1)
  configureAfter({ concurrency: 3 })
  await settled()
  expect(running()).toBe(3)
  configureAfter({ concurrency: 2 })
  gates[0]?.open()
  await settled()
  expect(running()).toBe(3)
  gates[1]?.open()
  await settled()
  expect(running()).toBe(4)
  configureAfter({ concurrency: undefined })
  await settled()
  expect(running()).toBe(5)
  for (const { open } of gates) open()
  expect(await scope.drained).toMatchObject({ done: 5 })
})

it('a promise is running already: it takes no place, and is never dropped', async () => {
  configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
  const scope = openScope()
  for (let n = 0; n < 3; n++) scope.after(sleep(1))
  scope.after(() => sleep(1))
  scope.close('sent')
  expect(await scope.drained).toMatchObject({ done: 4, dropped: 0 })
})

it('drainAfter tells of what was dropped before the process ends', async () => {
  configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
  const { task, open } = gate()
  const scope = openScope()
  scope.after(task, { name: 'stuck' })
  scope.after(() => {})
  scope.close('sent')
  const { lost } = await drainAfter({ timeout: 10 })
  expect(lost.map(({ name }) => name)).toEqual(['stuck'])
  expect(vi.mocked(console.error).mock.calls).toMatchObject([
    [expect.stringMatching(/^AFTERWORD_TASK_DROPPED: task "task" of request was dropped/)],
  ])
  open()
  await scope.drained
})

it('a hook that fails is told of, and the failure that it was told of as well', async () => {
  configureAfter({
    concurrency: 1,
    maxQueue: 0,
    overflow: 'drop-new',
    onError: () => {
      throw new Error('hook')
    },
  })
  const scope = openScope()
  scope.after(() => sleep(1))
  scope.after(() => {})
  scope.close('sent')
  await scope.drained
  await settled()
  const codes = vi
    .mocked(console.error)
    .mock.calls.map((args) => `${args.find((each) => each !== '%s')}`.replace(/:.*/, ''))
  expect(codes.sort()).toEqual(['AFTERWORD_HOOK_FAILED', 'AFTERWORD_TASK_DROPPED'])
})
