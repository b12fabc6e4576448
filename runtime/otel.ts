// `configureAfter(otel())`: a span for each task, a child of its request's span, and metrics. On the API alone: which SDK there is, is for the
// application. Without one all of it does nothing.
import {
  type Context,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api'
import { home } from './durable/home.ts'
import { clock } from './engine.ts'
import { findPlatform } from './hosts/platform.ts'
import { stay } from './listeners.ts'
import { measure } from './otel-metrics.ts'
import type { ScopeRecord } from './records.ts'
import { register } from './register.ts'
import type { AfterConfig, RequestLike, Scope, TaskInfo } from './types.ts'

/** What is known of a task that is not over. */
interface Watched {
  readonly parent: Context
  readonly scope: ScopeRecord
  /** What makes a reading of the runtime's clock a time of day. */
  readonly offset: number
  readonly own: Context
  readonly span: Span | undefined
  readonly links: Link[]
}

// By the id of the task.
const watched = new Map<number, Watched>()

/** What was active when the scope was opened. */
const opened: unique symbol = Symbol('afterword.otel')

type Seen = ScopeRecord & { [opened]?: Context; [linked]?: true }

/** The span of its job is linked to who gave it. */
const linked: unique symbol = Symbol('afterword.otel.linked')

const traceOf = (active: Context | undefined): string | undefined =>
  active && trace.getSpanContext(active)?.traceId

const getter: TextMapGetter<RequestLike['headers']> = {
  keys: (headers) => [...(headers instanceof Headers ? headers.keys() : Object.keys(headers))],
  get(headers, name) {
    if (headers instanceof Headers) return headers.get(name) ?? undefined
    const value = headers[name.toLowerCase()] ?? headers[name]
    return typeof value === 'string' ? value : value && [...value]
  },
}

function fromHeaders({ live, lines }: ScopeRecord): Context | undefined {
  try {
    const headers = lines ?? live?.headersAlone?.() ?? live?.request?.headers
    return headers && propagation.extract(ROOT_CONTEXT, headers, getter)
  } catch {
    // Of a request that its server has taken back.
    return undefined
  }
}

/**
 * What a task is a child of. The context of this moment may be that of another request, where its author's code was called by that one; so it
 * counts only if it is of the trace that the request has begun with.
 */
function parentOf(scope: Seen): Context {
  const active = context.active()
  // Without a context manager nothing is active. Of what runs now is known what runs at this moment.
  const around = register.task?.scope === scope ? watched.get(register.task.id)?.own : undefined
  const now = traceOf(active) ? active : around
  const first = scope[opened]
  if (first) return traceOf(now) === traceOf(first) ? (now as Context) : first
  const isOwn = !register.scope || register.scope.id === scope.id
  if (now && isOwn) return now
  const given = fromHeaders(scope)
  if (traceOf(given)) return given as Context
  return now && isOwn ? now : ROOT_CONTEXT
}

const fails = new Set(['failed', 'timeout', 'dropped', 'lost'])

function attributesOf({ id, name, place, request, host, chain }: TaskInfo): Record<string, string | number> {
  const [, file, line] = /^(.*?):(\d+)(?::\d+)?$/.exec(place ?? '') ?? []
  return {
    'afterword.task.id': id,
    'afterword.task.name': name,
    'afterword.request': request,
    'afterword.host': host,
    ...(chain.length && { 'afterword.task.parent': chain.at(-1) as string }),
    ...(file && line && { 'code.file.path': file, 'code.line.number': Number(line) }),
  }
}

/** A job runs in a trace of its own: the request that gave it may have been over for days. */
function linksOf(scope: Seen): Link[] {
  const { traceparent } = (scope.live ?? {}) as { traceparent?: string | undefined }
  if (traceparent === undefined || scope[linked]) return []
  scope[linked] = true
  const given = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }))
  return given ? [{ context: given }] : []
}

function traceparentOf(scope: ScopeRecord): string | undefined {
  const carrier: { traceparent?: string } = {}
  propagation.inject(parentOf(scope), carrier)
  return carrier.traceparent
}

