/** What the walk through a program knows of the place that it is at. */
import { type Node, unwrap } from '../nodes.ts'
import type { Guard, Member, Taker } from './facts.ts'

export interface Place {
  /** The function whose body it is in. */
  owner: Node | null
  to: Taker | null
  kept: boolean
  called: boolean
  awaited: boolean
  /** The name that a value here is declared by. */
  into: Node | null
  member: Member | null
  /** What a function here returns is handed to it. */
  result: Taker | null
  /** A function here is called once. */
  once: boolean
  guard: Guard | null
  /** An expression here may be evaluated by a helper. */
  movable: boolean
  /** Whether the values of the elements of a list here go on: those of `Promise.all(…)` are awaited, in place or mapped. */
  elements: boolean
  initialises: boolean
}

export const nowhere: Place = {
  owner: null,
  to: null,
  kept: true,
  called: false,
  awaited: false,
  into: null,
  member: null,
  result: null,
  once: false,
  guard: null,
  movable: false,
  elements: true,
  initialises: false,
}

/** A statement among others: nothing but where it stands goes on to it. */
export const statementIn = ({ owner, guard, elements, result }: Place): Place => ({
  ...nowhere,
  owner,
  guard,
  elements,
  result,
})

export const unaryPlace = (operator: string, place: Place): Place => {
  if (operator === 'delete') return { ...place, movable: false }
  return { ...place, kept: !/^(?:!|void|typeof)$/.test(operator) }
}

/** The operand beside the last one of `a || b || c`. */
export function nearest({ left, operator }: Node): Node {
  const before = unwrap(left)
  return before.type === 'LogicalExpression' && before.operator === operator ? before.right : left
}

/** Places that most parts of a function have. */
export interface Shared {
  plain: Place
  unused: Place
  /** Something in it that is no value of its own. */
  part: Place
}

export function sharedIn({ owner, guard, initialises }: Place): Shared {
  const plain = { ...nowhere, owner, guard, initialises, movable: true }
  return { plain, unused: { ...plain, kept: false }, part: { ...plain, movable: false } }
}
