// A handler of requests, or an object with one as `fetch`, with a scope for each request: what `afterword/fetch` and `afterword/rsc` share.
import { from } from '../carriers.ts'
import { coded } from '../error.ts'
import { badFunction } from '../messages.generated.ts'
import { show } from '../options.ts'
import type { Scope } from '../types.ts'
import { type Argument, finishResponse, openExchange } from './exchange.ts'
import { standForFunction, standForObject } from './stand-in.ts'

export type FetchHandler = (request: Request, ...rest: never[]) => Response | Promise<Response>

type Handler = (this: unknown, ...args: unknown[]) => Response | Promise<Response>

/** What is given, with its handler wrapped for the host that is called so. @throws TypeError `AFTERWORD_BAD_FUNCTION` */
export function wrapHandler(host: string, given: unknown): unknown {
  if (typeof given === 'object' && typeof (given as { fetch?: unknown } | null)?.fetch === 'function') {
    const target = given as { fetch: (...args: unknown[]) => Response }
    return standForObject(target, wrap(host, (...args) => target.fetch(...args)) as never)
  }
  if (typeof given !== 'function') throw coded(TypeError, badFunction('withAfter', show(given)))
  return standForFunction(given as never, wrap(host, given as Handler) as never)
}

function wrap(host: string, handler: Handler): Handler {
  const wrapped: Handler = function (...args) {
    const call = () => Reflect.apply(handler, this, args)
    const request = args[0] as Request
    // Wrapped twice, or inside a host that has opened the scope of this very request.
    const outer: Scope | null = from(request)
    if (outer?.state === 'open') return outer.run(call)
    const exchange = openExchange(host, request, args as Argument[])
    return exchange.run(call, (response) => finishResponse(exchange, request, response))
  }
  // Deno gives a handler as many arguments as it declares, and what tells of the end is the second.
  return Object.defineProperty(wrapped, 'length', { value: Math.max(3, handler.length) })
}
