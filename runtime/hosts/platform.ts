// Which platform runs this, and what keeps work alive on it once the response has been sent?
//
// A platform is known by its first mark, in this order:
//   workers   navigator.userAgent is Cloudflare-Workers
//   vercel    globalThis[Symbol.for('@vercel/request-context')], or EdgeRuntime
//   next      globalThis[Symbol.for('@next/request-context')]
//   netlify   globalThis.Netlify
//   deno      globalThis.Deno
//   lambda    AWS_LAMBDA_FUNCTION_NAME in the environment
//   bun       globalThis.Bun
//   node      process.versions.node
//
// Deno, Bun and Node go on by themselves. The others stop, or freeze, and must be asked to wait: by `waitUntil` of what the
// handler was given (the request, Workers' third argument, Netlify's second), else of the request context that the
// platform's own packages read. Where there is none, `after` says so.
import { AfterwordError, coded } from '../error.ts'
import { noKeepAlive, noKeepAliveLambda } from '../messages.generated.ts'
import type { HostInfo, OpenScopeOptions } from '../types.ts'

type Keeper = { waitUntil?: (promise: Promise<unknown>) => void } | null | undefined
type Reader = { get?: () => Keeper } | undefined

const vercel = Symbol.for('@vercel/request-context')
const next = Symbol.for('@next/request-context')

const home = globalThis as unknown as {
  [vercel]?: Reader
  [next]?: Reader
  Netlify?: { context?: Keeper }
  EdgeRuntime?: unknown
  Deno?: object
  Bun?: object
  navigator?: { userAgent?: string }
  process?: { versions?: { node?: string }; env?: Record<string, string | undefined> }
}

// The environment of a process is slow to read, and does not change in this.
let stayer: string | undefined

function nameOfProcess(): string {
  if (home.process?.env?.AWS_LAMBDA_FUNCTION_NAME) return 'lambda'
  return home.Bun ? 'bun' : home.process?.versions?.node ? 'node' : 'unknown'
}

function nameOfPlatform(): string {
  if (home.navigator?.userAgent === 'Cloudflare-Workers') return 'workers'
  if (home[vercel] || home.EdgeRuntime) return 'vercel'
  if (home[next]) return 'next'
  if (home.Netlify) return 'netlify'
  // Before the environment: Deno asks its user for leave to read that.
  if (home.Deno) return 'deno'
  stayer ??= nameOfProcess()
  return stayer
}

// By its owner: the function lives as long as the context that can still keep this request alive, and no longer.
const keepers = new WeakMap<object, (promise: Promise<unknown>) => void>()

const unheard: unique symbol = Symbol('afterword.unheard')

/** What answers whatever it is asked (a mock of an environment, a stub of another process) keeps nothing alive. */
export const keeps = (one: unknown): one is NonNullable<Keeper> =>
  typeof (one as Keeper)?.waitUntil === 'function' && !(one as { [unheard]?: unknown })[unheard]

// Frameworks have getters that throw where they have no answer.
function memberOf(value: unknown, name: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[name]
  } catch {
    return undefined
  }
}

/** Who keeps work alive, of what a framework hands on: itself, its `ctx` or `context`, or those of its `cloudflare`. */
export function findKeeper(given: readonly unknown[]): unknown {
  const around = given.flatMap((each) => [each, memberOf(each, 'cloudflare')])
  const all = around.flatMap((each) => [each, memberOf(each, 'ctx'), memberOf(each, 'context')])
  return all.find(keeps) ?? null
}

export interface Platform {
  readonly info: HostInfo
  readonly waitUntil: OpenScopeOptions['waitUntil']
}

/**
 * What is known of the platform: with `given`, what the handler was called with, in a request. `bodyEnd` is the host
 * module's to say; without it, what the platform's own server would tell.
 */
export function findPlatform(given?: readonly unknown[], bodyEnd?: HostInfo['bodyEnd']): Platform {
  const name = nameOfPlatform()
  const goesOn = name === 'node' || name === 'bun' || name === 'deno'
  // Where work goes on by itself, the platform has no context to ask.
  const owner =
    given?.find(keeps) ??
    (goesOn ? undefined : [home[vercel]?.get?.(), home[next]?.get?.(), home.Netlify?.context].find(keeps))
  const end = bodyEnd ?? (name === 'node' || name === 'deno' ? 'exact' : 'handoff')
  const info: HostInfo = { name, keepsAlive: goesOn || Boolean(owner), bodyEnd: end }
  // The others say nothing of what they grant after the response.
  if (name === 'workers') Object.assign(info, { budgetMs: 30_000 })
  if (!owner) return { info, waitUntil: goesOn ? undefined : () => refuse(name) }
  const keep = keepers.get(owner) ?? ((promise) => owner.waitUntil?.(promise))
  keepers.set(owner, keep)
  return { info, waitUntil: keep }
}

let node: Platform | undefined

/** Of what has a response of Node's own. Where nobody has to be asked to wait, the first answer holds: a Node server does not move. */
export function platformOfNode(): Platform {
  if (node) return node
  const platform = findPlatform(undefined, 'exact')
  if (!platform.waitUntil) node = platform
  return platform
}

/** @throws AfterwordError `AFTERWORD_NO_KEEP_ALIVE` */
export function refuse(name: string): never {
  throw coded(AfterwordError, name === 'lambda' ? noKeepAliveLambda() : noKeepAlive(name))
}
