import type { Random } from './random.ts'
import type { Part } from './tree.ts'

export type Kind = 'sync' | 'async' | 'gen' | 'agen'

export interface Method {
  /** How it is reached from the object: `.m1`, `['m1']`. */
  access: string
  kind: Kind
  cost: number
}

/** A name that a program may use. */
export interface Binding {
  name: string
  type: 'value' | 'function' | 'object' | 'class'
  kind: Kind
  cost: number
  /** Declared as a function by this very name, so that by reference the compiler can tell what it is. */
  own: boolean
  methods: readonly Method[]
  /** Of a function around. */
  outer?: true
}

/** Where in the program something is being written. */
export interface Context {
  /** The name under which the hand-threaded form knows the scope here. */
  readonly s: string
  /** The same for functions that are written here, where another is handed on: in what is made for whoever comes. */
  readonly own?: string
  /** What is written here and handed over belongs to its author even when that is over. */
  readonly late?: boolean
  readonly depth: number
  readonly kind: Kind
  /** Directly in the block that is a function's body. */
  readonly top: boolean
  /** `return` is allowed: not in static blocks, nor in a module. */
  readonly returns: boolean
  readonly breakable: boolean
  readonly continuable: boolean
  /** Labels that `break` (and, for loops, `continue`) can name. */
  readonly labels: readonly { name: string; loop: boolean }[]
  readonly env: Binding[]
  /** How often this place may run per run of its function. */
  readonly times: number
  /** Events per run of the function, counted while it is being written. */
  readonly spent: { cost: number }
  /** `super` calls allowed here: methods of the parent class. */
  readonly parent: readonly Method[]
}

/** What the statement files are given to write with. */
export interface Writer {
  random: Random
  /** Statements that may still be written. */
  left: number
  label(): number
  name(prefix: string): string
  /** Statements for a block in `ctx`; `ctx.env` learns what they declare. */
  statements(ctx: Context, most: number): Part[]
  expression(ctx: Context, depth?: number): Part
  /** Whether the programs may hold something that has a name here, though it is no kind of statement. */
  allows(feature: Feature): boolean
}

export type Feature =
  | 'class fields'
  | 'computed keys'
  | 'generator as iterable'
  | 'nullish await using'
  | 'pattern in catch'

export interface StatementKind {
  name: string
  weight: number
  when?(ctx: Context, writer: Writer): boolean
  make(writer: Writer, ctx: Context): Part
}

/** Where something is made once, for whoever comes: what is called there is told so. Nothing waits there. */
export const once = (ctx: Context): Context => ({
  ...ctx,
  // What a module makes while it is evaluated is nobody's.
  ...(ctx.own || ctx.s === 'home.scope' ? {} : { s: `forAll(${ctx.s})`, own: ctx.s }),
  kind: 'sync',
  env: [...ctx.env],
  labels: [],
  breakable: false,
  continuable: false,
  returns: false,
})

export const isAsync = (ctx: Context) => ctx.kind === 'async' || ctx.kind === 'agen'
export const isGenerator = (ctx: Context) => ctx.kind === 'gen' || ctx.kind === 'agen'

/** A block in the same function. */
export const within = (ctx: Context, changes: Partial<Context> = {}): Context => ({
  ...ctx,
  top: false,
  env: [...ctx.env],
  ...changes,
})

/** The body of a loop that runs up to `times` times. */
export const inLoop = (ctx: Context, times: number, changes: Partial<Context> = {}): Context =>
  within(ctx, { breakable: true, continuable: true, times: ctx.times * times, ...changes })

const MOST = 250
export const affordable = (ctx: Context, cost: number) => ctx.spent.cost + ctx.times * (cost + 1) <= MOST
export const spend = (ctx: Context, cost: number) => {
  ctx.spent.cost += ctx.times * cost
}

const nothing = { kind: 'sync', cost: 0, own: false, methods: [] } as const
export const value = (name: string): Binding => ({ ...nothing, name, type: 'value' })
export const callable = (name: string, kind: Kind, cost: number, own = true): Binding => ({
  ...nothing,
  name,
  type: 'function',
  kind,
  cost,
  own,
})
export const withMethods = (
  name: string,
  type: 'object' | 'class',
  methods: readonly Method[],
  cost = 0,
): Binding => ({ ...nothing, name, type, methods, cost })
