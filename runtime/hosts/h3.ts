// h3 2, srvx, and Nitro 3 which stands on both.
import { from } from '../carriers.ts'
import { isThenable } from '../drain.ts'
import type { AnyFunction } from '../records.ts'
import { register } from '../register.ts'
import { isStream } from './body.ts'
import { type Argument, type Exchange, finishResponse, openExchange } from './exchange.ts'
import { refuseGiven, refuseHost } from './factory.ts'
import { inScope } from './in-scope.ts'
import { noteError, observe } from './response.ts'

interface Event {
  readonly req: Request
  readonly res: { readonly status?: number | undefined; readonly headers: Headers }
  readonly app?: unknown
  readonly context?: { readonly matchedRoute?: unknown }
}

interface Route {
  handler: AnyFunction
  '~composed'?: unknown
}

/** As h3 itself makes them, and Nitro. What it calls so may be another day's: what is not as expected stays as it is. */
interface App {
  handler(event: Event): unknown
  readonly '~middleware'?: readonly unknown[]
  '~findRoute'?: (event: Event) => { readonly data: Route } | null | undefined
}

const notFound = Symbol.for('h3.notFound')

const entered = new WeakSet<App>()

/**
 * Has the routes of an application called in the scope of their request, whatever has waited before them.
 * @returns whether that is new: the route of this first request was found before
 */
function enterRoutes(app: App | undefined): boolean {
  const find = app?.['~findRoute']
  if (typeof find !== 'function' || entered.has(app as App)) return false
  entered.add(app as App)
  ;(app as App)['~findRoute'] = function (this: App, event) {
    const found = find.call(this, event)
    const route = found?.data
    if (typeof route?.handler !== 'function') return found
    const handler = inScope(route.handler)
    if (handler !== route.handler) Object.assign(route, { handler, '~composed': undefined })
    return found
  }
  return true
}

/** h3 goes on by itself where nothing is answered. Where all have been asked already, that is said to it by what it makes the same of. */
function asAnswer(value: unknown): unknown {
  if (isThenable(value)) return value.then(asAnswer)
  if (value === notFound) throw value
  return value ?? null
}

/** What an h3 handler gives may be anything. h3 makes the response of it afterwards, with the headers of `event.res`. */
function finishValue(exchange: Exchange, { req, res }: Event, value: unknown): unknown {
  if (value instanceof Response) return finishResponse(exchange, req, value)
  if (value instanceof Error) noteError(exchange.scope, value, true)
  for (const line of exchange.takeCookies()) res.headers.append('set-cookie', line)
  const given = value as { status?: number; body?: unknown } | null | undefined
  const body = isStream(value) ? value : given?.body
  const { watch } = exchange
  const watched = watch && isStream(body) && !body.locked && req.method !== 'HEAD'
  const status = value === notFound ? 404 : (given?.status ?? res.status ?? 200)
  exchange.answer(status, watched ? 'watched' : 'none')
  if (!watched) return value
  const stream = watch(body)
  // Else an HTTPResponse, which reads its body from this property.
  return body === value ? stream : Object.assign(given as object, { body: stream })
}

/**
 * Middleware for h3, and so for Nitro, and for srvx. It gives each request its scope, which is closed when the response has been
 * sent, was aborted or failed: `errored` if a handler threw, unless the error is an HTTPError with a status below 500. Register
 * it first:
 *
 * ```ts
 * app.use(afterword())                              // h3
 * serve({ middleware: [afterword()], fetch })       // srvx
 * export default afterword()                        // Nitro: middleware/afterword.ts
 * ```
 *
 * The event and its request are carriers of the scope.
 * @throws TypeError `AFTERWORD_FACTORY_AS_HANDLER` where it is registered itself, without the parentheses
 */
export function afterword(
  nothing?: undefined,
): <Result>(target: Event | Request, next: () => Result) => Result {
  refuseGiven('afterword/h3', 'app.use(afterword())', nothing)
  // Two parameters: with fewer, h3 takes it for middleware that does not go on by itself.
  return function afterword<Result>(target: Event | Request, next: () => Result): Result {
    const event = 'req' in target ? target : undefined
    const request = event?.req ?? (target as Request)
    if (typeof request.url !== 'string' || typeof next !== 'function')
      refuseHost('afterword/h3', 'h3 2 or srvx', target)
    const app = event?.app as App | undefined
    // Where ours is the first to be called, nobody notices that the application begins anew.
    const isAnew =
      enterRoutes(app) && app?.['~middleware']?.[0] === afterword && Boolean(event?.context?.matchedRoute)
    const goOn = isAnew ? () => app?.handler(event as Event) as Result : next
    const outer = from(request)
    if (outer?.state === 'open') {
      const result = observe(outer, goOn, (error) => noteError(outer, error, Boolean(event)))
      return isAnew ? (asAnswer(result) as Result) : result
    }
    const exchange = openExchange('h3', request, request.url, request as unknown as Argument, null, null)
    if (event) register.carriers.set(event, exchange.scope)
    if (!event) return exchange.run(goOn, (value) => finishResponse(exchange, request, value as Response))
    const result = exchange.run(goOn, (value) => finishValue(exchange, event, value), true)
    return isAnew ? (asAnswer(result) as Result) : result
  }
}
