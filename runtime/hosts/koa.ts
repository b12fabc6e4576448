// Koa 3, and 2.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import { refuseGiven, refuseHost } from './factory.ts'
import { openIncoming } from './incoming.ts'
import { noteError, observe } from './response.ts'

interface Context {
  readonly req: IncomingMessage
  readonly res: ServerResponse
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
  return async function afterword(ctx, next) {
    if (typeof ctx?.res?.setHeader !== 'function' || typeof next !== 'function')
      refuseHost('afterword/koa', 'Koa', ctx)
    const outer = from(ctx.req)
    const scope = outer?.state === 'open' ? outer : openIncoming('koa', ctx.req, ctx.res)
    return observe(scope, next, (error) => noteError(scope, error, true))
  }
}
