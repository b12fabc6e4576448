// What is published of tasks on the tracing channel `afterword:task`.
import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { configureAfter, openScope, type Scope, type TaskInfo } from '../../runtime/index-server.ts'

type Message = TaskInfo & { error?: unknown }

const channel = tracingChannel<string, Message>('afterword:task')
const names = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const
let told: string[] = []

const subscribers = Object.fromEntries(
  names.map((name) => [name, (message: Message) => void told.push(`${name} ${message.name}`)]),
) as unknown as Record<(typeof names)[number], (message: Message) => void>

afterEach(() => {
  channel.unsubscribe(subscribers)
  configureAfter({ onError: undefined, concurrency: undefined, maxQueue: undefined, overflow: undefined })
  told = []
})

async function request(give: (scope: Scope) => void): Promise<void> {
  const scope = openScope({ name: 'POST /orders' })
  give(scope)
  scope.close('sent')
  await scope.drained
}

it('publishes the start and the end of each task', async () => {
  channel.subscribe(subscribers)
  configureAfter({ onError: () => {} })
  await request((scope) => {
    scope.after(() => void told.push('runs'), { name: 'sync' })
    scope.after(
      () => {
        throw 1
      },
      { name: 'throws' },
    )
  })
  expect(told).toEqual(['start sync', 'runs', 'end sync', 'start throws', 'error throws', 'end throws'])
  told = []
  await request((scope) => scope.after(() => sleep(1), { name: 'async' }))
  expect(told).toEqual(['start async', 'end async', 'asyncStart async', 'asyncEnd async'])
  told = []
  await request((scope) => scope.after(() => Promise.reject(1), { name: 'rejects' }))
  expect(told).toEqual([
    'start rejects',
    'end rejects',
    'error rejects',
    'asyncStart rejects',
    'asyncEnd rejects',
  ])
  told = []
  await request((scope) => scope.after(sleep(1), { name: 'promise' }))
  expect(told).toEqual(['start promise', 'end promise', 'asyncStart promise', 'asyncEnd promise'])
})

it('one message for each task: what onTask is told, and the error', async () => {
  const messages = new Set<Message>()
  const keep = {
    start: (message: Message) => messages.add(message),
    asyncEnd: (m: Message) => messages.add(m),
  }
  channel.subscribe(keep as never)
  configureAfter({ onError: () => {} })
  const error = new Error('down')
  await request((scope) =>
    scope.after(() => sleep(2).then(() => Promise.reject(error)), { name: 'mail' }, 'a.ts:7'),
  )
  channel.unsubscribe(keep as never)
  const [message] = messages
  expect(messages.size).toBe(1)
  expect(message).toMatchObject({
    name: 'mail',
    place: 'a.ts:7',
    request: 'POST /orders',
    status: 'failed',
    error,
  })
  expect((message?.endedAt ?? 0) - (message?.startedAt ?? 0)).toBeGreaterThan(0)
})

it('tasks that never run are published: dropped ones with an error, others without', async () => {
  channel.subscribe(subscribers)
  configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new', onError: () => {} })
  await request((scope) => {
    scope.after(() => sleep(2), { name: 'first' })
    scope.after(() => {}, { name: 'dropped' })
    scope.after(() => {}, { name: 'skipped', on: 'error' })
    scope.after(() => {}, { name: 'taken back' }).cancel()
  })
  expect(told.filter((line) => !line.endsWith('first'))).toEqual([
    'start taken back',
    'end taken back',
    'start dropped',
    'error dropped',
    'end dropped',
    'start skipped',
    'end skipped',
  ])
})

it('a store that is bound to `start` is there in the task, and in no other', async () => {
  const store = new AsyncLocalStorage<string>()
  channel.start.bindStore(store, ({ name }) => name)
  const seen: unknown[] = []
  await request((scope) => {
    for (const name of ['a', 'b'])
      scope.after(
        async () => {
          await sleep(1)
          seen.push([name, store.getStore()])
        },
        { name },
      )
  })
  channel.start.unbindStore(store)
  expect(seen).toEqual([
    ['a', 'a'],
    ['b', 'b'],
  ])
})

it('nothing is laid on a task of which nobody wants to know', async () => {
  const scope = openScope()
  const quiet = scope.after(() => {})
  channel.subscribe(subscribers)
  const told = scope.after(() => {})
  expect([Object.hasOwn(quiet, 'run'), Object.hasOwn(told, 'run')]).toEqual([false, true])
  scope.close('sent')
  await scope.drained
})
