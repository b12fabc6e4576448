// Every server that calls `handler(request, …) => Response`: Workers, Bun, Deno, Vercel, Netlify, srvx,
// @hono/node-server, and others.
import { type FetchHandler, wrapHandler } from './handler.ts'

export type { FetchHandler } from './handler.ts'

type FetchClass = abstract new (...args: never[]) => { fetch: FetchHandler }

type EventHandler = (event: never, ...rest: never[]) => unknown

/** What has handlers of Workers' events alone. */
type Events =
  | { readonly scheduled: EventHandler }
  | { readonly queue: EventHandler }
  | { readonly email: EventHandler }
  | { readonly tail: EventHandler }
  | { readonly alarm: (...args: never[]) => unknown }

type EventClass = abstract new (...args: never[]) => Events

/**
 * Gives each request of a fetch-style handler its scope, which is closed when the response has been sent, was aborted or
 * failed. Takes the handler, an object with a `fetch` method, or a class of such objects, and returns the same, with all that it has: `scheduled` and
 * `queue` of Workers, `port` and `websocket` of Bun, the methods of an application.
 *
 * ```ts
 * export default withAfter({ fetch(request, env, ctx) { … } })     // Workers, Bun, Deno, Vercel, srvx
 * export default withAfter((request, context) => …)                // Netlify
 * export default withAfter(class extends WorkerEntrypoint { … })  // Workers
 * serve({ fetch: withAfter(app.fetch) })                           // Hono, h3 and others
 * serve({ fetch: withAfter((request) => app.fetch(request)) })     // an instance whose `fetch` needs its `this`
 * ```
 *
 * The events of Workers, `scheduled`, `queue`, `email`, `tail`, and what Durable Objects have beside `fetch`, get a scope for each of them, which is
 * closed when their handler is over. The event is its carrier; it has no request, so `headers()` and `cookies()` throw `AFTERWORD_NO_REQUEST`.
 *
 * The request is a carrier of the scope. `waitUntil` of the request or the host's context is called at the first task.
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`; what it returns throws `AFTERWORD_WRONG_HOST` where it is called without a request
 */
export function withAfter<Handler extends FetchHandler>(handler: Handler): Handler
export function withAfter<App extends { readonly fetch: FetchHandler }>(app: App): App
export function withAfter<Class extends FetchClass>(served: Class): Class
export function withAfter<Handlers extends Events>(handlers: Handlers): Handlers
export function withAfter<Class extends EventClass>(served: Class): Class
export function withAfter(given: unknown): unknown {
  return wrapHandler('fetch', given)
}
