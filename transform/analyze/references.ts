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
  keyName,
  type Node,
  propertyName,
  spanOf,
  unwrap,
} from './nodes.ts'
import { NODE, type ReferencePlan } from './plan.ts'

const SCHEDULERS = new Set(['queueMicrotask', 'setTimeout', 'setInterval', 'setImmediate'])
/** What every callee that is meant here is called: most calls are none of them. */
const TAKES = new Set([...SCHEDULERS, 'nextTick', 'then', 'catch', 'finally'])
const GLOBALS = new Set(['globalThis', 'window', 'self', 'global'])

export function findReference(
  call: Node,
  bindings: Bindings,
  executors: ReadonlySet<Node>,
): ReferencePlan | null {
  const callee = call.callee as Node
  const called = callee.type === 'MemberExpression' ? propertyName(callee) : keyName(callee)
  if (!called || !TAKES.has(called) || !isPlainCall(call)) return null
  const args = call.arguments as Node[]
  const first = args[0]
  if (!first || args.some((each) => each.type === 'SpreadElement')) return null
  const scheduler = schedulerName(callee, bindings)
  if (scheduler) {
    return isByReference(unwrap(first), bindings, executors)
      ? plan(
          call,
          'scheduler',
          `${scheduler}() is given a function by reference, and calls it from a job of its own`,
        )
      : null
  }
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return null
  const method = propertyName(callee)
  if (!method || !/^(?:then|catch|finally)$/.test(method) || args.length > 2) return null
  const plain = args.every((each) => isFunction(each) || each.type === 'Identifier' || isNull(each))
  const named = args.some((each) => each.type === 'Identifier' && isProgramFunction(each, bindings))
  return plain && named
    ? plan(
        call,
        'promise',
        `.${method}() is given a function by reference, and calls it from a job of its own`,
      )
    : null
}

const plan = (call: Node, kind: ReferencePlan['kind'], because: string): ReferencePlan => ({
  at: spanOf(call),
  [NODE]: call,
  kind,
  reason: { rule: 'R12', because },
})

function schedulerName(callee: Node, bindings: Bindings): string | null {
  if (callee.type === 'Identifier')
    return SCHEDULERS.has(callee.name) && !bindings.resolve(callee) ? callee.name : null
  if (
    callee.type !== 'MemberExpression' ||
    callee.object.type !== 'Identifier' ||
    bindings.resolve(callee.object)
  )
    return null
  const method = propertyName(callee)
  if (callee.object.name === 'process' && method === 'nextTick') return 'process.nextTick'
  return method && GLOBALS.has(callee.object.name) && SCHEDULERS.has(method) ? method : null
}

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
