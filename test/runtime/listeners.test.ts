// `configureAfter` composes: whoever asks is told, beside all others.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  type AfterConfig,
  configureAfter,
  drainAfter,
  openScope,
  type Scope,
  type TaskInfo,
} from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import { compiledAfter } from './placed.ts'

const none: AfterConfig = {
  onError: undefined,
  onTask: undefined,
  onRequest: undefined,
  onGive: undefined,
  onLost: undefined,
}

afterEach(() => {
  configureAfter({ ...none, log: false })
  vi.restoreAllMocks()
})

async function request(give: (scope: Scope) => void): Promise<void> {
  const scope = openScope({ name: 'POST /orders', host: 'node' })
  scope.run(give, scope)
  scope.close('sent')
  await scope.drained
}

const fail = () =>
  void compiledAfter(
    'a.ts:1',
    () => {
      throw new Error('down')
    },
    { name: 'mail' },
  )

describe('several listeners', () => {
  it('are told one after another, the first given first', async () => {
    const told: string[] = []
    for (const name of ['a', 'b', 'c'])
      configureAfter({
        onTask: (info, error) => told.push(`${name} ${info.name} ${info.status} ${error}`),
        onError: (error) => told.push(`${name} ${error}`),
      })
    await request(fail)
    expect(told).toEqual([
      ...['a', 'b', 'c'].map((name) => `${name} Error: down`),
      ...['a', 'b', 'c'].map((name) => `${name} mail failed Error: down`),
    ])
  })

  it('of one function are one', async () => {
    const onTask = vi.fn()
    for (let index = 0; index < 3; index++) configureAfter({ onTask })
    await request(() => void compiledAfter('a.ts:1', () => {}))
    expect(onTask).toHaveBeenCalledTimes(1)
  })

  it('are not silenced by one that throws or rejects; the failure is printed once', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {})
    const onError = vi.fn()
    configureAfter({
      onError: () => {
        throw new Error('first')
      },
    })
    configureAfter({ onError: () => Promise.reject(new Error('second')) })
    configureAfter({ onError })
    await request(fail)
    await sleep(1)
    expect(onError).toHaveBeenCalledTimes(1)
    const lines = print.mock.calls.map(([, line]) => `${line}`.split(':', 1)[0])
    expect(lines).toEqual(['AFTERWORD_TASK_FAILED', 'AFTERWORD_HOOK_FAILED', 'AFTERWORD_HOOK_FAILED'])
  })

  it('are taken back by what configureAfter returned, and by it alone', async () => {
    const told: string[] = []
    const first = () => void told.push('first')
    configureAfter({ onTask: first })
    const takeBack = configureAfter({ onTask: () => told.push('second'), timeout: 1000 })
    const again = configureAfter({ onTask: first })
    takeBack()
    again()
    await request(() => void compiledAfter('a.ts:1', () => {}))
    expect(told).toEqual(['first'])
    configureAfter({ timeout: undefined, onTask: undefined })
    await request(() => void compiledAfter('a.ts:1', () => {}))
    expect(told).toEqual(['first'])
  })
})

describe('onRequest and onGive', () => {
  it('are told before the handler runs, and as a task is given', async () => {
    const told: string[] = []
    configureAfter({
      onRequest: (scope) => void told.push(`${scope.name} ${scope.state}`),
      onGive: (info, scope) => void told.push(`${info.name} ${info.status} ${info.scope === scope.id}`),
      onTask: ({ name }) => told.push(`${name} over`),
    })
    await request(() => {
      told.push('handler')
      compiledAfter('a.ts:1', () => told.push('runs'))
    })
    expect(told).toEqual(['POST /orders open', 'handler', 'a.ts:1 undefined true', 'runs', 'a.ts:1 over'])
  })

  it('what onGive returns is around the start, in the scope of nobody', async () => {
    const told: unknown[] = []
    for (const name of ['inner', 'outer'])
      configureAfter({
        onGive: () => (start) => {
          told.push(`${name} ${register.scope}`)
          start()
          start()
          told.push(`${name} left`)
        },
      })
    await request((scope) => {
      compiledAfter('a.ts:1', async () => {
        told.push(register.scope === scope)
        await null
        told.push('later')
      })
    })
    expect(told).toEqual(['outer null', 'inner null', true, 'inner left', 'outer left', 'later'])
  })

  it('one that throws, starts nothing or gives nonsense keeps no task from running', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {})
    const ran = vi.fn()
    configureAfter({
      onRequest: () => {
        throw 1
      },
    })
    const onGives = [
      () => () => {},
      () => () => {
        throw 2
      },
      () => {
        throw 3
      },
      () => 4,
      async () => 5,
    ]
    for (const onGive of onGives) configureAfter({ onGive: onGive as never })
    await request(() => void compiledAfter('a.ts:1', ran))
    expect(ran).toHaveBeenCalledTimes(1)
    expect(print.mock.calls.map(([, , thrown]) => thrown)).toEqual([1, 3, 2])
  })

  it('tasks that wait for a place and those that are given late are started by it, too', async () => {
    const order: string[] = []
    configureAfter({
      concurrency: 1,
      onGive:
        ({ name }) =>
        (start) => {
          order.push(`around ${name}`)
          start()
        },
    })
    const scope = openScope()
    for (const name of ['a', 'b']) scope.after(() => sleep(2), { name })
    scope.close('sent')
    await scope.drained
    await scope.after(() => order.push('late'), { name: 'c' }).done
    configureAfter({ concurrency: undefined })
    expect(order).toEqual(['around a', 'around b', 'around c', 'late'])
  })
})

it('onLost is told of what drainAfter waits for no longer', async () => {
  const lost: TaskInfo[] = []
  configureAfter({ onLost: (info) => lost.push(info) })
  const scope = openScope({ name: 'GET /slow' })
  let free = () => {}
  scope.after(() => new Promise<void>((resolve) => (free = resolve)), { name: 'slow' })
  scope.close('sent')
  await drainAfter({ timeout: 5 })
  expect(lost).toMatchObject([{ name: 'slow', request: 'GET /slow', status: undefined }])
  free()
  await scope.drained
})

it('a host that stops after the response waits for what hooks return', async () => {
  const waits: Promise<unknown>[] = []
  let flushed = 0
  configureAfter({
    onTask: async () => {
      await sleep(5)
      flushed++
    },
  })
  const scope = openScope({ waitUntil: (promise) => void waits.push(promise) })
  scope.after(() => {})
  scope.close('sent')
  await scope.drained
  expect([waits.length, flushed]).toEqual([1, 0])
  await waits[0]
  expect(flushed).toBe(1)
  scope.after(() => {})
  expect(waits).toHaveLength(2)
  await waits[1]
  expect(flushed).toBe(2)
})
