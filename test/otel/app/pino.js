// node --import afterword/register pino.js: the recipe of runtime/otel.md on a host that stops after the response.
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { after, configureAfter } from 'afterword'
import { withAfter } from 'afterword/node'
import { otel } from 'afterword/otel'
import { pino } from 'pino'
import { start } from './sdk.js'

start()
const file = join(mkdtempSync(join(tmpdir(), 'afterword-')), 'log')
// Writes when there are 4 kB, unless it is flushed.
const logger = pino(pino.destination({ dest: file, sync: false, minLength: 4096 }))
await sleep(50)

configureAfter(otel())
configureAfter({
  onError(error, { name, place, request }) {
    const { traceId, spanId } = trace.getActiveSpan()?.spanContext() ?? {}
    logger.error(
      { err: error, task: name, place, request, trace_id: traceId, span_id: spanId },
      'task failed',
    )
    return new Promise((resolve) => logger.flush(resolve))
  },
})

const waits = []
globalThis[Symbol.for('@vercel/request-context')] = {
  get: () => ({ waitUntil: (promise) => waits.push(promise) }),
}

const listener = withAfter(async (request, response) => {
  const id = request.url.slice(1)
  await sleep(Math.random() * 5)
  after(
    async () => {
      await sleep(Math.random() * 5)
      throw new Error(`mail ${id}`)
    },
    { name: 'receipt' },
  )
  response.end(id)
})
const server = createServer((request, response) => {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers)
  const span = trace.getTracer('server').startSpan(request.url, {}, parent)
  context.with(trace.setSpan(parent, span), () => listener(request, response))
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const hex = (value, length) => value.toString(16).padStart(length, '0')
// One after another, so that the last waits for a flush of its own.
for (let id = 1; id <= 3; id++) {
  const headers = { traceparent: `00-${hex(id, 32)}-${hex(id, 16)}-01` }
  await (await fetch(`http://127.0.0.1:${server.address().port}/${id}`, { headers })).text()
  while (waits.length < id) await sleep(1)
  await Promise.all(waits)
}
const lines = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))
process.stdout.write(`${JSON.stringify({ waits: waits.length, lines })}\n`, () => process.exit(0))
