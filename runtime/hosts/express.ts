// Express 5, and what else calls middleware with (req, res, next).
import type { IncomingMessage, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import { register, runIn } from '../register.ts'
import { refuseGiven, refuseHost } from './factory.ts'
import { openIncoming } from './incoming.ts'
import { noteError } from './response.ts'

type Next = (error?: unknown) => void

interface Layer {
  readonly handle: { readonly length: number }
}

interface App {
  use(handler: unknown): unknown
  readonly router: { readonly stack: Layer[] }
}

// Express tells of an error only to error-handling middleware, which has four parameters.
function tell(error: unknown, req: IncomingMessage, _res: ServerResponse, next: Next): void {
  noteError(from(req), error, true)
  next(error)
}

/**
 * Has the application tell of errors, before its own error handlers answer them. At the first request, for those are the
 * last that an application registers. Only behind our own middleware: requests that are under way have not come further.
 */
function listen(app: App, middleware: unknown): void {
  const { stack } = app.router
  const ours = stack.findIndex(({ handle }) => handle === middleware)
  for (let n = stack.length - 1; n > ours && ours >= 0; n--) {
    if ((stack[n] as Layer).handle.length !== 4) continue
    app.use(tell)
    stack.splice(n, 0, ...stack.splice(-1))
  }
  app.use(tell)
}

/**
 * Gives each request its scope, which is closed when the response is: `sent`, `aborted` if the client went away, `errored` if a
 * handler threw (or rejected, or called `next(error)`) and the response has a status of 500 or more, or none. Register it first:
 *
 * ```ts
 * app.use(afterword())
 * ```
 *
 * `req` and `res` are carriers of the scope. An error that an error handler within a mounted router answers is not told to the
 * application: such a response is `sent`, with its status.
 * @throws TypeError `AFTERWORD_FACTORY_AS_HANDLER` where it is registered itself, without the parentheses
 */
export function afterword(
  nothing?: undefined,
): (req: IncomingMessage, res: ServerResponse, next: Next) => void {
  refuseGiven('afterword/express', 'app.use(afterword())', nothing)
  const listening = new WeakSet<object>()
  return function middleware(req, res, next) {
    if (typeof next !== 'function') refuseHost('afterword/express', 'Express', req)
    const { app } = req as IncomingMessage & { app?: App }
    if (app?.router?.stack && !listening.has(app)) {
      listening.add(app)
      listen(app, middleware)
    }
    const outer = register.carriers?.get(req)
    const scope = outer?.state === 'open' ? outer : openIncoming('express', req, res)
    runIn(scope, next as () => void, [])
  }
}
