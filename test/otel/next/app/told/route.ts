import type { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base'

export const dynamic = 'force-dynamic'

export async function GET() {
  const { exporter, published } = globalThis as unknown as {
    exporter: InMemorySpanExporter
    published: string[]
  }
  const spans = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    trace: span.spanContext().traceId,
    id: span.spanContext().spanId,
    parent: span.parentSpanContext?.spanId,
    type: span.attributes['next.span_type'],
    attributes: span.attributes,
    status: span.status.code,
  }))
  return Response.json({ spans, published })
}
