// `configureAfter(otel())` with OpenTelemetry's own SDK, on three servers, with 200 requests at once: compiled, and run by Node.
import { beforeAll, describe, expect, test } from 'vitest'
import { missing, run } from './run.ts'

interface Span {
  name: string
  trace: string
  id: string
  parent: string | undefined
  attributes: Record<string, unknown>
  status: { code: number; message?: string }
  start: number
  end: number
  events: { name: string; at: number; attributes?: Record<string, unknown> }[]
}

interface Metric {
  name: string
  unit: string
  points: {
    attributes: Record<string, unknown>
    value: number | { count: number; sum: number; max: number }
  }[]
}

interface Told {
  lost: unknown[]
  own: string[]
  spans: Span[]
  metrics: Metric[]
}

const COUNT = 200
const names = ['receipt', 'stock', 'promise', 'refund', 'nested', 'at once']
const urlOf = (index: number): string => `/orders/${index + 1}`
const traceOf = (index: number): string => (index + 1).toString(16).padStart(32, '0')

/** Of each span, the request that it says it is of. */
const requestOf = ({ attributes }: Span): unknown =>
  attributes.request ?? String(attributes['afterword.request']).replace('GET ', '')

if (missing) {
  console.warn(`OpenTelemetry's SDK was not run: ${missing}`)
  test.skip("OpenTelemetry's SDK was not run: npm could not install it")
} else
  describe.each(['node', 'fastify', 'hono'])('%s', (server) => {
    describe('with a context manager', () => {
      let told: Told
      let of: (name: string, index: number) => Span
      beforeAll(async () => {
        told = await run<Told>('main.js', [server])
        const byKey = new Map(told.spans.map((span) => [`${span.name} ${requestOf(span)}`, span]))
        of = (name, index) => byKey.get(`${name} ${urlOf(index)}`) as Span
      })

      test('each span is in the trace of its own request', () => {
        expect(told.lost).toEqual([])
        const wrong = told.spans.filter((span) => {
          const id = Number(String(requestOf(span)).split('/').at(-1))
          return span.trace !== traceOf(id - 1)
        })
        expect(wrong).toEqual([])
        expect(told.spans).toHaveLength(COUNT * (1 + names.length + 4))
      })

      test('each task is one span below that of its request, or below the task that gave it', () => {
        for (let index = 0; index < COUNT; index++) {
          const request = of(urlOf(index), index)
          for (const name of ['receipt', 'stock', 'promise', 'refund'])
            expect([name, of(`after ${name}`, index).parent]).toEqual([name, request.id])
          expect(of('after nested', index).parent).toBe(of('after receipt', index).id)
          expect(of('after at once', index).parent).toBe(of('after stock', index).id)
        }
      })

      test('what a task calls is below it', () => {
        const tasks = new Map(told.spans.map((span) => [span.id, span.name]))
        const queries = told.spans.filter(({ name }) => name === 'query')
        const counts = Map.groupBy(queries, ({ parent }) =>
          tasks.get(parent ?? '')?.replace(/\/.*/, 'request'),
        )
        // The promise was there before it was given.
        expect(Object.fromEntries([...counts].map(([name, all]) => [name, all.length]))).toEqual({
          'after receipt': 2 * COUNT,
          'after nested': COUNT,
          request: COUNT,
        })
      })

      test('a span says where the task is written, how the response ended, and when', () => {
        const { attributes, events, status, start, end } = of('after receipt', 7)
        expect(attributes).toMatchObject({
          'afterword.task.name': 'receipt',
          'afterword.task.status': 'done',
          'afterword.request': 'GET /orders/8',
          'afterword.host': server,
          'afterword.outcome': 'sent',
          'http.response.status_code': 200,
          'code.file.path': expect.stringMatching(/app\/handle\.js$/),
          'code.line.number': 16,
        })
        expect(status.code).toBe(0)
        expect(events.map(({ name }) => name)).toEqual(['given', 'started', 'ended'])
        const [given, started, ended] = events.map(({ at }) => at) as [number, number, number]
        expect(given).toBeLessThanOrEqual(started)
        // Read one after the other, on a machine that may do something else between.
        expect(started).toBeGreaterThanOrEqual(start)
        expect(started - start).toBeLessThan(1000)
        expect(ended).toBe(end)
        expect(Math.abs(end - Date.now())).toBeLessThan(60_000)
      })

      test('a failure is recorded, a task that was not for this outcome is no failure', () => {
        const { status, events, attributes } = of('after stock', 3)
        expect(status).toEqual({ code: 2, message: 'no article for /orders/4' })
        expect(attributes).toMatchObject({ 'afterword.task.status': 'failed', 'error.type': 'Error' })
        expect(events.find(({ name }) => name === 'exception')?.attributes).toMatchObject({
          'exception.message': 'no article for /orders/4',
          'exception.stacktrace': expect.stringContaining('handle.js'),
        })
        const skipped = of('after refund', 3)
        expect(skipped.attributes['afterword.task.status']).toBe('skipped')
        expect([skipped.status.code, skipped.end - skipped.start]).toEqual([0, 0])
        expect(skipped.events.map(({ name }) => name)).toEqual(['given', 'ended'])
      })

      test('tasks are counted by outcome, their duration and their wait are measured', () => {
        const metric = (name: string) => told.metrics.find((one) => one.name === name) as Metric
        const byStatus = Object.groupBy(
          metric('afterword.tasks').points,
          ({ attributes }) => attributes['afterword.task.status'] as string,
        )
        const sum = (points: Metric['points'] = []) =>
          points.reduce((all, { value }) => all + (value as number), 0)
        expect([sum(byStatus.done), sum(byStatus.failed), sum(byStatus.skipped)]).toEqual([
          COUNT * 4,
          COUNT,
          COUNT,
        ])
        for (const name of ['afterword.task.duration', 'afterword.task.wait']) {
          const { unit, points } = metric(name)
          const counts = points.map(({ value }) => (value as { count: number }).count)
          expect([unit, counts.reduce((all, one) => all + one, 0)]).toEqual(['s', COUNT * 5])
          for (const { value } of points) expect((value as { max: number }).max).toBeLessThan(30)
        }
        expect(metric('afterword.queue.length').points).toMatchObject([{ value: 0 }])
      })

      test("the application's own listeners are told beside it", () => {
        expect(told.own).toHaveLength(COUNT * names.length)
      })
    })

    test('without a context manager each task is still in the trace of its own request', async () => {
      const { spans } = await run<Told>('main.js', [server, 'plain'])
      const tasks = spans.filter(({ name }) => name.startsWith('after '))
      expect(tasks).toHaveLength(COUNT * names.length)
      for (const span of tasks) {
        const id = Number(String(requestOf(span)).split('/').at(-1))
        expect([span.name, span.trace]).toEqual([span.name, traceOf(id - 1)])
      }
      // What gives a task at once is known; what gives one after an await is not.
      const byId = new Map(spans.map(({ id, name }) => [id, name]))
      for (const { name, parent = '' } of tasks)
        expect([name, byId.get(parent)]).toEqual([name, name === 'after at once' ? 'after stock' : undefined])
    })
  })
