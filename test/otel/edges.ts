// Spans of tasks that are dropped, lost, late, cut short or given for another request; and of a host that stops after the response.
import { beforeAll, describe, expect, test } from 'vitest'
import { missing, run } from './run.ts'

interface Span {
  name: string
  trace: string
  status?: string
  code: number
  outcome?: string
  http?: number
  error?: string
  events: string[]
}

if (missing) {
  console.warn(`OpenTelemetry's SDK was not run: ${missing}`)
  test.skip("OpenTelemetry's SDK was not run: npm could not install it")
} else
  describe('a span', () => {
    let told: {
      sent: string[]
      traces: Record<string, string>
      spans: Span[]
      queue: number[]
      counts: Record<string, number>
    }
    const of = (name: string) => told.spans.filter((span) => span.name === `after ${name}`)
    beforeAll(async () => {
      told = await run('edges.js', [])
    })

    test('of a task is sent before a host that stops after the response does so', () => {
      expect(told.sent).toContain('after flushed')
    })

    test('of a dropped, a cancelled and a timed out task says so', () => {
      const { dropped, timeout } = told.traces
      expect(of('dropped')).toMatchObject([
        { trace: dropped, status: 'dropped', code: 2, outcome: 'errored', http: 500, error: 'Error' },
      ])
      expect(of('dropped')[0]?.events).toEqual(['given', 'ended', 'exception'])
      expect(of('cancelled')).toMatchObject([{ trace: dropped, status: 'cancelled', code: 0 }])
      expect(of('fits')).toMatchObject([{ trace: dropped, status: 'done', code: 0 }])
      expect(of('timeout')).toMatchObject([
        { trace: timeout, status: 'timeout', code: 2, error: 'TimeoutError' },
      ])
    })

    test('ends, whatever was thrown', () => {
      for (const name of ['hostile', 'nothing'])
        expect(of(name)).toMatchObject([{ trace: told.traces.hostile, status: 'failed', code: 2 }])
    })

    test('of a lost task ends with drainAfter, once', () => {
      expect(of('lost')).toMatchObject([{ trace: told.traces.lost, status: 'lost', code: 2, error: 'lost' }])
      expect(of('lost')[0]?.events).toEqual(['given', 'started', 'ended'])
    })

    test('is counted by its outcome, lost ones too; the queue is measured while tasks wait', () => {
      expect(told.queue).toEqual([3, 1])
      const { lost, dropped, timeout, failed, cancelled } = told.counts
      expect({ lost, dropped, timeout, failed, cancelled }).toEqual({
        lost: 1,
        dropped: 1,
        timeout: 1,
        failed: 2,
        cancelled: 1,
      })
    })

    test('is in the trace of the request that the task is for, whoever gives it, and when', () => {
      for (const name of ['of a', 'of a, too', 'late'])
        expect([name, of(name).map(({ trace }) => trace)]).toEqual([name, [told.traces.a]])
      expect(of('of b').map(({ trace }) => trace)).toEqual([told.traces.b])
    })
  })
