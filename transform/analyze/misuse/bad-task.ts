/** What is plainly neither a function nor a promise, and what a function of the file returns that returns nothing. */
import type { Bindings } from '../bindings.ts'
import {
  isCall,
  isFunction,
  keyName,
  literalKind,
  type Node,
  type Span,
  spanOf,
  unwrap,
  walk,
} from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { functionNamed, givesTask, type MisuseContext, taskOf } from './context.ts'

export function findBadTasks({ calls, imports, bindings, code }: MisuseContext): PlannedDiagnostic[] {
  // A wrapper of the author's may take what it likes.
  if (!imports.onlyOurs) return []
  return calls.flatMap((call): PlannedDiagnostic[] => {
    const task = givesTask(call) ? taskOf(call) : null
    if (task === null) return []
    const at: Span = task ? spanOf(task) : spanOf(call.node)
    const given = task ? describe(task, bindings) : 'nothing'
    if (given) return [{ slug: 'bad-task.value', at, values: { call: call.api, given } }]
    const called = task && nothingFrom(task, bindings)
    if (!called) return []
    const values = {
      call: call.api,
      name: called.callee.name,
      fix: `() => ${code.slice(called.start, called.end)}`,
    }
    return [{ slug: 'bad-task.nothing', at, values, ...(isMovable(called) ? { fix: values.fix } : {}) }]
  })
}

/** What a task plainly is, with its article, if it can be none. */
function describe(node: Node, bindings: Bindings, depth = 0): string | null {
  const kind = literalKind(node)
  if (kind) return kind === 'null' ? 'null' : `a ${kind}`
  switch (node.type) {
    case 'TemplateLiteral':
      return 'a string'
    case 'ArrayExpression':
      return 'an array'
    case 'ObjectExpression':
      return (node.properties as Node[]).every(
        (each) => each.key && !each.computed && keyName(each.key) !== 'then',
      )
        ? 'an object'
        : null
    case 'JSXElement':
    case 'JSXFragment':
      return 'an element'
    case 'UnaryExpression':
      if (node.operator === 'void') return 'undefined'
      if (node.operator === 'typeof') return 'a string'
      return node.operator === '!' || node.operator === 'delete' ? 'a boolean' : 'a number'
    case 'BinaryExpression':
      return /^(?:[=!]==?|[<>]=?|in|instanceof)$/.test(node.operator) ? 'a boolean' : 'a primitive value'
    case 'Identifier': {
      const binding = bindings.resolve(node)
      if (!binding) return node.name === 'undefined' ? 'undefined' : null
      const isConstant = binding.kind === 'const' && binding.key === null && binding.init !== null
      return isConstant && depth < 4 ? describe(unwrap(binding.init as Node), bindings, depth + 1) : null
    }
    default:
      return null
  }
}

/** `fn()` and `await fn()`, if `fn` returns nothing: the call. */
function nothingFrom(task: Node, bindings: Bindings): Node | null {
  const awaited = task.type === 'AwaitExpression'
  const call = awaited ? unwrap(task.argument) : task
  if (!isCall(call)) return null
  const fn = functionNamed(call.callee, bindings)?.fn
  return fn && (awaited || !fn.async) && returnsNothing(fn) ? call : null
}

function returnsNothing(fn: Node): boolean {
  if (fn.generator || fn.body.type !== 'BlockStatement') return false
  // One that always throws returns nothing either, and that is its business.
  if ((fn.body.body as Node[]).at(-1)?.type === 'ThrowStatement') return false
  let returns = false
  walk(fn.body, (node) => {
    if (node.type === 'ReturnStatement' && node.argument) returns = true
    return !returns && !isFunction(node)
  })
  return !returns
}

/** Whether a call means the same in an arrow function. */
function isMovable(call: Node): boolean {
  let movable = true
  walk(call, (node) => {
    if (node.type === 'AwaitExpression' || node.type === 'YieldExpression') movable = false
    return movable && !isFunction(node)
  })
  return movable
}
