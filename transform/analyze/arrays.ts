/**
 * Which closures run on the spot (R2)? One that is written in place for a method of an array is called while that runs, as an IIFE is, and finds the
 * register set. Where nothing shows that it is an array, that is asked when the program runs.
 *
 *     Object.keys(row).map((key) => format(key))      _y(rows).map(_q((row) => format(row)))
 */
import type { Bindings } from './bindings.ts'
import type { Entry } from './entries/entry.ts'
import type { Func } from './functions.ts'
import { usesArguments } from './hoisting.ts'
import { isArrow, isCall, isMember, type Node, propertyName, spanOf, unwrap, walk } from './nodes.ts'
import type { Order } from './order.ts'
import type { AuthorPlan, SpotPlan } from './plan/functions.ts'
import { NODE } from './plan/planned.ts'

const METHODS =
  /^(?:map|filter|some|every|find|findIndex|findLast|findLastIndex|forEach|flatMap|reduce|reduceRight|sort|toSorted)$/

/** What of an array gives an array. */
const ARRAYS =
  /^(?:map|filter|flatMap|flat|slice|concat|sort|toSorted|reverse|toReversed|splice|toSpliced|with|fill|copyWithin)$/

/** Of `Object`, `Array`, `Reflect`, `Promise`. */
const MAKERS: Record<string, RegExp> = {
  Object: /^(?:keys|values|entries|getOwnPropertyNames|getOwnPropertySymbols)$/,
  Array: /^(?:from|of)$/,
  Reflect: /^ownKeys$/,
}

/** 'shown': it runs on the spot. A node: it does if that, which its method is called on, is an array. Null: nobody knows. */
export function findSpot(func: Func, bindings: Bindings): 'shown' | Node | null {
  const { node, givenTo: call, givenAs, initialises } = func
  if (!call || givenAs !== null || initialises || !isCall(call) || node.generator) return null
  // It may hand itself on.
  if (node.id || (!isArrow(node) && !func.strict && usesArguments(node))) return null
  const callee = unwrap(call.callee)
  if (!isMember(callee) || callee.computed) return null
  const method = propertyName(callee) ?? ''
  const [first, second] = call.arguments as Node[]
  const receiver = callee.object as Node
  if (method === 'from' && second && unwrap(second) === node)
    return isGlobal(unwrap(receiver), 'Array', bindings) ? 'shown' : null
  if (!METHODS.test(method) || !first || unwrap(first) !== node) return null
  if (isArray(receiver, method, bindings)) return 'shown'
  // What parameters call runs under the caller.
  return mayBeArray(receiver, bindings) && !(node.params as Node[]).some(calls) ? receiver : null
}

function calls(parameter: Node): boolean {
  let found = false
  walk(parameter, (node) => {
    found ||= isCall(node) || /^(?:NewExpression|TaggedTemplateExpression|JSXElement)$/.test(node.type)
    return !found
  })
  return found
}

export interface SpotContext {
  entryOf(func: Func): Entry | null
  /** Whether a nested function is a callback. */
  authorOf(func: Func): AuthorPlan
  /** Whether the call that it is given to may run with a view of the scope. */
  isViewed(func: Func): boolean
  /** Whether it runs on the spot, 'shown' by the file, or if that is an array. */
  spotOf(func: Func): 'shown' | Node | null
}

/** A callback that needs nothing but that the register is set when it starts, and would run on the spot if an array is what it is given to. */
export function findAsked(
  func: Func,
  order: Order,
  { spotOf, authorOf, isViewed, entryOf }: SpotContext,
): SpotPlan | null {
  const needs = order.reads || order.events.some(({ kind }) => kind === 'call')
  if (!func.parent || entryOf(func) || !needs) return null
  const receiver = spotOf(func)
  if (!receiver || receiver === 'shown') return null
  const { keeps } = authorOf(func)
  return keeps && !isViewed(func) ? { at: spanOf(receiver), [NODE]: receiver, keeps } : null
}

/** Whether an expression can only be an array, or for `forEach` a map or a set. */
function isArray(expression: Node, method: string, bindings: Bindings): boolean {
  let node = unwrap(expression)
  // A variable may be made of itself.
  for (let hops = 0; hops < 50; hops++) {
    if (node.type === 'ArrayExpression') return true
    if (node.type === 'AwaitExpression') return isAll(unwrap(node.argument), bindings)
    if (node.type === 'NewExpression') {
      if (isGlobal(unwrap(node.callee), 'Array', bindings)) return true
      const { name } = unwrap(node.callee)
      return (
        method === 'forEach' && /^(?:Map|Set)$/.test(name) && isGlobal(unwrap(node.callee), name, bindings)
      )
    }
    let next: Node | null
    if (node.type === 'Identifier') {
      const found = initOf(node, bindings)
      if (found === 'array') return true
      next = found
    } else {
      if (node.type !== 'CallExpression') return false
      const callee = unwrap(node.callee)
      if (!isMember(callee) || callee.computed) return false
      const name = propertyName(callee) ?? ''
      next = unwrap(callee.object)
      if (next.type === 'Identifier' && MAKERS[next.name]?.test(name) && isGlobal(next, next.name, bindings))
        return true
      if (!ARRAYS.test(name)) return false
    }
    if (!next) return false
    node = unwrap(next)
  }
  return false
}

/** What a name that is never written again stands for; a rest parameter is an array. */
function initOf(name: Node, bindings: Bindings): Node | 'array' | null {
  const binding = bindings.resolve(name)
  if (!binding || binding.assigned || binding.key !== null) return null
  if (binding.kind === 'parameter') {
    const last = (binding.scope.node.params as Node[] | undefined)?.at(-1)
    return last?.type === 'RestElement' && last.argument === binding.node ? 'array' : null
  }
  return /^(?:const|let|var)$/.test(binding.kind) ? binding.init : null
}

/** `await Promise.all(…)` */
function isAll(node: Node, bindings: Bindings): boolean {
  const callee = isCall(node) ? unwrap(node.callee) : null
  if (!callee || !isMember(callee) || !/^(?:all|allSettled)$/.test(propertyName(callee) ?? '')) return false
  return isGlobal(unwrap(callee.object), 'Promise', bindings)
}

const isGlobal = (node: Node, name: string, bindings: Bindings): boolean =>
  node.type === 'Identifier' && node.name === name && !bindings.resolve(node)

/** Not a module or a class, nor what an optional chain may skip: a call around that would go on with nothing. */
function mayBeArray(receiver: Node, bindings: Bindings): boolean {
  const root = unwrap(receiver)
  if (root.type === 'ThisExpression' || root.type === 'Super') return false
  if (root.type === 'Identifier') return !/^[A-Z]/.test(root.name) && bindings.resolve(root)?.key !== '*'
  for (
    let node = root;
    isMember(node) || isCall(node);
    node = unwrap(isMember(node) ? node.object : node.callee)
  )
    if (node.optional) return false
  return true
}
