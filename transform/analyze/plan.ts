/**
 * The plan: everything the appliers need to know, as plain data. An applier never looks at syntax to decide; it looks here.
 *
 * Nodes are named by their span. A function is named by the span of its *body*: that is where both AST dialects (and SWC) agree on where a
 * method begins. Each entry also carries its node under the symbol NODE, which JSON does not see, so that an applier working on the
 * very tree that was analysed need not look nodes up.
 */
import type { Span } from './nodes.ts'
import { type FunctionPlan, isEdited } from './plan/functions.ts'
import type { Planned, Reason } from './plan/planned.ts'

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

/** Whether nothing at all is to be edited. */
export const isEmpty = (plan: Plan): boolean =>
  plan.sites.length === 0 &&
  plan.references.length === 0 &&
  plan.retargets.length === 0 &&
  plan.jobs.length === 0 &&
  !plan.functions.some(isEdited)
