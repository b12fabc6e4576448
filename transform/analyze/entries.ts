/**
 * Which functions does a framework call with a request? By shape, each with the reason that is printed for it (R2). An entry asks the
 * carriers among its own parameters before the register; one that is registered inline has no `outer`.
 */
import type { Host } from '../options.ts'
import type { Binding, Bindings } from './bindings.ts'
import { type Asked, anyCarriers, findAsked, isCarrier, namedCarriers } from './carriers.ts'
import { escapesByName } from './evaluated.ts'
import type { Func } from './functions.ts'
import type { Handed } from './handed.ts'
import type { Imports } from './imports.ts'
import { isMiddleware } from './middleware.ts'
import {
  directivesOf,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  propertyName,
  unwrap,
  walk,
} from './nodes.ts'
import { isOfUnknownMake, isRegistration, type RouterContext, takesHandler, takesRequest } from './routers.ts'

export interface Entry extends Asked {
  shape: string
  reason: string
  /** Registered inline or in another request: never the capture of the place where it is written. */
  noOuter: boolean
  /** It may be called by others than the framework, who asks the host behind the capture around it. */
  hostLast?: true
}

const HTTP_METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
const METADATA = new Set([
  'generateMetadata',
  'generateViewport',
  'generateStaticParams',
  'generateImageMetadata',
  'sitemap',
  'robots',
  'manifest',
])
const LOADERS = new Set([
  'loader',
  'action',
  'clientAction',
  'load',
  'getServerSideProps',
  'handle',
  'onRequest',
])
/** What takes the function of a procedure or an action at the end of its description: tRPC, next-safe-action, zsa, TanStack Start. */
const PROCEDURES = new Set(['query', 'mutation', 'subscription', 'action', 'stateAction', 'handler'])

/** React knows the request of what it renders; Next that of all that it calls. */
export const asksHost = (shape: string, host: Host | null): boolean =>
  host === 'next' || (host === 'rsc' && (shape === 'component' || shape === 'metadata'))

/** What a file router calls for the route that the file is: its `maxDuration` holds there. */
export const isRoute = ({ shape }: Entry, { exported }: Func): boolean =>
  shape === 'component' ? exported !== null : !/^(?:cached|registered|procedure|wrapper)$/.test(shape)

/** It may as well be a helper: asking the host for its scope does no harm. */
export const MAY_RENDER = 'it is capitalised, in a file of components'

/** Files whose default export a file router renders, whatever it returns. */
const RENDERED =
  /^(?:page|layout|template|default|loading|not-found|error|global-error|forbidden|unauthorized)$/

/** Folders whose files Nitro, Nuxt and the like call with a request each: `routes/orders.ts`, `server/api/orders.get.ts`. */
const ROUTED = new Set(['routes', 'api', 'middleware'])
const ROUTED_NAME = /\.(?:get|post|put|patch|delete|head|options|connect|trace)$/

export const isRoutedFile = (folders: readonly string[], basename: string): boolean =>
  folders.some((each) => ROUTED.has(each)) || ROUTED_NAME.test(basename)

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

export function findEntry(func: Func, context: EntryContext): Entry | null {
  const { exported, name } = func

  if (func.directive === 'use server')
    return entry('action', "it is a server action ('use server')", [], true)
  if (func.directive) return entry('cached', `it runs in requests of its own ('${func.directive}')`, [], true)
  if (exported && directivesOf(context.program).includes('use server'))
    return entry('action', `its file says 'use server' and exports it${through(func)}`, [], true)

  const given = findGiven(func, context)
  if (given && given.shape !== 'registered') return given
  if (exported) {
    const asked = (shape: string, because: string): Entry =>
      asking(shape, `it is ${because}${through(func)}`, func, context)
    if (HTTP_METHODS.has(exported)) return asked('route handler', `exported as ${exported}`)
    if (exported === 'default.fetch')
      return asking('fetch handler', 'it is the fetch() of the default export', func, context)
    const role = exported === 'default' ? context.basename : exported
    if (/^(?:middleware|proxy)$/.test(role)) return asked('middleware', `exported as the ${role} of the app`)
    // As Nitro's files take it, and h3's. What is no request's event is no carrier, and then the register is asked as ever.
    if (exported === 'default' && func.node.params[0]?.name === 'event')
      return entry(
        'event handler',
        `it is the default export${through(func)}, and takes an event`,
        namedCarriers(func),
      )
    if (METADATA.has(exported)) return entry('metadata', `it is exported as ${exported}${through(func)}`, [])
    if (LOADERS.has(exported) || exported.startsWith('actions.'))
      return asked('loader', `exported as ${exported}`)
  }
  if (context.names.includes(name) || (exported && context.names.includes(exported)))
    return asking('configured', `the option entries names ${name}`, func, context)
  if (/^[A-Z]/.test(name) && returnsJsx(func.node))
    return entry('component', 'it is a component: capitalised, and it returns JSX', [])
  const isRouted = exported === 'default' && context.isRouted
  if (exported === 'default' && RENDERED.test(context.basename) && (context.isJsx || !isRouted))
    return entry('component', `it is the ${context.basename} of a route${through(func)}`, [])
  if (isRouted && mayTakeEvent(func))
    return asking(
      'event handler',
      `it is the default export${through(func)} of a file of routes`,
      func,
      context,
    )
  // It may give its children, or redirect and give nothing.
  if (context.host && context.isJsx && (func.parent === null || func.returned) && isComponentName(name))
    return entry('component', MAY_RENDER, [])
  if (given) return given
  return func.returned && func.parent ? findReturned(func, func.parent.name, context) : null
}

