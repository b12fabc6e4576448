/**
 * Which calls register a route? `app.get('/', list)` does, ``cache.get(`/users/${id}`, load)`` looks the same. What is written inside of a
 * request's code, or is wanted for what it gives back, calls the function that it is given for whoever called it (R2).
 */
import type { Binding, Bindings } from './bindings.ts'
import { CARRIER_NAMES, namedCarriers } from './carriers.ts'
import type { Func } from './functions.ts'
import type { Inventory } from './inventory.ts'
import { isCall, isFunction, isMember, type Node, propertyName, stringValue, unwrap } from './nodes.ts'

const ROUTERS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'del',
  'head',
  'options',
  'all',
  'use',
  'param',
  'route',
  'query',
  'mutation',
])

/** What hands a router, or a part of it, to the function that is given. */
const GROUPS = new Set(['group', 'guard', 'register'])

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

/** How routers are called, and what makes them. */
const ROUTER = /(?:app|application|route[rs]?|server|hono|elysia|express|fastify|koa|polka|restify|h3)\d*$/i

/** The same of frameworks that do not read the source text of their handlers. */
const OTHER_ROUTER = /(?:router|hono|express|fastify|koa|polka|restify|h3)\d*$/i

/** A function that takes one of these is called with a request. The other carriers have names that others bear, too. */
const REQUESTS = /^(?:req|res|request|response|reply)$/

export interface Registered {
  call: Node
  as: string | null
  isFirst: boolean
  /** The function in which the call stands; null: it is evaluated with the module. */
  around: Func | null
}

export interface RouterContext {
  bindings: Bindings
  /** Calls whose value nobody takes. */
  discarded: ReadonlySet<Node>
  /** Whether a function, or one around it, is called with a request. */
  isRequests(func: Func): boolean
  /** Whether it is given to a router, or to something else while the module is evaluated: a plugin may be. */
  isPlugin(func: Func): boolean
}

export function isRegistration({ call, as, isFirst, around }: Registered, context: RouterContext): boolean {
  const callee = unwrap(call.callee)
  const method = isMember(callee) ? propertyName(callee) : null
  if (method === 'addHook') return as === null && stringValue(call.arguments[0]) !== null
  // `app.on('GET', '/orders', list)`
  if (method === 'on' && as === null && routePath(call.arguments[1]))
    return !around || isRouter(callee.object, context.bindings)
  if (method === null || !ROUTERS.has(method) || (as !== null && !HANDLER_KEYS.has(as))) return false
  // `app.get('/', list)`, `app.use(log)`, `app.route({ url: '/', handler })`
  const isFull = (method === 'use' && isFirst) || (method === 'route' && as !== null)
  const isPathed = isFull || routePath(call.arguments[0]) || isRouteOf(callee.object)
  // `app.get(paths.orders, list)`, `app.get(['/a', '/b'], list)`
  if (!isPathed && (isFirst || !isRouter(callee.object, context.bindings))) return false
  if (!around || isRouter(callee.object, context.bindings)) return true
  if (isHandedRouter(callee.object, around, context)) return true
  return !context.isRequests(around) && context.discarded.has(call)
}

/** Whether what a call is given is followed through names, members and wrappers: a controller is rarely written in place. */
export const mayRegister = (call: Node): boolean => {
  const callee = unwrap(call.callee)
  const method = isCall(call) && isMember(callee) ? propertyName(callee) : null
  return method !== null && (method === 'addHook' || ROUTERS.has(method))
}

/** `app.route('/orders').get(list).post(create)` */
function isRouteOf(receiver: Node): boolean {
  for (let node = unwrap(receiver); isCall(node); ) {
    const callee = unwrap(node.callee)
    const method = isMember(callee) ? propertyName(callee) : null
    if (method === null || !ROUTERS.has(method)) return false
    if (method === 'route') return routePath(node.arguments[0])
    node = unwrap(callee.object)
  }
  return false
}

/** `defineHandler(…)`, `fastify.addHook(…)`, `serve({ fetch })`: what is called so, or under such a key, takes what is called with a request. */
export const takesHandler = (callee: Node, as: string | null): boolean =>
  as === 'fetch' ||
  ((as === null || HANDLER_KEYS.has(as)) && /(?:handlers?|middleware|hook|notfound)$/i.test(nameOf(callee)))

/** Whether a function's own parameters say that it is called with a request. */
export const takesRequest = (func: Func): boolean => namedCarriers(func).some((name) => REQUESTS.test(name))

