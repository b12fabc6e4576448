// Express 5, and what else calls middleware with (req, res, next).
import type { IncomingMessage, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import type { AnyFunction } from '../records.ts'
import { register, runIn } from '../register.ts'
import { refuseGiven, refuseHost } from './factory.ts'
import { callIn } from './in-scope.ts'
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

/** What routers call handlers with, of all routers of one copy of Express. Its names in Express 5, and in 4. */
const CALLS = ['handleRequest', 'handleError', 'handle_request', 'handle_error']
const entered = new WeakSet<object>()

/**
 * Has each handler called in its request's scope, whatever has waited before it: one that names no request could not ask for it. The handlers
 * stay who they are: Express looks at their length, and programs at the stack of a router.
 */
function enterLayers(layer: object | undefined): void {
  const layers = layer && Object.getPrototypeOf(layer)
  if (!layers || entered.has(layers)) return
  entered.add(layers)
  for (const name of CALLS) {
    const call: AnyFunction | undefined = layers[name]
    if (typeof call !== 'function') continue
    const isError = call.length === 4
    const entering = function (this: unknown, ...args: unknown[]) {
      return callIn(from(args[isError ? 1 : 0]), call, this, args)
    }
    Object.defineProperty(layers, name, { value: entering, configurable: true, writable: true })
  }
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
      enterLayers(app.router.stack[0])
      listen(app, middleware)
    }
    const outer = register.carriers?.get(req)
    const scope = outer?.state === 'open' ? outer : openIncoming('express', req, res)
    runIn(scope, next as () => void, [])
  }
}
