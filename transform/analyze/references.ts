/**
 * Which functions are handed over by name to something that calls them later, from nowhere (R12)? Global schedulers bind what they are
 * given; promise methods only through a helper that finds the receiver's method to be the intrinsic one. A parameter is never bound to a
 * promise: `resolve` keeps its identity and its async stack.
 */
import type { Bindings } from './bindings.ts'
import type { Inventory } from './inventory.ts'
import {
  isCall,
  isFunction,
  isMember,
  isNull,
  isPlainCall,
  literalKind,
  type Node,
  propertyName,
  spanOf,
  unwrap,
} from './nodes.ts'
import { NODE } from './plan/planned.ts'
import type { ReferencePlan } from './plan.ts'
import { findScheduler } from './schedulers.ts'

const CHAINS = new Set(['then', 'catch', 'finally'])

export function findReference(
  call: Node,
  bindings: Bindings,
  executors: ReadonlySet<Node>,
): ReferencePlan | null {
  const callee = call.callee as Node
  const args = call.arguments as Node[]
  if (args.length === 0) return null
  const method = callee.type === 'MemberExpression' ? propertyName(callee) : null
  if (method && CHAINS.has(method)) return findChain(call, callee, method, bindings)
  const scheduler = findScheduler(callee, bindings)
  if (!scheduler) return null
  const { name, argument } = scheduler
  const given = args[argument]
  if (!given || args.slice(0, argument + 1).some((each) => each.type === 'SpreadElement')) return null
  if (!isByReference(unwrap(given), bindings, executors)) return null
  const because = `${name}() is given a function by reference, and calls it from a job of its own`
  return { ...plan(call, because), kind: 'scheduler', callee: scheduler.callee, argument }
}

function findChain(call: Node, callee: Node, method: string, bindings: Bindings): ReferencePlan | null {
  const args = call.arguments as Node[]
  if (!isPlainCall(call) || callee.object.type === 'Super' || args.length > 2) return null
  const given: Node[] = []
  if (!args.every((each) => findGiven(each, given))) return null
  if (!given.some((each) => each.type === 'Identifier' && isProgramFunction(each, bindings))) return null
  const because = `.${method}() is given a function by reference, and calls it from a job of its own`
  return { ...plan(call, because), kind: 'promise', callee: null, argument: 0 }
}

/** What an argument may turn out to be, if nothing is evaluated for it but names: it goes before the method that is called. */
function findGiven(node: Node, into: Node[]): boolean {
  const argument = unwrap(node)
  if (argument.type === 'ConditionalExpression')
    return (
      isQuiet(argument.test) && findGiven(argument.consequent, into) && findGiven(argument.alternate, into)
    )
  if (argument.type === 'LogicalExpression')
    return findGiven(argument.left, into) && findGiven(argument.right, into)
  into.push(argument)
  return isFunction(argument) || argument.type === 'Identifier' || isNull(argument)
}

/** A test that reads names and properties, and calls nothing. */
function isQuiet(expression: Node): boolean {
  const node = unwrap(expression)
  if (isMember(node)) return node.object.type !== 'Super' && !node.computed && isQuiet(node.object)
  if (node.type === 'UnaryExpression') return node.operator !== 'delete' && isQuiet(node.argument)
  if (node.type === 'LogicalExpression' || node.type === 'BinaryExpression')
    return (
      /^(?:[!=]==?|[<>]=?|&&|\|\||\?\?)$/.test(node.operator) && isQuiet(node.left) && isQuiet(node.right)
    )
  return node.type === 'Identifier' || node.type === 'ThisExpression' || literalKind(node) !== null
}

const plan = (call: Node, because: string): Pick<ReferencePlan, 'at' | typeof NODE | 'reason'> => ({
  at: spanOf(call),
  [NODE]: call,
  reason: { rule: 'R12', because },
})

/** Anything but a function that is written there (it has its capture) and what can be none, or needs no scope. */
function isByReference(given: Node, bindings: Bindings, executors: ReadonlySet<Node>): boolean {
  if (given.type === 'Identifier') return !isExecutorParameter(given, bindings, executors)
  if (isMember(given)) return given.object.type !== 'Super'
  return isCall(given) || given.type === 'ConditionalExpression' || given.type === 'LogicalExpression'
}

/** The functions given to `new Promise(…)`: what the engine hands them reads no register. */
export function findExecutors({ uses }: Inventory, bindings: Bindings): Set<Node> {
  const executors = new Set<Node>()
  for (const { node } of uses) {
    if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'Promise')
      continue
    const executor = node.arguments[0] ? unwrap(node.arguments[0]) : null
    if (executor && isFunction(executor) && !bindings.resolve(node.callee)) executors.add(executor)
  }
  return executors
}

const isExecutorParameter = (identifier: Node, bindings: Bindings, executors: ReadonlySet<Node>): boolean => {
  const binding = bindings.resolve(identifier)
  return binding?.kind === 'parameter' && executors.has(binding.scope.node)
}

/** A function that the program declares or imports, not a value it was handed. */
function isProgramFunction(identifier: Node, bindings: Bindings): boolean {
  const binding = bindings.resolve(identifier)
  if (!binding) return false
  if (binding.kind === 'function' || binding.kind === 'import') return true
  return (
    binding.kind === 'const' &&
    binding.key === null &&
    binding.init !== null &&
    isFunction(unwrap(binding.init))
  )
}
