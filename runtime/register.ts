// The register: the one cell that names the current scope while owned code runs synchronously.
// It lives on globalThis under a versioned symbol, so that two copies of the package in one process
// (two bundles, ESM beside CommonJS) share one register, its carriers, scopes and configuration.
import type { Aid, Limits, Members, ScopeRecord, TaskRecord, Watch } from './records.ts'
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
  /** Every scope that is open or has tasks left. Not there until one is opened. */
  scopes: Members<ScopeRecord>
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
  /** Who tells the hooks, once `configureAfter` has been called. */
  watch?: Watch
  /** A task was given: publishes what becomes of it, on servers. */
  trace?: (task: TaskRecord) => void
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

export const register: Register = (home[symbol] ?? {
  scope: null,
  carriers: null as never,
  resolvers: [],
  config: {},
  aid: null,
  host: null,
  ids: 0,
  task: null,
  running: 0,
  over: 0,
  told: new Set(),
}) as Register
home[symbol] = register

type Caller = Scope | null

/** A closure starts (R2): what was in the register, which is set to the capture around it only if it was empty. */
export function enter(outer: Caller): Caller {
  const caller = register.scope
  if (!caller) register.scope = outer
  return caller
}

/** Gives the register back to the caller (R6). */
export function suspend(caller: Caller): void {
  if (caller !== register.scope) register.scope = caller
}

/** Sets the register, when a function starts with a scope of its own. Returns what it found. */
export function resume(scope: Caller): Caller {
  const caller = register.scope
  if (caller !== scope) register.scope = scope
  return caller
}

/** What a function that suspends holds (R3, R4): its scope, and what it found in the register; nothing while it is suspended. */
export interface Frame {
  readonly s: Caller
  c: Caller | undefined
}

/** Such a function starts: the register is set to its scope. */
export function frame(scope: Caller = register.scope): Frame {
  return { s: scope, c: resume(scope) }
}

/** Gives the register back, before a suspension and on every exit, and gives back `value`; harmless where that is done already. */
export function leave<T>(frame: Frame, value?: T): T | undefined {
  const { c } = frame
  if (c !== undefined) {
    if (c !== register.scope) register.scope = c
    // A constant of the engine's, here and below: what is stored there needs no barrier.
    frame.c = undefined
  }
  return value
}

/** Takes the register up after a suspension, and gives back what came of that. */
export function back<T>(frame: Frame, value?: T): T | undefined {
  if (register.scope) frame.c = resume(frame.s)
  else {
    frame.c = null
    register.scope = frame.s
  }
  return value
}

/** The same where a function may be suspended or not: at the start of a `catch` or `finally` (R5). */
export function again(frame: Frame): void {
  const found = resume(frame.s)
  if (frame.c === undefined) frame.c = found
}

const own: unique symbol = Symbol('afterword.scope')

/**
 * The name of a generator's hidden last parameter (R8). A symbol: a plain name could be planted on Object.prototype. Given by a call: Vite's
 * module runner before 8.3 takes a name that is read in a rest parameter for one of the parameters.
 */
export const key = (): typeof own => own

/** Calls `fn` under `scope`. */
export function runIn<Args extends unknown[], Result>(
  scope: Scope | null,
  fn: (...args: Args) => Result,
  args: Args,
): Result {
  const before = register.scope
  register.scope = scope
  try {
    return fn(...args)
  } finally {
    register.scope = before
  }
}

/** The scope of this moment: the register, else what a host's own context knows. */
export function current(): Scope | null {
  let scope = register.scope
  for (const resolve of register.resolvers) scope ??= resolve() ?? null
  return scope
}
