/**
 * Was the file lowered before it came here? Async functions that have become generators inside a helper hand their steps to code that was
 * not compiled: right only as long as that helper runs them at once.
 */
import type { Inventory } from './inventory.ts'
import {
  isCall,
  isMember,
  keyName,
  type Node,
  propertyName,
  type Span,
  spanOf,
  unwrap,
  walk,
} from './nodes.ts'
import type { PlannedDiagnostic } from './plan.ts'

const HELPERS =
  /^(?:_?_asyncToGenerator|__async|__awaiter|_?_wrapAsyncGenerator|__asyncGenerator|_wrap_async_generator|_async_to_generator|regeneratorRuntime|_regeneratorRuntime|_regenerator|__generator)\d*$/

export function findLowered({ uses }: Inventory): PlannedDiagnostic[] {
  for (const { node } of uses) {
    const helper = isCall(node) ? helperOf(node) : null
    if (helper) return [{ slug: 'already-lowered', at: placeOf(node), values: { helper } }]
  }
  return []
}

/** `__awaiter(…)`, `tslib.__awaiter(…)`, `(0, tslib_1.__awaiter)(…)`, `_regenerator.default(…)` */
function helperOf(call: Node): string | null {
  const callee = unwrap(call.callee)
  const called = callee.type === 'SequenceExpression' ? unwrap(callee.expressions.at(-1)) : callee
  if (!isMember(called)) return helper(keyName(called))
  return helper(keyName(called.object)) ?? helper(propertyName(called))
}

const helper = (name: string | null): string | null => (name !== null && HELPERS.test(name) ? name : null)

/** A call that a lowering made has no place in the source, but what the author wrote inside it has. */
function placeOf(call: Node): Span {
  let place: Span | null = null
  walk(call, (node) => {
    if (!place && node.start >= 0) place = spanOf(node)
    return place === null
  })
  return place ?? spanOf(call)
}
