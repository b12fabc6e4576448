// Nitro 2, and so Nuxt 4, which stands on it: h3 1 with Node's requests, or with what stands in for them.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import { openHostScope } from '../open.ts'
import { current, register } from '../register.ts'
import type { RequestScope } from '../scope.ts'
import type { Scope } from '../types.ts'
import { openIncoming } from './incoming.ts'
import { findKeeper, findPlatform } from './platform.ts'
import { hasFailed, noteError, observe, requestName } from './response.ts'

interface Event {
  readonly node: {
    /** One that stands in for Node's has a place for what its caller hands on of its platform. */
    readonly req: IncomingMessage & { readonly __unenv__?: { readonly _platform?: unknown } }
    readonly res: ServerResponse
  }
  readonly context: object
}

interface App {
  handler(event: Event): unknown
  readonly options: { onError?(error: unknown, event: Event): unknown }
}

/** Nitro replaces it, in what it runs to write pages. */
const isPrerendered = (): boolean => Boolean((import.meta as { prerender?: boolean }).prerender)

/**
 * The plugin of Nitro's that `afterword/nuxt` adds. It gives each request its scope, closed when the response has been sent, was aborted or failed. What
 * the server asks itself for (`$fetch` of your own routes while a page is rendered, the page of an error) belongs to the request that asks. The
 * tasks of a page that is prerendered run in the build, with the outcome `prerendered`. The event and its request are carriers.
 */
export default function afterword({ h3App }: { h3App: App }): void {
  const { handler, options } = h3App
  const { onError } = options
  h3App.handler = (event) => {
    const { req } = event.node
    const isInner = '__unenv__' in req
    const outer = from(req, event.context) ?? (isInner ? current() : null)
    if (outer?.state === 'open') {
      name(event, outer)
      holdOpen(event, outer)
      return outer.run(() => handler(event))
    }
    return isInner && isPrerendered()
      ? prerender(event, () => handler(event))
      : serve(event, () => handler(event))
  }
  options.onError = async (error, event) => {
    const scope = from(event)
    const answer = () => onError?.(error, event)
    await (scope ? scope.run(answer) : answer())
    if (isPrerendered()) await end(scope as RequestScope | null, event)
  }
}

function name(event: Event, scope: Scope): void {
  for (const carrier of [event, event.node.req, event.context]) register.carriers.set(carrier, scope)
}

type WaitUntil = (promise: Promise<unknown>) => unknown

/**
 * What Nitro keeps alive behind the response still belongs to the request: a cached handler is called once more while the old answer is
 * sent, asks for the headers and gives tasks.
 */
function holdOpen(event: Event & { waitUntil?: WaitUntil }, scope: Scope): void {
  if (held.has(event)) return
  held.add(event)
  const before = event.waitUntil
  let waitUntil: WaitUntil | undefined
  Object.defineProperty(event, 'waitUntil', {
    configurable: true,
    enumerable: true,
    get: () => waitUntil,
    // Nitro gives each event its own, behind this and before it calls a handler.
    set(own: WaitUntil) {
      waitUntil = (promise) => {
        // Whoever has made it says what of it failed.
        const over = Promise.resolve(promise).then(nothing, nothing)
        if (scope.state !== 'drained') scope.after(over, { name: 'event.waitUntil' })
        return own.call(event, promise)
      }
    },
  })
  if (before) event.waitUntil = before
}

const held = new WeakSet<Event>()

const nothing = (): void => {}

function serve(event: Event, call: () => unknown): unknown {
  const { req, res } = event.node
  const context = req.__unenv__
  const keeper = context && findKeeper([context, context._platform])
  const scope = openIncoming(
    'nuxt',
    req,
    res,
    undefined,
    undefined,
    keeper ? findPlatform([keeper]) : undefined,
  )
  name(event, scope)
  holdOpen(event, scope)
  return observe(scope, call, (error) => noteError(scope, error, true))
}

/** Whoever writes the page waits for its tasks. */
async function prerender(event: Event, call: () => unknown): Promise<unknown> {
  const { req } = event.node
  const scope = openHostScope({
    host: 'nuxt',
    name: requestName(req.method, req.url ?? '/'),
    request: req,
    carriers: [event, req, event.context],
    // Whoever asks for a page of a file gets no cookies.
    setCookies: () => true,
  })
  holdOpen(event, scope)
  // What is thrown is answered by `onError`, which ends it.
  const result = await observe(scope, call, (error) => noteError(scope, error, true))
  await end(scope, event)
  return result
}

async function end(scope: RequestScope | null, { node }: Event): Promise<void> {
  if (!scope?.live) return
  const { failure } = scope.live
  const status = node.res.statusCode
  if (hasFailed(failure, status)) scope.close('errored', { status, error: failure?.error })
  else scope.close('prerendered', { status })
  await scope.drained
}
