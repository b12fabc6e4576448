/** How a plan names what it is about: a node by its span, a function by the span of its *body* (both dialects, and SWC, agree on where that begins). */
import type { Node, Span } from '../nodes.ts'

export const NODE: unique symbol = Symbol('node')

export interface Planned {
  at: Span
  [NODE]: Node
}

/** Why an edit is made: the rule and, where one needs it, the piece of code that does (a call that runs after an await). */
export interface Reason {
  rule: string
  because: string
  needs?: Span
}
