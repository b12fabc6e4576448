// What a framework calls around its own handling of a request: `handle` of SvelteKit, middleware of React Router and Astro, the entry of TanStack
// Start. Each of their modules says what it knows of the request, and this does the rest.
import { from } from '../carriers.ts'
import { openHostScope } from '../open.ts'
import { current, register } from '../register.ts'
import type { RequestScope } from '../scope.ts'
import type { Scope } from '../types.ts'
import { type Argument, Exchange, finishResponse, openExchange } from './exchange.ts'
import { findKeeper } from './platform.ts'
import { hasFailed, noteError, observe, requestName } from './response.ts'

export interface Visit {
  readonly host: string
  readonly request: Request
  /** What the framework hands on of its platform: who of these keeps work alive is asked to. */
  readonly platform?: readonly unknown[]
  /** The program asks itself, while it handles another request: that one's response waits for this. */
  readonly isInner?: boolean
  /** A page is written to a file, and the process ends when all are. */
  readonly isPrerendered?: boolean
  /** The status by which the framework answers whatever is thrown, where it tells of it in no other way. */
  readonly thrown?: number
}

/**
 * Calls `next` in the scope of the request: a new one, which is closed with the response; the one that is there, where a host around has opened
 * it; the one of the request that asks, where the program asks itself. A page that is prerendered is handed on when its tasks are over.
 * @returns what `next` gives, with the cookies of `cookies()`
 */
export function visit<Given extends Response>(
  { host, request, platform = [], isInner, isPrerendered, thrown }: Visit,
  next: () => Given | Promise<Given>,
): Given | Promise<Given> {
  const outer = from(request) ?? (isInner ? current() : null)
  if (outer?.state === 'open' && !hasAnswered(outer)) {
    register.carriers.set(request, outer)
    return thrown ? observe(outer, next, (error) => noteError(outer, error, true)) : outer.run(next)
  }
  if (isPrerendered) return prerender(host, request, next)
  const keeper = findKeeper(platform) as Argument
  const exchange = openExchange(host, request, request.url, request as unknown as Argument, null, keeper)
  return exchange.run(next, (response) => finishResponse(exchange, request, response), thrown) as
    | Given
    | Promise<Given>
}

/** The page of an error, or of what is not found, is asked for with the same request, when the first answer is thrown away. */
function hasAnswered(scope: Scope): boolean {
  const { live } = scope as RequestScope
  return live instanceof Exchange && live.hasReturned
}

/** A framework has caught an error, and answers it: `errored`, unless it does so with a status below 500. */
export function noteCaught(request: unknown, error: unknown): void {
  const scope: Scope | null = from(request)
  noteError(scope, error, true)
}

async function prerender<Given extends Response>(
  host: string,
  request: Request,
  next: () => Given | Promise<Given>,
): Promise<Given> {
  const name = requestName(request.method, request.url)
  // Whoever asks for a page of a file gets no cookies.
  const scope = openHostScope({ host, name, request, carriers: [request], setCookies: () => true })
  try {
    const response = await scope.run(next)
    await readAll(response, scope)
    const { status } = response
    const failure = scope.live?.failure
    if (hasFailed(failure, status)) scope.close('errored', { status, error: failure?.error })
    else scope.close('prerendered', { status })
    return response
  } catch (error) {
    scope.close('errored', { error })
    throw error
  } finally {
    await scope.drained
  }
}

/** What is rendered late gives its tasks late. */
async function readAll(response: Response, scope: RequestScope): Promise<void> {
  if (!response.body || response.bodyUsed || response.body.locked) return
  try {
    await response.clone().arrayBuffer()
  } catch (error) {
    noteError(scope, error)
  }
}
