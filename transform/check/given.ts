/** What becomes of a function that is handed to a call by name? */
import type { Bindings } from '../analyze/bindings.ts'
import { routePath } from '../analyze/functions.ts'
import type { Api } from '../analyze/imports.ts'
import { isMember, type Node, propertyName, unwrap } from '../analyze/nodes.ts'
import type { Given } from './graph.ts'

/** As analyze/entries.ts has it for those that are written in place. */
const ROUTERS = /^(?:get|post|put|patch|delete|head|options|all|use|route|query|mutation)$/

/** They call what they are given at once. */
const SYNCHRONOUS =
  /^(?:map|forEach|filter|reduce|reduceRight|some|every|find|findIndex|findLast|findLastIndex|flatMap|sort|toSorted|replace|replaceAll|from|apply|call)$/

/** Bound by the compiler (R12), or by the language. */
const BOUND = /^(?:then|catch|finally|nextTick)$/
const BOUND_NAMES = new Set(['queueMicrotask', 'setTimeout', 'setInterval', 'setImmediate', 'Promise'])

/**
 * @param api what the callee is of this package
 * @param atTop it runs while the module is evaluated
 */
export function fateOf(call: Node, api: Api | null, bindings: Bindings, atTop: boolean): Given {
  const callee = unwrap(call.callee)
  const method = isMember(callee) ? propertyName(callee) : null
  const to = `${describe(callee)}()`
  const safe: Given = { to, fate: 'safe', because: '', shape: '' }
  if (api === 'withAfter' || api === 'withAfterScope')
    return { to, fate: 'entry', shape: 'handler', because: `it is the handler given to ${api}()` }
  if (api !== null) return safe
  const isRoute = method !== null && ROUTERS.test(method) && call.type !== 'NewExpression'
  if (isRoute && (routePath(call.arguments[0]) || method === 'use'))
    return { to, fate: 'entry', shape: 'route', because: `it is registered as a route with .${method}()` }
  if (method !== null && (SYNCHRONOUS.test(method) || BOUND.test(method))) return safe
  if (callee.type === 'Identifier' && BOUND_NAMES.has(callee.name) && !bindings.resolve(callee)) return safe
  if (atTop)
    return {
      to,
      fate: 'entry',
      shape: 'registered',
      because: `it is given to ${to} when the module is evaluated`,
    }
  return { to, fate: 'unknown', because: '', shape: '' }
}

function describe(callee: Node): string {
  if (callee.type === 'Identifier') return callee.name
  if (!isMember(callee)) return 'a function'
  const object = unwrap(callee.object)
  return `${object.type === 'Identifier' ? `${object.name}.` : '….'}${propertyName(callee) ?? '…'}`
}
