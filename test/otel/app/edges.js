// node --import afterword/register edges.js: what does not go its way.
import { setTimeout as sleep } from 'node:timers/promises'
import { context, metrics, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, BatchSpanProcessor, InMemorySpanExporter } from '@opentelemetry/sdk-trace-base'
import { after, configureAfter, drainAfter, openScope } from 'afterword'
import { otel } from 'afterword/otel'

const exporter = new InMemorySpanExporter()
const provider = new BasicTracerProvider({
  // Sends nothing by itself while this runs.
  spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 600_000 })],
})
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
trace.setGlobalTracerProvider(provider)
const points = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 600_000 })
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
configureAfter(otel())
configureAfter({ onError: () => {} })

const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()

/** A request, with a span of its own. */
function request(name, handler, options = {}) {
  const span = trace.getTracer('server').startSpan(name, {}, ROOT_CONTEXT)
  const carrier = {}
  context.with(trace.setSpan(ROOT_CONTEXT, span), () => {
    const scope = openScope({ name, carriers: [carrier], ...options })
    handler(scope, carrier)
  })
  span.end()
  return span.spanContext().traceId
}

const traces = {}
const waits = []
// A host that stops after the response: what is waited for has sent the spans.
globalThis[Symbol.for('@vercel/request-context')] = {
  get: () => ({ waitUntil: (promise) => waits.push(promise) }),
}
traces.flushed = request(
  'flushed',
  (scope) => {
    scope.after(() => sleep(1), { name: 'flushed' })
    scope.close('sent')
  },
  { waitUntil: (promise) => waits.push(promise) },
)
await Promise.all(waits)
const sent = exporter.getFinishedSpans().map(({ name }) => name)
delete globalThis[Symbol.for('@vercel/request-context')]

/** The points of a metric, as they are now. */
async function read(name) {
  await reader.forceFlush()
  const [{ scopeMetrics }] = points.getMetrics().slice(-1)
  const all = scopeMetrics.flatMap(({ metrics }) => metrics)
  return all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? []
}

configureAfter({ concurrency: 1 })
let go
let over
request('queue', (scope) => {
  scope.after(() => new Promise((resolve) => (go = resolve)), { name: 'queue' })
  for (let n = 0; n < 3; n++) scope.after(() => {}, { name: 'queue' })
  scope.close('sent')
  over = scope.drained
})
await sleep(1)
const queue = [await read('afterword.queue.length'), await read('afterword.tasks.running')].map(
  ([{ value }]) => value,
)
go()
await over
configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
traces.dropped = request('dropped', (scope) => {
  scope.after(() => sleep(1), { name: 'fits' })
  scope.after(() => {}, { name: 'dropped' })
  scope.after(() => {}, { name: 'cancelled' }).cancel()
  scope.close('errored', { status: 500, error: new Error('handler') })
  over = scope.drained
})
await over
configureAfter({ concurrency: undefined, maxQueue: undefined, overflow: undefined })

traces.timeout = request('timeout', (scope) => {
  scope.after(() => sleep(30), { name: 'timeout', timeout: 2 })
  scope.close('sent')
  over = scope.drained
})
await over

traces.hostile = request('hostile', (scope) => {
  scope.after(() => Promise.reject(revoked), { name: 'hostile' })
  scope.after(() => Promise.reject(), { name: 'nothing' })
  scope.close('sent')
  over = scope.drained
})
await over

// A task for one request that is given while another is handled, and by code that another request has called.
let carrierOfA
let scopeOfA
traces.a = request('a', (scope, carrier) => {
  carrierOfA = carrier
  scopeOfA = scope
})
traces.b = request('b', (scope) => {
  scope.run(() => after.with(carrierOfA, () => {}, { name: 'of a' }))
  scopeOfA.after(() => {}, { name: 'of a, too' })
  scope.after(() => {}, { name: 'of b' })
  scope.close('sent')
  scopeOfA.close('sent')
  over = Promise.all([scope.drained, scopeOfA.drained])
})
await over

// Late: its request has been over for long.
await scopeOfA.after(() => {}, { name: 'late' }).done

let free
traces.lost = request('lost', (scope) => {
  scope.after(() => new Promise((resolve) => (free = resolve)), { name: 'lost' })
  scope.close('sent')
  over = scope.drained
})
await drainAfter({ timeout: 20 })
free()
await over
await provider.forceFlush()

const spans = exporter.getFinishedSpans().map((span) => ({
  name: span.name,
  trace: span.spanContext().traceId,
  status: span.attributes['afterword.task.status'],
  code: span.status.code,
  outcome: span.attributes['afterword.outcome'],
  http: span.attributes['http.response.status_code'],
  error: span.attributes['error.type'],
  events: span.events.map(({ name }) => name),
}))
const counts = {}
for (const { value, attributes } of await read('afterword.tasks')) {
  const status = attributes['afterword.task.status']
  counts[status] = (counts[status] ?? 0) + value
}
process.stdout.write(`${JSON.stringify({ sent, traces, spans, queue, counts })}\n`, () => process.exit(0))
