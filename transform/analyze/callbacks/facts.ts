/**
 * What is known of a program's callbacks before anything is decided about them: what was handed to which call, by which names, and behind which
 * tests.
 */
import type { Node } from '../nodes.ts'

/** A call or `new` that something is handed to, or the assignment that stores it among others. */
export interface Taker {
  call: Node
  owner: Node | null
  /** Its value goes on: it is assigned, declared, returned or passed, and not awaited or chained before. */
  kept: boolean
  /** What its value is handed to. */
  to: Taker | null
  /** The name that its value is declared by. */
  into: Node | null
  guard: Guard | null
  /** In a guarded place it may run with a view of the scope, be it awaited or not. */
  viewed: boolean
}

/** Something is reached by a test of what is written there. */
export interface Guard {
  owner: Node
  /** The function that each of the things belongs to, null where it outlives them all. */
  homes: readonly (Node | null)[]
  /** One of the things outlives everybody, here or around. */
  lasts: boolean
  around: Guard | null
}

/** An expression in a guarded place. */
export interface Guarded {
  node: Node
  guard: Guard
}

/** A name that is evaluated. */
export interface Mention {
  node: Node
  owner: Node | null
  /** The call that it is handed to. */
  to: Taker | null
  called: boolean
  /** Its value goes on. */
  kept: boolean
  /** What is asked of it: `job.run()`, `handlers.paid`; null where that is computed. */
  member: Member | null
  /** In the initialiser of a field, which whoever makes an object evaluates. */
  initialises: boolean
}

export interface Member extends Omit<Mention, 'node' | 'owner' | 'member' | 'initialises'> {
  name: string | null
}

export interface Places {
  /** Functions that are written in place → the call that they are handed to. */
  handed: Map<Node, Taker>
  mentions: Mention[]
  /** The same of members of `this`. */
  members: Mention[]
  /** Expressions in guarded places that may be evaluated by a helper, the largest first. Function → expressions. */
  guarded: Map<Node, Guarded[]>
  /** Function → the values that it returns. */
  returned: Map<Node, Node[]>
}
