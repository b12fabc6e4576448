/**
 * Which functions does a framework call with a request? By shape, each with the reason that is printed for it (R2). An entry asks the
 * carriers among its own parameters before the register; one that is registered inline has no `outer`.
 */
import type { Host } from '../options.ts'
import type { Bindings } from './bindings.ts'
import { type Func, routePath } from './functions.ts'
import type { Imports } from './imports.ts'
import type { Inventory } from './inventory.ts'
import {
  boundIdentifiers,
  directivesOf,
  isFunction,
  isMember,
  keyName,
  type Node,
  propertyName,
  unwrap,
  walk,
} from './nodes.ts'

export interface Entry {
  shape: string
  reason: string
  /** Parameters that may carry the scope. */
  carriers: string[]
  /** Registered inline or in another request: never the capture of the place where it is written. */
  noOuter: boolean
}

/** Names that frameworks' documentation gives to what identifies a request. */
const CARRIER_NAMES = new Set(['request', 'req', 'res', 'response', 'reply', 'c', 'ctx', 'context', 'event'])

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
const ROUTERS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'all',
  'use',
  'route',
  'query',
  'mutation',
])

/** Under which keys of an options object routers take handlers (Fastify's hooks and the like). */
const HANDLER_KEYS = new Set([
  'handler',
  'handle',
  'onRequest',
  'preParsing',
  'preValidation',
  'preHandler',
  'preSerialization',
  'onSend',
  'onResponse',
  'onError',
  'beforeHandle',
  'afterHandle',
])

/** React knows the request of what it renders; Next that of all that it calls. */
export const asksHost = (shape: string, host: Host | null): boolean =>
  host === 'next' || (host === 'rsc' && (shape === 'component' || shape === 'metadata'))

/** It may as well be a helper: asking the host for its scope does no harm. */
export const MAY_RENDER = 'it is capitalised, in a file of components'

/** Files whose default export a file router renders, whatever it returns. */
const RENDERED =
  /^(?:page|layout|template|default|loading|not-found|error|global-error|forbidden|unauthorized)$/

export interface EntryContext {
  /** Calls whose promise is awaited or chained: of a client, not of a router. */
  awaited: ReadonlySet<Node>
  bindings: Bindings
  imports: Imports
  program: Node
  /** What serves the requests, where its own knowledge is asked. */
  host: Host | null
  /** Whether the file may hold JSX, by its extension. */
  isJsx: boolean
  /** The file's name without folders and extension. */
  basename: string
  /** Further entries by name: `options.entries`. */
  names: readonly string[]
}

