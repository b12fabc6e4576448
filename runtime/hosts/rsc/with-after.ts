import { trace } from '../../channel.ts'
import { register } from '../../register.ts'
import { type FetchHandler, wrapHandler } from '../handler.ts'

export type { FetchHandler } from '../handler.ts'

/**
 * Gives each request of the handler that renders Server Components its scope: its components, actions and routes find it. Closed when the
 * response has been sent, was aborted or failed: by Node's own response where the server puts it on the request (srvx, Vite), else by the
 * body's end. Takes the handler, or an object with a `fetch` method, and returns the same.
 *
 * ```ts
 * export default withAfter({ fetch: handler })      // the entry of Vite's rsc environment
 * ```
 *
 * The request is a carrier of the scope.
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`
 */
export function withAfter<Handler extends FetchHandler>(handler: Handler): Handler
export function withAfter<App extends { readonly fetch: FetchHandler }>(app: App): App
export function withAfter(given: unknown): unknown {
  register.trace ??= trace
  return wrapHandler('rsc', given)
}