/** By its name, or by what made it: `this.app`, `new Hono().basePath('/v1')`, `const users = express.Router()`. */
function isRouter(receiver: Node, bindings: Bindings, followed = false): boolean {
  let node = unwrap(receiver)
  if (node.type === 'AwaitExpression') node = unwrap(node.argument)
  for (let callee = calleeOf(node); callee; callee = calleeOf(node)) {
    if (ROUTER.test(nameOf(callee))) return true
    if (!isMember(callee)) return false
    // `app.route('/users').get(…)`
    node = unwrap(callee.object)
  }
  if (ROUTER.test(nameOf(node))) return true
  const binding = node.type === 'Identifier' && !followed ? bindings.resolve(node) : null
  return binding?.init != null && binding.key === null && isRouter(binding.init, bindings, true)
}

/** Routers that are given a handler of two parameters. Elysia's have one. */
export function findKnownRouters({ uses }: Inventory, bindings: Bindings): Set<Binding> {
  const known = new Set<Binding>()
  for (const { node } of uses) {
    if (!node.callee || !mayRegister(node)) continue
    const takesMore = (each: Node): boolean => isFunction(unwrap(each)) && unwrap(each).params.length > 1
    if (!(node.arguments as Node[]).some(takesMore)) continue
    const root = rootOf(unwrap(node.callee).object)
    const binding = root.type === 'Identifier' ? bindings.resolve(root) : null
    if (binding) known.add(binding)
  }
  return known
}

/** Neither called like what a framework makes that reads nothing of its handlers, nor made in the file by one, nor known by another handler. */
export function isOfUnknownMake(receiver: Node, bindings: Bindings, known: ReadonlySet<Binding>): boolean {
  const root = rootOf(receiver)
  const binding = root.type === 'Identifier' ? bindings.resolve(root) : null
  if (binding && known.has(binding)) return false
  const init = binding?.init
  const isKnown = init != null && (unwrap(init).type === 'ObjectExpression' || isNamedOther(init))
  return !isKnown && !isNamedOther(receiver)
}

/** `Hono` of `new Hono().basePath('/v1')`, `Router` of `express.Router()` */
function isNamedOther(value: Node): boolean {
  for (let node: Node | null = unwrap(value); node; node = insideOf(node))
    if (OTHER_ROUTER.test(nameOf(node))) return true
  return false
}

function rootOf(value: Node): Node {
  let node = unwrap(value)
  for (let inner = insideOf(node); inner; inner = insideOf(node)) node = inner
  return node
}

const insideOf = (node: Node): Node | null => calleeOf(node) ?? (isMember(node) ? unwrap(node.object) : null)

const calleeOf = (node: Node): Node | null =>
  isCall(node) || node.type === 'NewExpression' ? unwrap(node.callee) : null

/** `app.group('/v1', (v1) => v1.get('/', list).post('/', create))`, and in a plugin: `(app) => app.group('/v1', (v1) => …)` */
function isHandedRouter(receiver: Node, around: Func, context: RouterContext): boolean {
  const { bindings, isPlugin } = context
  let node = unwrap(receiver)
  while (isCall(node) && isMember(unwrap(node.callee))) node = unwrap(unwrap(node.callee).object)
  if (node.type !== 'Identifier' || CARRIER_NAMES.has(node.name)) return false
  if (bindings.resolve(node)?.node !== around.node.params[0]) return false
  return isPlugin(around) || isGroup(around, context)
}

function isGroup({ givenTo, parent }: Func, context: RouterContext): boolean {
  const callee = givenTo ? unwrap(givenTo.callee) : null
  if (!callee || !isMember(callee) || !GROUPS.has(propertyName(callee) ?? '')) return false
  return (
    isRouter(callee.object, context.bindings) ||
    (parent !== null && isHandedRouter(callee.object, parent, context))
  )
}

const nameOf = (node: Node): string =>
  node.type === 'Identifier' ? node.name : isMember(node) ? (propertyName(node) ?? '') : ''

export const routePath = (node: Node | undefined): boolean => {
  if (!node) return false
  const text =
    stringValue(node) ?? (node.type === 'TemplateLiteral' ? (node.quasis[0]?.value?.cooked ?? null) : null)
  if (text !== null) return text === '' || text.startsWith('/') || text.startsWith('*')
  return node.type === 'RegExpLiteral' || (node.type === 'Literal' && node.regex != null)
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

/** `app.get('/a', one).post('/b', two)`, as a statement: of none of these calls the value is taken. */
export function findDiscarded({ statements }: Inventory): Set<Node> {
  const discarded = new Set<Node>()
  const left = [...statements]
  for (let node = left.pop(); node; node = left.pop()) {
    const value = unwrap(node)
    if (value.type === 'LogicalExpression') left.push(value.right)
    else if (value.type === 'ConditionalExpression') left.push(value.consequent, value.alternate)
    else if (isCall(value)) {
      discarded.add(value)
      const callee = unwrap(value.callee)
      if (isMember(callee)) left.push(callee.object)
    }
  }
  return discarded
}
