// The recipes of runtime/otel.md with the real packages: what a task throws arrives with the trace of its request, the task's name and its place, and
// is sent before a host that stops after the response does so.
import { expect, test } from 'vitest'
import { missing, run } from './run.ts'

const traceOf = (id: number): string => id.toString(16).padStart(32, '0')

if (missing) {
  console.warn(`Sentry and pino were not run: ${missing}`)
  test.skip('Sentry and pino were not run: npm could not install them')
} else {
  test('Sentry, with 50 requests at once', async () => {
    interface Event {
      message: string
      trace: string
      task: Record<string, unknown>
      tags: Record<string, unknown>
    }
    const { waits, events } = await run<{ waits: number; events: Event[] }>('sentry.js', [])
    expect([waits, events.length]).toEqual([50, 50])
    for (const { message, trace, task, tags } of events) {
      const id = Number(message.replace('mail ', ''))
      expect({ trace, task, tags }).toEqual({
        trace: traceOf(id),
        task: {
          name: 'receipt',
          place: expect.stringMatching(/app\/sentry\.js:\d+$/),
          request: `GET /${id}`,
          chain: [],
          status: 'failed',
        },
        tags: { task: 'receipt', request: `GET /${id}` },
      })
    }
  })

  test('pino, with a destination that gathers lines', async () => {
    const { waits, lines } = await run<{ waits: number; lines: Record<string, unknown>[] }>('pino.js', [])
    expect(waits).toBe(3)
    expect(lines).toHaveLength(3)
    for (const [index, line] of lines.entries())
      expect(line).toMatchObject({
        msg: 'task failed',
        err: { type: 'Error', message: `mail ${index + 1}`, stack: expect.stringContaining('pino.js') },
        task: 'receipt',
        place: expect.stringMatching(/app\/pino\.js:\d+$/),
        request: `GET /${index + 1}`,
        trace_id: traceOf(index + 1),
        span_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      })
  })
}
