// The register: the one cell that names the current scope while owned code runs synchronously.
// It lives on globalThis under a versioned symbol, so that two copies of the package in one process
// (two bundles, ESM beside CommonJS) share one register, its carriers, scopes and configuration.
import type { Aid, Limits, TaskRecord } from './records.ts'
import type { Carriers } from './stamp.ts'
import type { AfterConfig, HostInfo, Scope } from './types.ts'

export type { AnyFunction } from './records.ts'

export interface Register {
  /** The current scope. Compiled code reads and writes it; code that was not compiled never does (I4). */
  scope: Scope | null
  /** Whose components are called at this moment, where something renders them. */
  rendered?: () => Scope | null
  /** What identifies a scope. Not there until one is opened, and nobody has a carrier before. */
  carriers: Carriers
  /** Every scope that is open or has tasks left. */
  readonly scopes: Set<Scope>
  /** How hosts that have a request context of their own answer where the register cannot. */
  readonly resolvers: (() => Scope | null | undefined)[]
  /** A framework's own `headers` and `cookies`, where it has them. */
  own?: OwnRequest
  /** How often such a framework's own context answered for a task, by place. */
  fallbacks?: Map<string, number>
  /** Where the call of `after` is written that comes next, and an argument that it is known by. */
  place?: string | undefined
  placed?: unknown
  config: AfterConfig
  /** Null until a scope is opened. */
  aid: Aid | null
  host: HostInfo | null
  /** The last id given. A counter, for clocks and random numbers make a prerender dynamic. */
  ids: number
  /** The task whose synchronous part runs now. */
  task: TaskRecord | null
  /** How many callbacks run. */
  running: number
  /** What holds to the limits, once `configureAfter` has been called. */
  overload?: Limits
  /** How many tasks are over. */
  over: number
  /** How many calls of `drainAfter` are waiting. */
  draining?: number
  /** Places that were reported once already. */
  readonly told: Set<string>
}

/** What `headers` and `cookies` of this package answer where a framework has its own; undefined in a scope that is none of the framework's. */
export interface OwnRequest {
  headers(): unknown
  cookies(): unknown
}

const symbol: unique symbol = Symbol.for('afterword.register.v1')

const home = globalThis as { [symbol]?: Register }

export const register: Register = home[symbol] ?? {
  scope: null,
  carriers: null as never,
  scopes: new Set(),
  resolvers: [],
  config: {},
  aid: null,
  host: null,
  ids: 0,
  task: null,
  running: 0,
  over: 0,
  told: new Set(),
}
home[symbol] = register

/** What a compiled function holds in place of its caller's register while it is suspended (R4). No scope, and never in the register. */
const mark: Scope = Symbol('afterword.mark') as never

type Caller = Scope | null

/** A closure starts (R2): what was in the register, which is set to the capture around it only if it was empty. */
export function enter(outer: Caller): Caller {
  const caller = register.scope
  if (!caller) register.scope = outer
  return caller
}

/** Gives the register back to the caller, before a suspension and on every exit (R3, R4); harmless where that is done already. */
export function suspend(caller: Caller): Caller {
  if (caller !== mark && caller !== register.scope) register.scope = caller
  return mark
}

/** Takes the register up: after a suspension, or when a function starts with a scope of its own (R3). Returns what it found. */
export function resume(scope: Caller): Caller {
  const caller = register.scope
  if (caller !== scope) register.scope = scope
  return caller
}

/** The same where a function may be suspended or not: at the start of a `catch` or `finally` (R5). */
export function recover(caller: Caller, scope: Caller): Caller {
  const found = resume(scope)
  return caller === mark ? found : caller
}

const own: unique symbol = Symbol('afterword.scope')

/**
 * The name of a generator's hidden last parameter (R8). A symbol: a plain name could be planted on Object.prototype. Given by a call: Vite's
 * module runner before 8.3 takes a name that is read in a rest parameter for one of the parameters.
 */
export const key = (): typeof own => own

/** Identity. The second argument is there to be evaluated after the first: suspend and resume are such arguments (R4). */
export function v<T>(value: T, _effect?: unknown): T {
  return value
}

/** The scope of this moment: the register, else what a host's own context knows. */
export function current(): Scope | null {
  let scope = register.scope
  for (const resolve of register.resolvers) scope ??= resolve() ?? null
  return scope
}
