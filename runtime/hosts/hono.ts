// Hono 4, on Node, Workers, Bun and Deno.
import { from } from '../carriers.ts'
import type { AnyFunction } from '../records.ts'
import { register } from '../register.ts'
import type { Scope } from '../types.ts'
import { type Argument, finishResponse, openExchange } from './exchange.ts'
import { refuseGiven, refuseHost } from './factory.ts'
import { inScope } from './in-scope.ts'
import { platformOfNode } from './platform.ts'
import { noteError } from './response.ts'

interface Context {
  readonly req: { readonly raw: Request }
  readonly env: unknown
  readonly executionCtx: unknown
  readonly error: Error | undefined
  get res(): Response
  set res(response: Response | undefined)
}

// Hono throws where its host gave none: that takes longer than all else here. @hono/node-server gives none, and Node goes on by itself.
function contextOf(c: Context): unknown {
  try {
    const env = c.env as { outgoing?: unknown } | undefined
    if (env?.outgoing && !platformOfNode().waitUntil) return undefined
    return c.executionCtx
  } catch {
    return undefined
  }
}

function carry(c: Context, scope: Scope): void {
  register.carriers.set(c, scope)
  register.carriers.set(c.req, scope)
}

/** What a router has found for a request: each handler beside its route, in a pair that is the same for all requests. */
type Found = [[handler: AnyFunction, route: unknown], params: unknown][]

// Of the copy of Hono that asked last: there is one, nearly always.
let requests: object | undefined
let matched: symbol | undefined

/**
 * Has the handlers behind ours called in the scope of their request, whatever has waited before them. Hono reads them when their turn comes.
 * `app.routes` keeps those that were given.
 */
function enterHandlers({ req }: Context): void {
  const prototype = Object.getPrototypeOf(req)
  if (prototype !== requests) {
    requests = prototype
    // The one symbol is that of what was found. It is nobody else's to name, so what is not as expected stays as it is.
    matched = Object.getOwnPropertySymbols(prototype)[0]
  }
  const found: unknown = matched && (req as unknown as Record<symbol, unknown>)[matched]
  const handlers: unknown = Array.isArray(found) ? found[0] : null
  if (!Array.isArray(handlers)) return
  for (const each of handlers as Found) {
    const pair = each?.[0]
    if (Array.isArray(pair) && typeof pair[0] === 'function') pair[0] = inScope(pair[0])
  }
}

async function inside(outer: Scope, c: Context, next: () => Promise<void>): Promise<void> {
  carry(c, outer)
  enterHandlers(c)
  await outer.run(next)
  if (c.error) noteError(outer, c.error, true)
}

/**
 * Middleware that gives each request its scope, which is closed when the response has been sent, was aborted or failed:
 * `errored` if a handler threw and the response has a status of 500 or more. Register it first:
 *
 * ```ts
 * app.use(afterword())
 * ```
 *
 * `c`, `c.req` and `c.req.raw` are carriers of the scope.
 * @throws TypeError `AFTERWORD_FACTORY_AS_HANDLER` where it is registered itself, without the parentheses
 */
export function afterword(nothing?: undefined): (c: Context, next: () => Promise<void>) => Promise<void> {
  refuseGiven('afterword/hono', 'app.use(afterword())', nothing)
  // Not async: the promise of `next` is one already.
  return (c, next) => {
    if (!c?.req?.raw) refuseHost('afterword/hono', 'Hono', c)
    const request = c.req.raw
    const outer = from(request)
    if (outer?.state === 'open') return inside(outer, c, next)
    const exchange = openExchange(
      'hono',
      request,
      request.url,
      request as Argument,
      c.env as Argument,
      contextOf(c) as Argument,
    )
    carry(c, exchange.scope)
    enterHandlers(c)
    return exchange.run(next, () => {
      // Hono has answered it, with its own handler or the application's.
      if (c.error) noteError(exchange.scope, c.error, true)
      const response = c.res
      const finished = finishResponse(exchange, request, response)
      if (finished === response) return
      // Assigned over another it would take over headers, and lose the cookies.
      c.res = undefined
      c.res = finished
    })
  }
}
