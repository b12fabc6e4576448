// AWS Lambda, which freezes the process as soon as the handler is over. One that streams is not over with the last byte of its
// response, so the tasks run then, and the handler waits for them. One that returns its response has it sent when it is over:
// there is no time after the response, and `after` says so.
import { coded } from '../error.ts'
import { untilTold } from '../keep.ts'
import { badFunction } from '../messages.generated.ts'
import { openHostScope } from '../open.ts'
import { show } from '../options.ts'
import { register } from '../register.ts'
import type { RequestScope } from '../scope.ts'
import { readEvent } from './event.ts'
import { refuse } from './platform.ts'
import { noteError, observe } from './response.ts'

interface ResponseStream {
  readonly writableFinished: boolean
  once(event: string, listener: (error?: unknown) => void): unknown
  /** What HttpResponseStream.from() leaves: it writes the head, as JSON, before the first byte. */
  _onBeforeFirstWrite?: ((write: (chunk: unknown) => void) => void) | undefined
}

type Context = { getRemainingTimeInMillis?(): number; functionName?: string } | null

const isStream = (value: unknown): value is ResponseStream =>
  typeof (value as { write?: unknown } | null)?.write === 'function'

function open(event: unknown, stream: ResponseStream | undefined, context: Context): RequestScope {
  const remaining = context?.getRemainingTimeInMillis?.()
  register.host = {
    name: 'lambda',
    keepsAlive: Boolean(stream),
    bodyEnd: stream ? 'exact' : 'handoff',
    ...(remaining && { budgetMs: remaining }),
  }
  const { name = context?.functionName, request } = readEvent(event)
  return openHostScope({
    host: 'lambda',
    name,
    request,
    carriers: [event, stream, context].filter((one) => one !== null && typeof one === 'object') as object[],
    deadline: remaining ? new Date(Date.now() + remaining) : undefined,
    waitUntil: stream ? undefined : () => refuse('lambda'),
  })
}

/** The status in the head that the program has given to HttpResponseStream.from(). */
function statusOf(stream: ResponseStream): number | undefined {
  let status: number | undefined
  try {
    stream._onBeforeFirstWrite?.((chunk) => (status ??= JSON.parse(`${chunk}`).statusCode))
  } catch {} // The zero bytes between head and body.
  return status
}

function closeWithStream(scope: RequestScope, stream: ResponseStream): void {
  const close = (error?: unknown) => {
    const status = statusOf(stream)
    const failure = scope.live?.failure
    if (failure || error) scope.close('errored', { status, error: failure?.error ?? error })
    else scope.close(stream.writableFinished ? 'sent' : undefined, { status })
  }
  // Lambda does not tell of a client that went away: the stream finishes all the same.
  for (const event of ['finish', 'error', 'close']) stream.once(event, close)
}

/**
 * Gives each invocation of a handler its scope. A handler that streams its response goes on until its tasks are over, after the
 * last byte. One that returns its response cannot: `after` throws there, and with `onNoHost: 'warn'` its tasks delay the response.
 *
 * ```ts
 * export const handler = awslambda.streamifyResponse(withAfter(async (event, responseStream, context) => { … }))
 * ```
 *
 * Event, stream and context are carriers; `headers()` and `cookies()` are those of the event. A handler that fails has its error
 * sent when its tasks are over: Lambda learns of it from the handler's promise, and freezes then.
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`
 */
export function withAfter<Handler extends (event: never, ...rest: never[]) => unknown>(
  handler: Handler,
): Handler {
  if (typeof handler !== 'function') throw coded(TypeError, badFunction('withAfter', show(handler)))
  const wrapped = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    const [event, second, third] = args
    const stream = isStream(second) ? second : undefined
    const scope = open(event, stream, (stream ? third : second) as Context)
    if (stream) closeWithStream(scope, stream)
    const call = () => Reflect.apply(handler, this, args)
    try {
      return await observe(scope, call, (error) => noteError(scope, error))
    } finally {
      const failure = scope.live?.failure
      if (failure) scope.close('errored', { error: failure.error })
      else if (!stream) scope.close()
      await untilTold(scope, scope.drained)
    }
  }
  // Lambda tells the forms of handlers by their number of parameters and by marks such as streamifyResponse's.
  Object.defineProperty(wrapped, 'length', { value: handler.length, configurable: true })
  return Object.assign(wrapped, handler) as unknown as Handler
}