export function findEntry(func: Func, context: EntryContext): Entry | null {
  const { exported, name } = func
  const entry = (shape: string, reason: string, carriers: string[], noOuter = false): Entry => ({
    shape,
    reason,
    carriers,
    noOuter,
  })

  if (func.directive === 'use server')
    return entry('action', "it is a server action ('use server')", [], true)
  if (func.directive) return entry('cached', `it runs in requests of its own ('${func.directive}')`, [], true)
  if (exported && directivesOf(context.program).includes('use server'))
    return entry('action', "its file says 'use server' and exports it", [], true)

  const given = func.givenTo
  const callee = given ? unwrap(given.callee) : null
  if (given && callee) {
    const api = context.imports.apiOf(callee)
    const method = isMember(callee) ? propertyName(callee) : null
    if (api === 'withAfter')
      return entry('handler', 'it is the handler given to withAfter()', anyCarriers(func), true)
    if (api === 'withAfterScope')
      return entry('handler', 'it runs in the scope that withAfterScope() makes', [], true)
    if (method === 'run' && isScope(unwrap(callee.object), context))
      return entry('handler', 'it runs in the scope of scope.run()', [], true)
    const registers = method !== null && ROUTERS.has(method) && given.type !== 'NewExpression'
    if (
      registers &&
      !context.awaited.has(given) &&
      !takesError(func) &&
      (func.givenAs === null || HANDLER_KEYS.has(func.givenAs)) &&
      (routePath(given.arguments[0]) || (method === 'use' && given.arguments[0] === func.node))
    )
      return entry('route', `it is registered as a route with .${method}()`, anyCarriers(func), true)
    if (func.parent === null)
      return entry(
        'registered',
        `it is given to ${describe(callee)}() when the module is evaluated`,
        namedCarriers(func),
      )
  }
  if (exported) {
    if (HTTP_METHODS.has(exported))
      return entry('route handler', `it is exported as ${exported}`, anyCarriers(func))
    if (exported === 'default.fetch')
      return entry('fetch handler', 'it is the fetch() of the default export', anyCarriers(func))
    if (
      exported === 'middleware' ||
      exported === 'proxy' ||
      (exported === 'default' && /^(?:middleware|proxy)$/.test(context.basename))
    )
      return entry(
        'middleware',
        `it is exported as the ${exported === 'default' ? context.basename : exported} of the app`,
        anyCarriers(func),
      )
    // As Nitro's files take it, and h3's. What is no request's event is no carrier, and then the register is asked as ever.
    if (exported === 'default' && func.node.params[0]?.name === 'event')
      return entry('event handler', 'it is the default export, and takes an event', namedCarriers(func))
    if (METADATA.has(exported)) return entry('metadata', `it is exported as ${exported}`, [])
    if (LOADERS.has(exported)) return entry('loader', `it is exported as ${exported}`, namedCarriers(func))
  }
  if (context.names.includes(name) || (exported && context.names.includes(exported)))
    return entry('configured', `the option entries names ${name}`, anyCarriers(func))
  if (/^[A-Z]/.test(name) && returnsJsx(func.node))
    return entry('component', 'it is a component: capitalised, and it returns JSX', [])
  if (exported === 'default' && RENDERED.test(context.basename))
    return entry('component', `it is the ${context.basename} of a route`, [])
  // It may give its children, or redirect and give nothing.
  if (context.host && context.isJsx && func.parent === null && /^[A-Z][a-z]/.test(name))
    return entry('component', MAY_RENDER, [])
  return null
}

/** `(error, data) => …` is the callback of a client. */
const takesError = (func: Func): boolean => /^(?:err|error)$/.test(func.node.params[0]?.name ?? '')

/** Parameters by the names that documentation uses, wherever they stand in a pattern. */
export function namedCarriers(func: Func): string[] {
  const names: string[] = []
  for (const parameter of func.node.params as Node[])
    for (const each of boundIdentifiers(parameter)) if (CARRIER_NAMES.has(each.name)) names.push(each.name)
  return names
}

/** Entries whose parameters are the framework's own: the first three, whatever they are called. */
function anyCarriers(func: Func): string[] {
  const names: string[] = []
  for (const parameter of (func.node.params as Node[]).slice(0, 3)) {
    const plain = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    if (plain.type === 'Identifier') {
      if (plain.name !== 'this') names.push(plain.name)
    } else for (const each of boundIdentifiers(plain)) if (CARRIER_NAMES.has(each.name)) names.push(each.name)
  }
  return names
}

/** Carriers in sight of a function: its own and those of the functions around it, where nothing shadows them. */
export function carriersInSight(
  func: Func,
  bindings: Bindings,
  entryOf: (func: Func) => Entry | null,
): string[] {
  const names: string[] = []
  const body = bindings.scopeOf(func.node.body)
  for (let each: Func | null = func; each; each = each.parent) {
    for (const name of namedCarriers(each)) {
      const binding = body.find(name)
      const isIts = binding?.kind === 'parameter' && binding.scope.node === each.node
      if (isIts && !names.includes(name)) names.push(name)
    }
    // What stands around a route or an action belongs to another request.
    if (entryOf(each)?.noOuter) break
  }
  return names
}

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

const describe = (callee: Node): string => {
  if (callee.type === 'Identifier') return callee.name
  return isMember(callee)
    ? `${callee.object.type === 'Identifier' ? `${callee.object.name}.` : '….'}${keyName(callee.property) ?? '…'}`
    : 'a function'
}

/** `await api.post('/users', …)` and `api.get('/key', …).then(…)` call a client: a router's registration is not awaited. */
export function findAwaited({ awaits, members }: Inventory): Set<Node> {
  const awaited = new Set<Node>()
  for (const { argument } of awaits) awaited.add(unwrap(argument))
  for (const node of members) {
    const name = propertyName(node)
    if (name === 'then' || name === 'catch' || name === 'finally') awaited.add(unwrap(node.object))
  }
  return awaited
}
