// Every server that calls `handler(request, …) => Response`: Workers, Bun, Deno, srvx, @hono/node-server, and others.
//
// When is the response finished? The best signal that is there is taken:
//   1. the Node response behind the request: `close`
//   2. Deno's `info.completed`
//   3. the body, read to its end (see body.ts)
import type { ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import { AfterwordError, coded } from '../error.ts'
import { badFunction, noKeepAlive } from '../messages.generated.ts'
import { openHostScope } from '../open.ts'
import { show } from '../options.ts'
import { register } from '../register.ts'
import type { HostInfo, OpenScopeOptions, Outcome, Scope } from '../types.ts'
import { type BodyEnd, canWatch, watchBody } from './body.ts'
import { closeWithResponse, type Failure, isThenable, observe, pathOf } from './response.ts'

export type FetchHandler = (request: Request, ...rest: never[]) => Response | Promise<Response>

type Argument = {
  waitUntil?: (promise: Promise<unknown>) => void
  completed?: Promise<unknown>
  runtime?: { node?: { res?: ServerResponse } }
  outgoing?: ServerResponse
} | null

const hosts = {
  exact: { name: 'fetch', keepsAlive: true, bodyEnd: 'exact' },
  handoff: { name: 'fetch', keepsAlive: true, bodyEnd: 'handoff' },
  mortal: { name: 'fetch', keepsAlive: false, bodyEnd: 'handoff' },
} as const satisfies Record<string, HostInfo>

/** Only where one process serves many requests does work go on by itself. */
function staysAlive(): boolean {
  const { process, Deno, Bun, navigator } = globalThis as unknown as Record<
    string,
    { userAgent?: string; versions?: { node?: string } } | undefined
  >
  if (navigator?.userAgent === 'Cloudflare-Workers') return false
  return Boolean(process?.versions?.node || Deno || Bun)
}

// By its owner: the function lives as long as the context that can still keep this request alive, and no longer.
const keepers = new WeakMap<object, (promise: Promise<unknown>) => void>()

/** The context is Workers' third argument, Netlify's second; srvx puts the function on the request. */
function findOwner(args: readonly Argument[]): NonNullable<Argument> | undefined {
  return [args[0], args[2], args[1]].find((one) => typeof one?.waitUntil === 'function') ?? undefined
}

function waitUntilOf(owner: NonNullable<Argument> | undefined): OpenScopeOptions['waitUntil'] {
  if (owner) {
    const keep = keepers.get(owner) ?? ((promise: Promise<unknown>) => owner.waitUntil?.(promise))
    keepers.set(owner, keep)
    return keep
  }
  if (staysAlive()) return undefined
  return () => {
    throw coded(AfterwordError, noKeepAlive())
  }
}

function findNodeResponse([request, second]: readonly Argument[]): ServerResponse | undefined {
  const res = request?.runtime?.node?.res ?? second?.outgoing
  return typeof res?.once === 'function' ? res : undefined
}

/** Adds the lines of `cookies()`; a response whose headers are fixed (a redirect, one that was fetched) is made anew. */
function addCookies(response: Response, lines: readonly string[]): Response {
  if (!lines.length) return response
  let target = response
  for (const line of lines) {
    try {
      target.headers.append('set-cookie', line)
    } catch {
      try {
        target = new Response(target.body, target)
      } catch {
        // A network error, or a body that is read already: the server cannot send it either.
        return response
      }
      target.headers.append('set-cookie', line)
    }
  }
  return target
}

function serve(
  args: readonly Argument[],
  call: () => Response | Promise<Response>,
): Response | Promise<Response> {
  const request = args[0] as unknown as Request
  const failure: Failure = {}
  const res = findNodeResponse(args)
  const completed = isThenable(args[1]?.completed) ? args[1].completed : undefined
  const owner = findOwner(args)
  register.host = res || completed ? hosts.exact : owner || staysAlive() ? hosts.handoff : hosts.mortal

  let cookies: readonly string[] = []
  let returned = false
  let status: number | undefined
  const scope = openHostScope({
    host: 'fetch',
    name: `${request.method} ${pathOf(request.url)}`,
    carriers: [request],
    request,
    waitUntil: waitUntilOf(owner),
    setCookies: (lines) => {
      if (returned) return false
      cookies = lines
      return true
    },
  })

  const close = (outcome?: Outcome, error: unknown = failure.error) =>
    scope.close(failure.thrown ? 'errored' : outcome, { status, error })
  // In a job of its own, so that the server has handed the last chunk (or the head) on before the first task starts.
  const closeSoon = (outcome?: Outcome, error?: unknown) => void setTimeout(close, 0, outcome, error)

  let end: BodyEnd = closeSoon
  if (res) closeWithResponse(scope, res, failure)
  else if (completed) {
    // It fulfils after an abort too; only the body's cancel, or its error, tells.
    let seen: Parameters<BodyEnd> = ['sent']
    end = (...what) => {
      seen = what
    }
    completed.then(
      () => close(...seen),
      () => close('aborted'),
    )
  } else request.signal?.addEventListener('abort', () => close('aborted'), { once: true })

  const fail = (error: unknown): never => {
    returned = true
    failure.thrown = true
    failure.error = error
    if (!res && !completed) closeSoon()
    throw error
  }
  const finish = (response: Response): Response => {
    try {
      returned = true
      // What is no response is the server's to refuse.
      // Asked for its status and not for its headers: @hono/node-server makes those when they are asked for.
      if (typeof response?.status !== 'number') {
        if (!res && !completed) closeSoon()
        return response
      }
      const answer = addCookies(response, cookies)
      status = answer.status
      if (res) return answer
      const { body } = request.method === 'HEAD' ? { body: null } : answer
      if (body && canWatch(answer)) return watchBody(answer, end, request.signal)
      // What becomes of a body that cannot be watched, or of a network error, is not known.
      if (!completed) closeSoon(status && !body ? 'sent' : undefined)
      return answer
    } catch (error) {
      return fail(error)
    }
  }

  let result: Response | Promise<Response>
  try {
    result = observe(scope, failure, call, isThenable)
  } catch (error) {
    return fail(error)
  }
  return isThenable(result) ? result.then(finish, fail) : finish(result)
}

/**
 * Gives each request of a fetch-style handler its scope, which is closed when the response has been sent, was aborted or
 * failed. Takes the handler, or an object with a `fetch` method, and returns the same: of an object, a copy with its own
 * properties. What it inherits, such as the methods of a class, stays behind; there wrap the handler alone.
 *
 * ```ts
 * export default withAfter({ fetch(request, env, ctx) { … } })     // Workers, Bun, srvx
 * serve({ fetch: withAfter(app.fetch) })                           // Hono, h3 and others
 * serve({ fetch: withAfter((request) => app.fetch(request)) })     // an instance whose `fetch` needs its `this`
 * ```
 *
 * The request is a carrier of the scope. `waitUntil` of the request or the host's context is called at the first task.
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`
 */
export function withAfter<Handler extends FetchHandler>(handler: Handler): Handler
export function withAfter<App extends { readonly fetch: FetchHandler }>(app: App): App
export function withAfter(given: unknown): unknown {
  if (typeof given === 'object' && typeof (given as { fetch?: unknown } | null)?.fetch === 'function') {
    const target = given as { fetch: (...args: unknown[]) => Response }
    return { ...target, fetch: wrap((...args) => target.fetch(...args)) }
  }
  if (typeof given !== 'function') throw coded(TypeError, badFunction('withAfter', show(given)))
  return wrap(given as (this: unknown, ...args: unknown[]) => Response)
}

function wrap(handler: (this: unknown, ...args: unknown[]) => Response | Promise<Response>) {
  return function (this: unknown, ...args: unknown[]): Response | Promise<Response> {
    const call = () => Reflect.apply(handler, this, args)
    // Wrapped twice, or inside a host that has opened the scope of this very request.
    const outer: Scope | null = from(args[0])
    return outer?.state === 'open' ? outer.run(call) : serve(args as Argument[], call)
  }
}
