// A handler of requests, or an object with one as `fetch`, with a scope for each request: what `afterword/fetch` and `afterword/rsc` share.
import { from } from '../carriers.ts'
import { coded } from '../error.ts'
import { badFunction, wrongHostHandler } from '../messages.generated.ts'
import { show } from '../options.ts'
import type { AnyFunction } from '../records.ts'
import type { Scope } from '../types.ts'
import { eventsOf, wrapEvent } from './events.ts'
import { type Argument, finishResponse, openExchange } from './exchange.ts'
import { fetchOf, standForFunction, standForObject } from './stand-in.ts'

export type FetchHandler = (request: Request, ...rest: never[]) => Response | Promise<Response>

type Handler = (this: unknown, ...args: unknown[]) => Response | Promise<Response>

/** What is given, with its handler, and what it has for other events, wrapped for the host that is called so. @throws TypeError `AFTERWORD_BAD_FUNCTION` */
export function wrapHandler(host: string, given: unknown): unknown {
  if (typeof given === 'object' && given) {
    const target = given as { fetch: AnyFunction }
    const wrapped: Record<string, AnyFunction> = {}
    if (typeof target.fetch === 'function') {
      const handler: Handler = (...args) => Reflect.apply(fetchOf(target), target, args) as Response
      wrapped.fetch = wrap(host, handler)
    }
    for (const name of eventsOf(target))
      wrapped[name] = wrapEvent(host, name, Reflect.get(target, name).bind(target))
    if (Object.keys(wrapped).length > 0) return standForObject(target, wrapped)
  }
  if (isClass(given)) return wrapClass(host, given)
  if (typeof given !== 'function') throw coded(TypeError, badFunction('withAfter', show(given)))
  return standForFunction(given as never, wrap(host, given as Handler) as never)
}

type ServerClass = new (...args: never[]) => { ctx?: unknown; fetch?: Handler }

const isClass = (given: unknown): given is ServerClass =>
  typeof given === 'function' && /^class\b/.test(Function.prototype.toString.call(given))

const contextOf = (self: unknown): Argument => (self as { ctx?: Argument }).ctx ?? null

/** `class extends WorkerEntrypoint { fetch(request) { … } }`: Workers make an object of it, which has their context, and call its methods. */
function wrapClass(host: string, given: ServerClass): ServerClass {
  const { prototype } = given
  const events = eventsOf(prototype)
  if (typeof prototype.fetch !== 'function' && events.length === 0)
    throw coded(TypeError, badFunction('withAfter', 'a class that has no method fetch()'))
  const served = class extends given {}
  Object.defineProperty(served, 'name', { value: given.name, configurable: true })
  const define = (name: string, value: AnyFunction): void => {
    Object.defineProperty(served.prototype, name, { value, configurable: true, writable: true })
  }
  if (typeof prototype.fetch === 'function')
    define('fetch', wrap(host, prototype.fetch as Handler, contextOf))
  for (const name of events) define(name, wrapEvent(host, name, Reflect.get(prototype, name), contextOf))
  return served
}

/** @param contextOf what keeps the work alive, of the object that is called */
function wrap(host: string, handler: Handler, contextOf?: (self: unknown) => Argument): Handler {
  const wrapped: Handler = function (...args) {
    const call = () => Reflect.apply(handler, this, args)
    const request = args[0] as Request
    // Wrapped twice, or inside a host that has opened the scope of this very request.
    const outer: Scope | null = from(request)
    if (outer?.state === 'open') return outer.run(call)
    // Read once: some make it each time.
    const url: unknown = request?.url
    if (typeof url !== 'string') throw coded(TypeError, wrongHostHandler(`afterword/${host}`, show(request)))
    const second = contextOf ? null : (args[1] as Argument)
    const third = contextOf ? contextOf(this) : (args[2] as Argument)
    const exchange = openExchange(host, request, url, request as Argument, second, third)
    return exchange.run(call, (response) => finishResponse(exchange, request, response))
  }
  // Deno gives a handler as many arguments as it declares, and what tells of the end is the second.
  return Object.defineProperty(wrapped, 'length', { value: Math.max(3, handler.length) })
}
