/**
 * Which functions does a framework call with a request? By shape, each with the reason that is printed for it (R2). An entry asks the
 * carriers among its own parameters before the register; one that is registered inline has no `outer`.
 */
import type { Host } from '../options.ts'
import type { Bindings } from './bindings.ts'
import { type Asked, anyCarriers, findAsked, namedCarriers } from './carriers.ts'
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
import { isRegistration, type RouterContext, takesHandler, takesRequest } from './routers.ts'

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

export interface EntryContext {
  /** Calls whose promise is awaited or chained: of a client, not of a router. */
  awaited: ReadonlySet<Node>
  /** Calls whose value nobody takes. */
  discarded: ReadonlySet<Node>
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
  if (exported === 'default' && RENDERED.test(context.basename))
    return entry('component', `it is the ${context.basename} of a route${through(func)}`, [])
  // It may give its children, or redirect and give nothing.
  if (context.host && context.isJsx && (func.parent === null || func.returned) && isComponentName(name))
    return entry('component', MAY_RENDER, [])
  if (given) return given
  return func.returned && func.parent ? findReturned(func, func.parent.name, context) : null
}

const entry = (shape: string, reason: string, carriers: string[], noOuter = false): Entry => ({
  shape,
  reason,
  carriers,
  noOuter,
})

/** What the framework calls it with is asked, be there a name for it or not; where the host knows, that will do. */
function asking(shape: string, reason: string, func: Func, context: EntryContext, noOuter = false): Entry {
  if (asksHost(shape, context.host)) return entry(shape, reason, anyCarriers(func), noOuter)
  // It reads which of the context's members a handler uses.
  const isRead = context.imports.imports(/^elysia(?:\/|$)/)
  return { shape, reason, noOuter, ...findAsked(func, context.bindings, isRead) }
}

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
  for (const each of [...(inPlace ? [inPlace] : []), ...(context.handed.get(func.node) ?? [])]) {
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
  const isFirst = unwrap(call.arguments[0]) === givenTo
  if (!isRegistration({ call, as, isFirst, around }, routerContext(context))) return null
  const reason = `it is given to ${describe(unwrap(givenTo.callee))}(), which is registered as a route`
  return asking('route', reason, func, context, true)
}

function findRegistered(func: Func, how: Handed, context: EntryContext): Entry | null {
  const { to, as, isFirst, atTop, around } = how
  const callee = unwrap(to.callee)
  const api = context.imports.apiOf(callee)
  const method = isMember(callee) ? propertyName(callee) : null
  if (api === 'withAfter')
    return entry('handler', 'it is the handler given to withAfter()', anyCarriers(func), true)
  if (api === 'withAfterScope')
    return entry('handler', 'it runs in the scope that withAfterScope() makes', [], true)
  if (method === 'run' && isScope(unwrap(callee.object), context))
    return entry('handler', 'it runs in the scope of scope.run()', [], true)
  const takes =
    method !== null && to.type !== 'NewExpression' && !context.awaited.has(to) && !takesError(func)
  if (takes && isRegistration({ call: to, as, isFirst, around }, routerContext(context)))
    return asking('route', `it is registered as a route with .${method}()`, func, context, true)
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
  const is =
    (found !== null &&
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

/** `(error, data) => …` is the callback of a client. */
const takesError = (func: Func): boolean => /^(?:err|error)$/.test(func.node.params[0]?.name ?? '')

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
