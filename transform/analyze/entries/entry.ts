/** What an entry is: a function that a framework calls with a request, and what it asks for its scope (R2). */
import type { Host } from '../../options.ts'
import type { Binding, Bindings } from '../bindings.ts'
import { type Asked, anyCarriers, findAsked } from '../carriers.ts'
import type { Func } from '../functions.ts'
import type { Handed } from '../handed.ts'
import type { Imports } from '../imports.ts'
import { isCall, isMember, keyName, type Node, unwrap } from '../nodes.ts'
import { isOfUnknownMake } from '../routers.ts'

export interface Entry extends Asked {
  shape: string
  reason: string
  /** Registered inline or in another request: never the capture of the place where it is written. */
  noOuter: boolean
  /** It may be called by others than the framework, who asks the host behind the capture around it. */
  hostLast?: true
}

/** React knows the request of what it renders; Next that of all that it calls. */
export const asksHost = (shape: string, host: Host | null): boolean =>
  host === 'next' || (host === 'rsc' && (shape === 'component' || shape === 'metadata'))

/** What a file router calls for the route that the file is: its `maxDuration` holds there. */
export const isRoute = ({ shape }: Entry, { exported }: Func): boolean =>
  shape === 'component' ? exported !== null : !/^(?:cached|registered|procedure|wrapper)$/.test(shape)

export interface EntryContext {
  /** Calls whose promise is awaited or chained: of a client, not of a router. */
  awaited: ReadonlySet<Node>
  /** Calls whose value nobody takes. */
  discarded: ReadonlySet<Node>
  /** Routers that cannot be Elysia's. */
  knownRouters: ReadonlySet<Binding>
  /** Which functions are called with a request, as far as that was asked. */
  requests: Map<Func, boolean>
  bindings: Bindings
  imports: Imports
  program: Node
  /** What serves the requests, where its own knowledge is asked. */
  host: Host | null
  /** Whether the file may hold components, by its extension or by what it imports. */
  isJsx: boolean
  /** The file's name without folders and extension. */
  basename: string
  /** Whether a file router calls its default export, by the folders that it lies in or by its name. */
  isRouted: boolean
  /** Further entries by name: `options.entries`. */
  names: readonly string[]
  /** What is handed over by name. */
  handed: ReadonlyMap<Node, readonly Handed[]>
  /** Functions that wrap a handler, by their shape. */
  wrappers: ReadonlySet<Node>
  /** Whether a call of this package stands directly in the function. */
  callsApi(func: Func): boolean
  /** Whether that is one that only a request has an answer for. */
  asksRequest(func: Func): boolean
}

export const entry = (shape: string, reason: string, carriers: string[], noOuter = false): Entry => ({
  shape,
  reason,
  carriers,
  noOuter,
})

/**
 * What the framework calls it with is asked, be there a name for it or not; where the host knows, that will do.
 * @param call what registers it as a route
 */
export function asking(
  shape: string,
  reason: string,
  func: Func,
  context: EntryContext,
  { noOuter = false, call = null }: { noOuter?: boolean; call?: Node | null } = {},
): Entry {
  if (asksHost(shape, context.host)) return entry(shape, reason, anyCarriers(func), noOuter)
  return { shape, reason, noOuter, ...findAsked(func, context.bindings, mayBeRead(call, context)) }
}

/** Elysia reads in the text of a handler which members of the context it uses. An application that was made elsewhere may be one of it. */
function mayBeRead(call: Node | null, { imports, bindings, knownRouters }: EntryContext): boolean {
  if (imports.imports(/^elysia(?:\/|$)/)) return true
  if (!call || imports.imports(OTHERS)) return false
  const callee = unwrap(call.callee)
  return isMember(callee) && isOfUnknownMake(callee.object, bindings, knownRouters)
}

/** Packages whose routers read nothing. */
const OTHERS =
  /^(?:express|express-promise-router|fastify|hono|h3|nitro|srvx|koa|koa-router|polka|restify|find-my-way|itty-router|@hono|@fastify|@koa)(?:\/|$)/

export const describe = (node: Node): string => {
  let callee = node
  // `withUser(options)(handler)`
  while (isCall(callee)) callee = unwrap(callee.callee)
  if (callee.type === 'Identifier') return callee.name
  return isMember(callee)
    ? `${callee.object.type === 'Identifier' ? `${callee.object.name}.` : '….'}${keyName(callee.property) ?? '…'}`
    : 'a function'
}
