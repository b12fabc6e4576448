/**
 * In which order does a function body evaluate its calls and its suspensions? Not in the order of the text: patterns follow their right
 * side, `default` follows every case test, static elements follow computed keys, a disposal stands at the end of its block, and in a
 * loop everything follows everything (R13).
 *
 * A *call* is what can run code that reads the register: call, `new`, tagged template, spread, `for…of`, array patterns, `super()`,
 * `yield*`, `using`, a class with static parts or decorators, `instanceof`, a JSX component unless the runtime is React's, and `after` itself
 * as a value. Member access and coercion are not, but in generators; nor are calls of this package, which can be handed the scope (*told*), and
 * a few of the language's own (`builtins.ts`).
 */
import type { Bindings } from './bindings.ts'
import type { Node } from './nodes.ts'

export interface Event {
  /** 'told': a call of this package, by its plain name. */
  kind: 'call' | 'suspension' | 'told'
  node: Node
  /**
   * `return await x`: what is evaluated once it comes back are `finally` blocks alone, which resume for themselves. 'at once' where there is
   * no `try` around it, so that nothing follows even when it throws.
   */
  returns?: 'at once' | 'through finally'
  /** The innermost loop that it happens in. */
  loop: Loop | null
}

/** Half-open range of event indices. */
export interface Range {
  from: number
  to: number
}

export interface Loop extends Range {
  node: Node
  outer: Loop | null
}

export interface Order {
  events: Event[]
  /** Event index → the first call, or suspension, that happens there or later; the number of events if none does. */
  next: Record<'call' | 'suspension', Int32Array>
  /** The events of each node that the appliers may have to put something around or inside. */
  ranges: Map<Node, Range>
  /** Member accesses and calls alike: what a closure given to somebody may not contain if it is to be pruned. */
  reads: boolean
}

export interface OrderOptions {
  /** JSX elements of components are calls unless the runtime is React's. */
  jsxCalls: boolean
  /** Names of this package that are handed over as values: they are bound to what the register holds there. */
  mentions: ReadonlySet<Node>
  /** Calls of this package that can be handed the scope. */
  told: ReadonlySet<Node>
  bindings: Bindings
}

/** The first call that can be evaluated after event `index`. */
export const callAfter = (order: Order, index: number): Node | null => search(order, index + 1, index, null)

/** The first call that can be evaluated once everything in `range` (of `node`) is over. */
export const callBehind = (order: Order, range: Range, node: Node): Node | null =>
  search(order, range.to, range.from, node)

/** The first call at `index` or later; `inside` is where the enclosing loops are looked up. */
export const callFrom = (order: Order, index: number, inside: number): Node | null =>
  search(order, index, inside, null)

function search({ events, next }: Order, from: number, inside: number, except: Node | null): Node | null {
  const callIn = (begin: number, end: number): Node | null => {
    const index = next.call[begin] ?? end
    return index < end ? (events[index] as Event).node : null
  }
  const later = callIn(from, events.length)
  if (later) return later
  // Around a loop once more: everything in it follows everything in it.
  for (let loop = events[inside]?.loop ?? null; loop; loop = loop.outer) {
    const again = loop.node === except ? null : callIn(loop.from, loop.to)
    if (again) return again
  }
  return null
}

/** Whether event `index` may be evaluated while the function is suspended: a suspension can come before it, and no call follows that would need a resume. */
export function mayFindSuspended(order: Order, index: number): boolean {
  const { events, next } = order
  if (search(order, index, index, null)) return false
  if ((next.suspension[0] as number) < index) return true
  for (let loop = events[index]?.loop ?? null; loop; loop = loop.outer)
    if (hasIn(order, loop, 'suspension')) return true
  return false
}

/** Whether anything happens in a range, or something of this kind. */
export function hasIn({ next }: Order, range: Range | undefined, kind?: 'call' | 'suspension'): boolean {
  if (!range || range.from >= range.to) return false
  return !kind || (next[kind][range.from] ?? range.to) < range.to
}
