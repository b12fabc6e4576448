/**
 * The plan: everything the appliers need to know, as plain data. An applier never looks at syntax to decide; it looks here.
 *
 * Nodes are named by their span. A function is named by the span of its *body*: that is where both AST dialects (and SWC) agree on where a
 * method begins. Each entry also carries its node under the symbol NODE, which JSON does not see, so that an applier working on the
 * very tree that was analysed need not look nodes up.
 */
import type { FunctionKind, Node, Span } from './nodes.ts'

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

/** A call of this package: `after` is told the place where it is written, and names reached through another module become helpers (R15). */
export interface SitePlan extends Planned {
  /** 'own': `headers` or `cookies` of Next's own, which the helper calls. */
  kind: 'after' | 'after.with' | 'headers' | 'cookies' | 'cache' | 'own'
  /** Told on the way to the call, with its last argument: the callee stays the author's, be it a mock. */
  place: string | null
  /** The callee becomes the helper of this kind. */
  replaces: boolean
}

/** R12: a function handed over by reference. */
export interface ReferencePlan extends Planned {
  /** 'value': a name of this package itself; 'own': one of Next's own, called by the helper. */
  kind: 'scheduler' | 'promise' | 'value' | 'own'
  /** Of a scheduler: the names by which it is reached, `timers.setTimeout`. Null for the others. */
  callee: string | null
  /** Which argument of a scheduler is the function. */
  argument: number
  reason: Reason
}

/** An import or re-export whose names come from this package on every host (R15). */
export interface RetargetPlan extends Planned {
  kind: 'import' | 'export' | 'star' | 'require'
  /** Names to be taken out of it; all of them: the source itself is replaced. */
  names: string[]
  all: boolean
  to: string
}

/**
 * A durable task: what it takes from around it is stored, and it is moved to the end of the module. The node is the function that is written in place, or
 * the name of one of the module.
 */
export interface JobPlan extends Planned {
  name: string
  /** Where its `after` is written: `src/orders.ts:12`. */
  place: string
  /** Names of what it captures, in the order in which it is reached. */
  captures: string[]
  /** What it reads of the request by literal names. */
  headers: string[]
  cookies: string[]
  /** What its options give to mend captures of an older release: it moves, too. */
  upgrade: Planned | null
}

export interface PlannedDiagnostic {
  slug: string
  at: Span
  values: Record<string, string>
  /** What may stand at the place instead, where that means the same to all but the scope. */
  fix?: string
}

export interface Plan {
  version: 1
  functions: FunctionPlan[]
  sites: SitePlan[]
  references: ReferencePlan[]
  retargets: RetargetPlan[]
  jobs: JobPlan[]
  diagnostics: PlannedDiagnostic[]
  /** Helpers are imported; else required. */
  module: boolean
  /** The module that they come from. */
  helpers: string
  /** Why the whole file stays as it is. */
  leftAlone: { rule: string; because: string } | null
  /** Every name of the file: generated ones keep apart from them. */
  [NAMES]: Set<string>
}

export const NAMES: unique symbol = Symbol('names')

/** Whether anything at all is to be edited. */
export const isEmpty = (plan: Plan): boolean =>
  plan.sites.length === 0 &&
  plan.references.length === 0 &&
  plan.retargets.length === 0 &&
  plan.jobs.length === 0 &&
  plan.functions.every(
    (fn) => !fn.capture && !fn.sets && !fn.spot && fn.made.length === 0 && !fn.entry?.maxDuration,
  )
