// Durable tasks: the request's trace goes along, and the worker's span is linked to it.
import { describe, expect, test } from 'vitest'
import { missing, run } from './run.ts'

interface Span {
  name: string
  trace: string
  id: string
  parent?: string
  status: { code: number }
  links: { trace: string; id: string }[]
}

if (missing) {
  console.warn(`OpenTelemetry's SDK was not run: ${missing}`)
  test.skip("OpenTelemetry's SDK was not run: npm could not install it")
} else
  describe.each(['manager', 'none'])('the span of a job, context manager: %s', (manager) => {
    test('is linked to the request that gave it, and has a trace of its own for each attempt', async () => {
      const told = await run<{ traceparent: string; spans: Span[] }>('job.js', [manager])
      const named = (name: string) => told.spans.filter((span) => span.name === name)
      const [request] = named('POST /orders')
      const [first, second] = named('after receipt').filter(({ links }) => links.length)
      const own = '7'.padStart(32, '0')
      expect(request?.trace).toBe(own)
      // Without a manager nobody knows the span that runs, and the header of the request is what is known.
      const given = manager === 'manager' ? request?.id : '8'.padStart(16, '0')
      expect(told.traceparent).toBe(`00-${own}-${given}-01`)
      expect([first?.status.code, second?.status.code]).toEqual([2, 0])
      for (const span of [first, second]) {
        expect(span?.parent).toBeUndefined()
        expect(span?.links).toEqual([{ trace: own, id: given }])
      }
      expect(named('after receipt')).toHaveLength(3)
      expect(new Set([own, first?.trace, second?.trace]).size).toBe(3)
      if (manager !== 'manager') return
      expect(named('query of order 1, attempt 1')[0]?.parent).toBe(first?.id)
      expect(named('query of order 1, attempt 2')[0]?.parent).toBe(second?.id)
    })
  })
