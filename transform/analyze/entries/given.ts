/** Which entries are given to what registers them: a router, `withAfter`, `scope.run`, a procedure's description (R2)? */
import { anyCarriers, namedCarriers } from '../carriers.ts'
import { escapesByName } from '../evaluated.ts'
import type { Func } from '../functions.ts'
import type { Handed } from '../handed.ts'
import { isMiddleware } from '../middleware.ts'
import { isCall, isMember, type Node, propertyName, unwrap } from '../nodes.ts'
import { isRegistration, type RouterContext, takesHandler } from '../routers.ts'
import { asking, describe, type Entry, type EntryContext, entry } from './entry.ts'

/** What takes the function of a procedure or an action at the end of its description: tRPC, next-safe-action, zsa, TanStack Start. */
const PROCEDURES = new Set(['query', 'mutation', 'subscription', 'action', 'stateAction', 'handler'])

/** Written in place, or handed over by name: then it may be called by others, too, and keeps its outer. */
export function findGiven(func: Func, context: EntryContext, routers: RouterContext): Entry | null {
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
    const found = findRegistered(func, each, context, routers)
    if (found && found.shape !== 'registered') return { ...found, noOuter: found.noOuter && each === inPlace }
    weak ??= found
  }
  return findWrapped(func, context, routers) ?? weak
}

/** `app.get('/', wrap(async (req, res) => …))` */
function findWrapped(func: Func, context: EntryContext, routers: RouterContext): Entry | null {
  const { givenTo, givenThrough: call, givenAs: as, parent: around } = func
  if (!givenTo || !call || as !== null || !isCall(givenTo) || context.awaited.has(call)) return null
  const by = describe(unwrap(givenTo.callee))
  if (context.imports.apiOf(unwrap(call.callee)) === 'withAfter')
    return asking('handler', `it is given to ${by}(), which is given to withAfter()`, func, context, {
      noOuter: true,
    })
  const isFirst = isMadeBy(call.arguments[0], givenTo)
  if (!isRegistration({ call, as, isFirst, around }, routers)) {
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

function findRegistered(
  func: Func,
  how: Handed,
  context: EntryContext,
  routers: RouterContext,
): Entry | null {
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
  if (takes && isRegistration({ call: to, as, isFirst, around }, routers))
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

/** `(error, data) => …` is the callback of a client; with four parameters it is Express's. */
const takesError = ({ node }: Func): boolean =>
  /^(?:err|error)$/.test(node.params[0]?.name ?? '') && node.params.length !== 4

function isScope(node: Node, { bindings, imports }: EntryContext): boolean {
  if (node.type !== 'Identifier') return false
  const init = bindings.resolve(node)?.init
  const call = init ? unwrap(init) : null
  return call?.callee != null && imports.apiOf(call.callee) === 'openScope'
}
