/** What is to be done with a function: its capture, the register around its body, and all in it that suspends. */
import type { FunctionKind } from '../nodes.ts'
import type { Planned, Reason } from './planned.ts'

/** Whether a nested function is a callback, and why (R2). */
export interface AuthorPlan {
  /**
   * Its author's scope while that is not drained ('open'), or always. 'settled': always, and where it was made once for whoever comes, too, for
   * it settles a promise that its author made. Null: it is none, and takes its caller's first.
   */
  keeps: 'open' | 'always' | 'settled' | null
  because: string
  /** It is handed over where something is made once: where nobody runs it, what it makes is for whoever comes, too. */
  made?: true
}

export interface CapturePlan {
  /** 'start': first statement of the body. 'call': a hidden last parameter (R8). 'next': a generator, or an action that is moved, that cannot have one. */
  when: 'start' | 'call' | 'next'
  lateBecause?: string
  /** Carriers that are asked before the register: entries by shape (R2). Names of parameters, `...args`, `...arguments`. */
  carriersFirst: string[]
  /**
   * An arrow function that gives its request no name: its parameters move into a hidden rest parameter, and what it is called with is asked
   * first (R2). How many of them count as its length.
   */
  hidden?: number
  /** Its parameters stay, for their text may be read (Elysia): the members of the first that say the request are added to its pattern, and asked. */
  members?: true
  /** The entry's shape, where the host is asked before the register, too (R2). */
  asksHost?: string
  /** The host is asked behind the capture around the function. */
  hostLast?: true
  /** Depth of the enclosing capture that is the fallback (R2), null outside any. */
  outer: number | null
  /** Where there is an enclosing capture, and it is no entry. */
  author?: AuthorPlan
  /** Carriers that are asked last: a function that merely contains `after()`. */
  carriersLast: string[]
  /** Whether anything reads the constant. If not, only the register is set. */
  named: boolean
  reason: Reason
}

/** `await x`, `yield x`, `yield* x`, and `return x` of an async generator. */
export interface SuspensionPlan extends Planned {
  kind: 'await' | 'yield' | 'yield*' | 'return'
  /** R3: the resume after it, or why none is needed (R13). */
  resume: Reason | null
}

/** `for await`: the iterable goes through a helper (R9), the body is resumed and suspended, the loop stands in try/finally (R5). */
export interface ForAwaitPlan extends Planned {
  /** The statement that the try goes around: the outermost label, or the loop. */
  statement: Planned
  body: Reason | null
  after: Reason | null
  /** The head's declaration or target is bound inside, after the resume. */
  bindInside: boolean
  /** What is bound inside is an array pattern that suspends in its middle: its value is stepped by the helper (R9). */
  steps: boolean
  /** `for await (using x of …)`: also disposed by a helper. */
  using: 'sync' | 'async' | null
}

/** A `catch` or `finally` that begins with the resume (R5). */
export interface HandlerPlan extends Planned {
  kind: 'catch' | 'finally'
  bindInside: boolean
  steps: boolean
  reason: Reason
}

/** A `for…of` that may be left while suspended closes its iterator under the scope: its body ends in the resume (R5). */
export interface ForOfPlan extends Planned {
  using: 'sync' | 'async' | null
  /** False when only the `using` of its head is dealt with. */
  close: boolean
  bindInside: boolean
  steps: boolean
  reason: Reason
}

/** `using` and `await using` (R10). */
export interface UsingPlan extends Planned {
  kind: 'sync' | 'async'
}

/** A block with `await using` suspends when it is left: its statements stand in try/finally (R5, R10). */
export interface BlockPlan extends Planned {
  after: Reason
}

/** R6: what a body that becomes a block may not hold. */
export interface RedeclarationPlan extends Planned {
  /** 'assign': the declaration becomes a statement that assigns; 'head': a loop's head becomes the bare assignment or target. */
  kind: 'drop' | 'assign' | 'head'
  /** Other names of the same `var`, declared at the start of the body instead. */
  declare: string[]
}

/** What a closure's method is called on: the closure runs on the spot if that is an array, which is asked there (R2). */
export interface SpotPlan extends Planned {
  /** What it takes if it is none. */
  keeps: NonNullable<AuthorPlan['keeps']>
}

export interface FunctionPlan extends Planned {
  name: string
  kind: FunctionKind
  /** Index of the generated name of its capture: one per level of nesting, so that siblings share it. */
  depth: number
  /** `maxDuration`: seconds, from the route file's `export const maxDuration`. */
  entry: { shape: string; reason: string; maxDuration?: number } | null
  capture: CapturePlan | null
  /** The register is set at the start and put back in a finally (R2, R3, R6). */
  sets: Reason | null
  /** The protocol of frames (R3, R4): the body suspends while the register is set. */
  suspends: boolean
  suspensions: SuspensionPlan[]
  loops: ForAwaitPlan[]
  forOfs: ForOfPlan[]
  handlers: HandlerPlan[]
  usings: UsingPlan[]
  blocks: BlockPlan[]
  /** Right sides of array patterns that suspend in their middle: stepped by the helper (R9). */
  patterns: Planned[]
  redeclared: RedeclarationPlan[]
  /** Expressions that make what is kept for whoever comes: evaluated with a view of the scope in the register (R2). */
  made: Planned[]
  /** Calls of this package that are handed the scope, for the register may not hold it there (R13). */
  told: Planned[]
  spot: SpotPlan | null
  /** Why nothing is done; `unsafe` when something should have been. */
  leftAlone: { unsafe: boolean; because: string; rule: string } | null
}

/** Whether anything of it is to be edited. */
export const isEdited = (fn: FunctionPlan): boolean =>
  Boolean(fn.capture || fn.sets || fn.spot || fn.entry?.maxDuration) || fn.made.length > 0
