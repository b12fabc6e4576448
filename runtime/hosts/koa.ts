// Koa 3, and 2.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import type { AnyFunction } from '../records.ts'
import { refuseGiven, refuseHost } from './factory.ts'
import { inScope } from './in-scope.ts'
import { openIncoming } from './incoming.ts'
import { noteError, observe } from './response.ts'

interface Context {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly app?: App
}

interface App {
  readonly middleware?: readonly AnyFunction[]
  compose?(middleware: readonly AnyFunction[]): (ctx: Context) => Promise<unknown>
}

/**
 * What stands behind ours, called in the scope of its request, whatever has waited before it: one that names no context could not ask for it.
 * Koa has made a function of its middleware by now, so they are made one again, by Koa's own means. Where those are others, `next` goes on.
 */
function composeRest(app: App | undefined, ours: AnyFunction): ((ctx: Context) => Promise<unknown>) | null {
  const all = app?.middleware
  if (all?.[0] !== ours || typeof app?.compose !== 'function') return null
  return app.compose(all.slice(1).map(inScope))
}

/**
 * Middleware that gives each request its scope, which is closed when the response is: `sent`, `aborted` if the client went away, `errored` if a
 * middleware threw, unless the error has a status below 500. Register it first:
 *
 * ```ts
 * app.use(afterword())
 * ```
 *
 * `ctx`, `ctx.request`, `ctx.req` and `ctx.res` are carriers of the scope. Koa takes all headers off the answer to an error, and with them what
 * `cookies()` has set.
 * @throws TypeError `AFTERWORD_FACTORY_AS_HANDLER` where it is registered itself, without the parentheses
 */
export function afterword(
  nothing?: undefined,
): (ctx: Context, next: () => Promise<unknown>) => Promise<unknown> {
  refuseGiven('afterword/koa', 'app.use(afterword())', nothing)
  const rests = new WeakMap<App, ReturnType<typeof composeRest>>()
  return async function afterword(ctx, next) {
    if (typeof ctx?.res?.setHeader !== 'function' || typeof next !== 'function')
      refuseHost('afterword/koa', 'Koa', ctx)
    const outer = from(ctx.req)
    const scope = outer?.state === 'open' ? outer : openIncoming('koa', ctx.req, ctx.res)
    const { app } = ctx
    if (app && !rests.has(app)) rests.set(app, composeRest(app, afterword as AnyFunction))
    const rest = app && rests.get(app)
    return observe(scope, rest ? () => rest(ctx) : next, (error) => noteError(scope, error, true))
  }
}
