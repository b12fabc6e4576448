import { channel } from 'node:diagnostics_channel'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { registerOTel } from '@vercel/otel'
import { configureAfter } from 'afterword'
import { otel } from 'afterword/otel'

export function start() {
  const exporter = new InMemorySpanExporter()
  const published: string[] = []
  Object.assign(globalThis, { exporter, published })
  registerOTel({
    serviceName: 'shop',
    traceSampler: 'always_on',
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  })
  configureAfter(otel())
  // What a vendor's agent does, that knows nothing of this package.
  channel('tracing:afterword:task:start').subscribe((task) => {
    const { name, request } = task as { name: string; request: string }
    published.push(`${name} of ${request}`)
  })
}
