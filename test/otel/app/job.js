// A request gives a durable task, and a worker runs it, later and from its text.
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { after, configureAfter } from 'afterword'
import { configureDurable, runJob } from 'afterword/durable'
import { withAfter } from 'afterword/fetch'
import { otel } from 'afterword/otel'
import { readSpans, start } from './sdk.js'

start({ manager: process.argv[2] === 'manager' })
configureAfter(otel())
const stored = []
configureDurable({
  engine: {
    name: 'array',
    async store(jobs) {
      stored.push(...jobs.map((job) => JSON.parse(JSON.stringify(job))))
    },
  },
})

const tracer = trace.getTracer('app')

const handle = withAfter((request) => {
  const order = { id: 1 }
  after(
    ({ job }) => {
      tracer.startSpan(`query of order ${order.id}, attempt ${job.attempt}`).end()
      if (job.attempt === 1) throw new Error('no mail today')
    },
    { name: 'receipt', durable: true },
  )
  return new Response(request.url)
})

// Not awaited: a module's jobs are known when it is evaluated.
main()

async function main() {
  const traceparent = `00-${'7'.padStart(32, '0')}-${'8'.padStart(16, '0')}-01`
  const request = new Request('http://localhost/orders', { headers: { traceparent } })
  // As an instrumentation of HTTP does.
  const parent = propagation.extract(ROOT_CONTEXT, { traceparent })
  const span = tracer.startSpan('POST /orders', {}, parent)
  const response = await context.with(trace.setSpan(parent, span), () => handle(request))
  await response.text()
  span.end()
  while (!stored.length) await new Promise((resolve) => setTimeout(resolve, 5))
  const [{ id, name, data }] = stored
  for (const attempt of [1, 2]) await runJob({ id, name, data, attempt }).catch(() => {})
  console.log(JSON.stringify({ traceparent: data.traceparent, spans: readSpans() }))
  process.exit(0)
}
