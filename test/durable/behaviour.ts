// What every engine promises, on a real server. Each test has a task of its own name.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { durable, job } from '../../runtime/durable/compiled.ts'
import { configureDurable, type Engine, type WorkerHandle, work } from '../../runtime/durable/index.ts'
import { after, configureAfter, type DurableInfo, headers, openScope } from '../../runtime/index.ts'

type Closing = Engine & { close(): Promise<void> }

export interface Place extends AsyncDisposable {
  engine(): Closing
}

let count = 0

interface Ran {
  readonly values: unknown[]
  readonly attempt: number
  readonly id: string
  readonly at: number
}

export function behave(open: () => Promise<Place>): void {
  let place: Place
  let engine: Closing
  const workers: WorkerHandle[] = []

  beforeAll(async () => {
    place = await open()
    engine = place.engine()
    configureDurable({ engine })
    await engine.open?.()
    configureAfter({ onError: () => {} })
  }, 60_000)

  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop({ timeout: 1_000 })))
    await engine?.close()
    await place?.[Symbol.asyncDispose]()
  }, 60_000)

  /** A task that notes what it was called with, and then does what `then` says. */
  function define(then: (ran: Ran, info: DurableInfo) => unknown = () => {}) {
    const name = `task-${count++}`
    const ran: Ran[] = []
    job(
      name,
      ['a', 'b'],
      `src/${name}.ts:1`,
      (...values) =>
        (async (info: DurableInfo) => {
          const one = { values, attempt: info.job.attempt, id: info.job.id, at: Date.now() }
          ran.push(one)
          await then(one, info)
        }) as never,
    )
    /** Gives it in a request of its own, and waits until that is over. */
    const give = async (a: unknown, options: object | true = true, b: unknown = null) => {
      const request = new Request('http://localhost/', { headers: { 'x-id': 'seven' } })
      const scope = openScope({ request, name: 'POST /orders' })
      const { done } = scope.run(() =>
        after(durable(name, { a, b }, ['x-id']), { name, durable: options } as never),
      )
      scope.close('sent')
      return done
    }
    const start = async (concurrency = 10) => {
      const worker = await work({ names: [name], concurrency })
      workers.push(worker)
      return worker
    }
    return { name, ran, give, start }
  }

  const wait = { timeout: 20_000, interval: 20 }

  test('what is stored is run, with its values', async () => {
    const { ran, give, start } = define()
    expect(await give(new Map([[1, new Date(0)]]), true, '\0 and \ud800')).toEqual({ status: 'done' })
    await start()
    await vi.waitFor(() => expect(ran).toHaveLength(1), wait)
    expect(ran[0]).toMatchObject({ values: [new Map([[1, new Date(0)]]), '\0 and \ud800'], attempt: 1 })
    const at = Date.now()
    await give('next')
    await vi.waitFor(() => expect(ran).toHaveLength(2), wait)
    // Told of, not looked for.
    expect(Number(ran[1]?.at) - at).toBeLessThan(900)
  }, 60_000)

  test('what fails is tried again, with the same id, and no more often than it may', async () => {
    const { ran, give, start } = define(() => {
      throw new Error('not today')
    })
    await start()
    await give(1, { attempts: 3, backoff: 100 })
    await vi.waitFor(() => expect(ran).toHaveLength(3), wait)
    expect(ran.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    expect(new Set(ran.map(({ id }) => id)).size).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(ran).toHaveLength(3)
  }, 60_000)

  test('what is delayed runs no sooner', async () => {
    const { ran, give, start } = define()
    await start()
    const at = Date.now()
    await give(1, { delay: 1_500 })
    await vi.waitFor(() => expect(ran).toHaveLength(1), wait)
    expect(Number(ran[0]?.at) - at).toBeGreaterThanOrEqual(1_450)
  }, 60_000)

  test('one id is one job, while it waits and when it is done', async () => {
    const { ran, give, start } = define()
    await Promise.all([give(1, { id: 'order-1' }), give(2, { id: 'order-1' })])
    await start()
    await vi.waitFor(() => expect(ran).toHaveLength(1), wait)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await give(3, { id: 'order-1' })
    await give(4, { id: 'order-2' })
    await vi.waitFor(() => expect(ran).toHaveLength(2), wait)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(ran.map(({ values }) => values[0])).toEqual([expect.any(Number), 4])
  }, 60_000)

  test('a worker runs no more at once than it may, and stops when they are over', async () => {
    let running = 0
    let most = 0
    const { ran, give, start } = define(async () => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 100))
      running--
    })
    for (let i = 0; i < 12; i++) await give(i)
    const worker = await start(3)
    await vi.waitFor(() => expect(ran.length).toBeGreaterThanOrEqual(5), wait)
    await worker.stop({ timeout: 5_000 })
    expect([most, running]).toEqual([3, 0])
    const { length } = ran
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(ran).toHaveLength(length)
  }, 60_000)

  test('a task that does not stop has its signal fired, and is run again by the next worker', async () => {
    const heard: string[] = []
    const { ran, give, start } = define(({ attempt }, { signal }) => {
      if (attempt > 1) return
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => {
          heard.push((signal.reason as { code: string }).code)
          reject(signal.reason)
        }),
      )
    })
    await give(1, { backoff: 0 })
    const worker = await start()
    await vi.waitFor(() => expect(ran).toHaveLength(1), wait)
    await worker.stop({ timeout: 200 })
    expect(heard).toEqual(['AFTERWORD_JOB_STOPPED'])
    await start()
    await vi.waitFor(() => expect(ran.map(({ attempt }) => attempt)).toEqual([1, 2]), wait)
  }, 60_000)

  test('nested tasks are durable, too, and are over before the job is', async () => {
    const seen: unknown[] = []
    const inner = define()
    const outer = define(async () => {
      const header = headers().get('x-id')
      after(durable(inner.name, { a: header, b: 2 }), { name: inner.name, durable: true } as never)
      after(async () => {
        await new Promise((resolve) => setTimeout(resolve, 20))
        seen.push('nested')
      })
    })
    await inner.start()
    await outer.start()
    await outer.give(1)
    await vi.waitFor(() => expect(inner.ran).toHaveLength(1), wait)
    expect(inner.ran[0]?.values).toEqual(['seven', 2])
    await vi.waitFor(() => expect(seen).toEqual(['nested']))
    expect(outer.ran).toHaveLength(1)
  }, 60_000)

  test('a job with hostile data is not run, and does not stop the others', async () => {
    const { name, ran, give, start } = define()
    const hostile = { v: 1, values: '[{"__proto__":1},{"polluted":2},true]', attempts: 1 }
    const known = { request: '[]', place: 'x', from: 'x', storedAt: 0, timeout: 1_000, backoff: 0 }
    const id = crypto.randomUUID()
    await engine.store([{ id, name, data: { ...known, ...hostile } as never, delay: 0 }], {})
    await give('good')
    await start()
    await vi.waitFor(() => expect(ran).toHaveLength(1), wait)
    expect(ran[0]?.values[0]).toBe('good')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  }, 60_000)
}