/** `(app) => …` in a folder of routes registers them. */
const mayTakeEvent = ({ node }: Func): boolean => {
  const [first] = node.params as Node[]
  return first?.type !== 'Identifier' || isCarrier(first.name) || /^(?:_|e$|evt?$)/.test(first.name)
}

const entry = (shape: string, reason: string, carriers: string[], noOuter = false): Entry => ({
  shape,
  reason,
  carriers,
  noOuter,
})

/**
 * What the framework calls it with is asked, be there a name for it or not; where the host knows, that will do.
 * @param call what registers it as a route
 */
function asking(
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

/** Written in place, or handed over by name: then it may be called by others, too, and keeps its outer. */
function findGiven(func: Func, context: EntryContext): Entry | null {
  const { givenTo, givenAs } = func
  const inPlace = givenTo && {
    to: givenTo,
    as: givenAs,
    isFirst: givenTo.arguments[0] === func.node,
    atTop: func.parent === null,
    around: func.parent,
  }
  let weak: Entry | null = null
  const handed = (context.handed.get(func.node) ?? []).filter(
    ({ to }) => to !== givenTo && to !== func.givenThrough,
  )
  for (const each of [...(inPlace ? [inPlace] : []), ...handed]) {
    const found = findRegistered(func, each, context)
    if (found && found.shape !== 'registered') return { ...found, noOuter: found.noOuter && each === inPlace }
    weak ??= found
  }
  return findWrapped(func, context) ?? weak
}

/** `app.get('/', wrap(async (req, res) => …))` */
function findWrapped(func: Func, context: EntryContext): Entry | null {
  const { givenTo, givenThrough: call, givenAs: as, parent: around } = func
  if (!givenTo || !call || as !== null || !isCall(givenTo) || context.awaited.has(call)) return null
  const by = describe(unwrap(givenTo.callee))
  if (context.imports.apiOf(unwrap(call.callee)) === 'withAfter')
    return asking('handler', `it is given to ${by}(), which is given to withAfter()`, func, context, {
      noOuter: true,
    })
  const isFirst = isMadeBy(call.arguments[0], givenTo)
  if (!isRegistration({ call, as, isFirst, around }, routerContext(context))) {
    const to = unwrap(call.callee)
    // `serve({ fetch: wrap(async () => …) })`
    if (around || namedCarriers(func).length > 0 || !takesHandler(to, func.throughAs)) return null
    return asking('registered', `it is given to ${by}(), which is given to ${describe(to)}()`, func, context)
  }
  const reason = `it is given to ${by}(), which is registered as a route`
  return asking('route', reason, func, context, { noOuter: true, call })
}

/** `wrap(log(…))` is made by either call. */
function isMadeBy(value: Node, call: Node): boolean {
  const left = [value]
  for (let node = left.pop(); node; node = left.pop()) {
    const made = unwrap(node)
    if (made === call) return true
    if (isCall(made)) left.push(...(made.arguments as Node[]))
  }
  return false
}

function findRegistered(func: Func, how: Handed, context: EntryContext): Entry | null {
  const { to, as, isFirst, atTop, around } = how
  const callee = unwrap(to.callee)
  const api = context.imports.apiOf(callee)
  const method = isMember(callee) ? propertyName(callee) : null
  if (api === 'withAfter') {
    const reason = 'it is the handler given to withAfter()'
    // By name it may have been through a wrapper.
    return func.givenTo === to
      ? entry('handler', reason, anyCarriers(func), true)
      : asking('handler', reason, func, context)
  }
  // What hands itself on by its own name, `scope.run(function poll() { bus.once('x', poll) })`, is a callback like any other.
  const runsHere = !escapesByName(func.node, context.bindings)
  if (api === 'withAfterScope' && runsHere)
    return entry('handler', 'it runs in the scope that withAfterScope() makes', [], true)
  if (method === 'run' && runsHere && isScope(unwrap(callee.object), context))
    return entry('handler', 'it runs in the scope of scope.run()', [], true)
  const takes =
    method !== null && to.type !== 'NewExpression' && !context.awaited.has(to) && !takesError(func)
  if (takes && isRegistration({ call: to, as, isFirst, around }, routerContext(context)))
    return asking('route', `it is registered as a route with .${method}()`, func, context, {
      noOuter: true,
      call: to,
    })
  if (atTop) {
    const reason = `it is given to ${describe(callee)}() when the module is evaluated`
    const named = namedCarriers(func)
    return named.length === 0 && takesHandler(callee, as)
      ? asking('registered', reason, func, context)
      : entry('registered', reason, named)
  }
  return takes && isFirst && (PROCEDURES.has(method) || (method === 'use' && isMiddleware(func)))
    ? { ...entry('procedure', `it is given to .${method}()`, namedCarriers(func)), hostLast: true }
    : null
}

const routerContext = (context: EntryContext): RouterContext => ({
  bindings: context.bindings,
  discarded: context.discarded,
  isRequests: (func) => isRequests(func, context),
  isPlugin: (func) => /^(?:route|registered)$/.test(findEntry(func, context)?.shape ?? ''),
})

const NO_REQUEST = /^(?:cached|registered)$/

/** Whether a function, or one around it, is called with a request. */
function isRequests(func: Func, context: EntryContext): boolean {
  const known = context.requests.get(func)
  if (known !== undefined) return known
  // A function that is handed to a router in itself.
  context.requests.set(func, false)
  const found = findEntry(func, context)
  // What a file of routes gives may make a router, if it takes nothing.
  const isGuess = found?.shape === 'event handler' && namedCarriers(func).length === 0
  const is =
    (found !== null &&
      !isGuess &&
      (!NO_REQUEST.test(found.shape) || found.hidden !== undefined || found.carriers.length > 0)) ||
    context.asksRequest(func) ||
    takesRequest(func) ||
    (func.parent !== null && isRequests(func.parent, context))
  context.requests.set(func, is)
  return is
}

/** What a function returns, and another file may export: by its shape alone. */
function findReturned(func: Func, by: string, context: EntryContext): Entry | null {
  const carriers = namedCarriers(func)
  const isNext = context.host === 'next'
  const wraps = context.wrappers.has(func.node)
  const because = (what: string): string => `it is returned by ${by}(), and ${what}`
  if (context.host && context.isJsx && returnsJsx(func.node))
    return entry('component', because('returns JSX'), [])
  const takes = carriers.length > 0 && (wraps || isNext)
  if (!takes && !(isNext && (wraps || (context.isJsx && context.callsApi(func))))) return null
  const what = wraps
    ? 'calls what that was given'
    : takes
      ? 'takes what identifies a request'
      : 'uses the scope'
  return { ...entry('wrapper', because(what), takes ? carriers : []), hostLast: true }
}

/** `Page`, `UIProvider`, `A`; not `GET`. */
const isComponentName = (name: string): boolean => /^[A-Z](?:[A-Z\d]*[a-z]|$)/.test(name)

/** By way of which call an export is made. */
const through = ({ exportedThrough: call }: Func): string =>
  call ? ` through ${describe(unwrap(call.callee))}()` : ''

/** `(error, data) => …` is the callback of a client; with four parameters it is Express's. */
const takesError = ({ node }: Func): boolean =>
  /^(?:err|error)$/.test(node.params[0]?.name ?? '') && node.params.length !== 4

function isScope(node: Node, { bindings, imports }: EntryContext): boolean {
  if (node.type !== 'Identifier') return false
  const init = bindings.resolve(node)?.init
  const call = init ? unwrap(init) : null
  return call?.callee != null && imports.apiOf(call.callee) === 'openScope'
}

/** Whether any `return` of its own gives JSX, be it behind a condition. */
function returnsJsx(fn: Node): boolean {
  const isJsx = (node: Node | null | undefined): boolean => {
    if (!node) return false
    const value = unwrap(node)
    if (value.type === 'ConditionalExpression') return isJsx(value.consequent) || isJsx(value.alternate)
    if (value.type === 'LogicalExpression') return isJsx(value.right)
    return value.type === 'JSXElement' || value.type === 'JSXFragment'
  }
  if (fn.body.type !== 'BlockStatement') return isJsx(fn.body)
  let found = false
  walk(fn.body, (node) => {
    if (node.type === 'ReturnStatement') found ||= isJsx(node.argument)
    return !found && !isFunction(node)
  })
  return found
}

export const describe = (node: Node): string => {
  let callee = node
  // `withUser(options)(handler)`
  while (isCall(callee)) callee = unwrap(callee.callee)
  if (callee.type === 'Identifier') return callee.name
  return isMember(callee)
    ? `${callee.object.type === 'Identifier' ? `${callee.object.name}.` : '….'}${keyName(callee.property) ?? '…'}`
    : 'a function'
}
