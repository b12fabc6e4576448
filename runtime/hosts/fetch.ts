// Every server that calls `handler(request, …) => Response`: Workers, Bun, Deno, Vercel, Netlify, srvx,
// @hono/node-server, and others.
import { from } from '../carriers.ts'
import { coded } from '../error.ts'
import { badFunction } from '../messages.generated.ts'
import { show } from '../options.ts'
import type { Scope } from '../types.ts'
import { type Argument, finishResponse, openExchange } from './exchange.ts'

export type FetchHandler = (request: Request, ...rest: never[]) => Response | Promise<Response>

type Handler = (this: unknown, ...args: unknown[]) => Response | Promise<Response>

/**
 * Gives each request of a fetch-style handler its scope, which is closed when the response has been sent, was aborted or
 * failed. Takes the handler, or an object with a `fetch` method, and returns the same: of an object, a copy with its own
 * properties. What it inherits, such as the methods of a class, stays behind; there wrap the handler alone.
 *
 * ```ts
 * export default withAfter({ fetch(request, env, ctx) { … } })     // Workers, Bun, Deno, Vercel, srvx
 * export default withAfter((request, context) => …)                // Netlify
 * serve({ fetch: withAfter(app.fetch) })                           // Hono, h3 and others
 * serve({ fetch: withAfter((request) => app.fetch(request)) })     // an instance whose `fetch` needs its `this`
 * ```
 *
 * The request is a carrier of the scope. `waitUntil` of the request or the host's context is called at the first task.
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`
 */
export function withAfter<Handler extends FetchHandler>(handler: Handler): Handler
export function withAfter<App extends { readonly fetch: FetchHandler }>(app: App): App
export function withAfter(given: unknown): unknown {
  if (typeof given === 'object' && typeof (given as { fetch?: unknown } | null)?.fetch === 'function') {
    const target = given as { fetch: (...args: unknown[]) => Response }
    return { ...target, fetch: wrap((...args) => target.fetch(...args)) }
  }
  if (typeof given !== 'function') throw coded(TypeError, badFunction('withAfter', show(given)))
  return wrap(given as Handler)
}

function wrap(handler: Handler): Handler {
  const wrapped: Handler = function (...args) {
    const call = () => Reflect.apply(handler, this, args)
    const request = args[0] as Request
    // Wrapped twice, or inside a host that has opened the scope of this very request.
    const outer: Scope | null = from(request)
    if (outer?.state === 'open') return outer.run(call)
    const exchange = openExchange('fetch', request, args as Argument[])
    return exchange.run(call, (response) => finishResponse(exchange, request, response))
  }
  // Deno gives a handler as many arguments as it declares, and what tells of the end is the second.
  return Object.defineProperty(wrapped, 'length', { value: Math.max(3, handler.length) })
}
