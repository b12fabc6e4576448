// node --import afterword/register edges.js: what does not go its way.
import { setTimeout as sleep } from 'node:timers/promises'
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
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

configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
let over
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
process.stdout.write(`${JSON.stringify({ sent, traces, spans })}\n`, () => process.exit(0))