function startSpan(
  { parent, offset, links }: Pick<Watched, 'parent' | 'offset' | 'links'>,
  info: TaskInfo,
  at: number,
): Span {
  const span = trace
    .getTracer('afterword')
    .startSpan(
      `after ${info.name}`,
      { startTime: offset + at, attributes: attributesOf(info), links },
      parent,
    )
  span.addEvent('given', offset + info.givenAt)
  return span
}

function fail(span: Span, status: string, error: unknown, at: number): void {
  if (error === undefined) {
    span.setAttribute('error.type', status)
    span.setStatus({ code: SpanStatusCode.ERROR, message: status })
    return
  }
  const { name, message } = (error ?? {}) as Partial<Error>
  span.setAttribute('error.type', typeof name === 'string' ? name : status)
  span.setStatus({ code: SpanStatusCode.ERROR, message: String(message ?? error) })
  span.recordException(error as Error, at)
}

function end(task: Watched, info: TaskInfo, status: string, error: unknown): void {
  const { scope, offset } = task
  const { givenAt, startedAt, endedAt = clock(), outcome } = info
  // One that never ran is a moment, not the time that it waited.
  const span = task.span ?? startSpan(task, info, startedAt ?? endedAt)
  if (startedAt !== undefined) span.addEvent('started', offset + startedAt)
  span.addEvent('ended', offset + endedAt)
  span.setAttributes({
    'afterword.task.status': status,
    'afterword.task.wait_ms': Math.max(0, (startedAt ?? endedAt) - givenAt),
    ...(outcome && { 'afterword.outcome': outcome }),
    ...(scope.status !== undefined && { 'http.response.status_code': scope.status }),
  })
  if (fails.has(status))
    try {
      fail(span, status, error, offset + endedAt)
    } catch {
      // What was thrown may throw at any question.
      span.setStatus({ code: SpanStatusCode.ERROR, message: status })
    }
  span.end(offset + endedAt)
}

/** These stop after the response: what was not sent by then is lost. */
const freezes = new Set(['vercel', 'netlify', 'lambda', 'workers'])

interface Flushing {
  getDelegate?(): Flushing
  forceFlush?(): Promise<void>
}

/** Of who exports spans, where the process may be stopped as soon as its tasks are over. */
function flush(): Promise<void> | undefined {
  if (!freezes.has(findPlatform().info.name)) return undefined
  const provider = trace.getTracerProvider() as Flushing
  return (provider.getDelegate?.() ?? provider).forceFlush?.()
}

const listeners = {
  onRequest: stay((scope: Scope) => {
    const active = context.active()
    if (traceOf(active)) (scope as Seen)[opened] = active
  }),
  onGive: stay((info: TaskInfo, scope: Scope) => {
    const seen = scope as Seen
    const parent = parentOf(seen)
    const offset = Date.now() - clock()
    const task: Watched = { parent, scope: seen, offset, own: parent, span: undefined, links: linksOf(seen) }
    watched.set(info.id, task)
    measure.given()
    // A promise has been running since before it was given.
    if (info.startedAt !== undefined) return undefined
    return (start: () => void) => {
      const span = startSpan(task, info, clock())
      const own = trace.setSpan(parent, span)
      watched.set(info.id, { ...task, span, own })
      context.with(own, start)
    }
  }),
  onTask: stay((info: TaskInfo, error: unknown) => {
    const task = watched.get(info.id)
    // It was lost before.
    if (!task) return undefined
    watched.delete(info.id)
    const status = info.status ?? 'done'
    measure.over(info, status)
    end(task, info, status, error)
    return flush()
  }),
  onLost: stay((info: TaskInfo) => {
    const task = watched.get(info.id)
    if (!task) return
    watched.delete(info.id)
    measure.over({ ...info, endedAt: clock() }, 'lost')
    end(task, info, 'lost', undefined)
  }),
} satisfies AfterConfig

/**
 * Options for `configureAfter`: each task is a span `after NAME`, a child of its request's span, and counts in metrics. Calling it again adds
 * nothing. Needs `@opentelemetry/api` 1, and an SDK that the application has started.
 *
 * ```ts
 * configureAfter(otel())
 * ```
 */
export function otel(): AfterConfig {
  home.trace = traceparentOf
  return listeners
}
