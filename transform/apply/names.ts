/**
 * Generated identifiers. Each is new to the whole file, so that it can neither capture nor be captured; a helper is imported only if it is
 * used, and siblings share names: what is written the same way everywhere costs nothing once it is compressed.
 *
 * In CommonJS the helpers are members of one global, `_aw1.l(_f)`. A minifier gives what a module requires another letter in each module of a
 * bundle, and leaves the names of a global and its members alone.
 */

import { COMPILED } from '../analyze/imports.ts'
import type { CapturePlan } from '../analyze/plan/functions.ts'
import type { Plan } from '../analyze/plan.ts'
import { NAMES } from '../analyze/plan.ts'

/** What `afterword/compiled` exports, with the local name that it gets if the file does not use it. */
export const HELPERS = {
  register: '_r',
  enter: '_n',
  keep: '_h',
  suspend: '_o',
  resume: '_i',
  frame: '_x',
  leave: '_l',
  back: '_b',
  again: '_g',
  author: '_a',
  made: '_m',
  call: '_w',
  asked: '_y',
  spot: '_q',
  key: '_k',
  restOf: '_rest',
  steps: '_steps',
  disposer: '_disposer',
  asyncDisposer: '_asyncDisposer',
  bound: '_bound',
  chain: '_chain',
  given: '_given',
  at: '_at',
  after: '_after',
  afterWith: '_afterWith',
  headers: '_headers',
  cookies: '_cookies',
  from: '_from',
  pick: '_pick',
  authorAt: '_authorAt',
  within: '_within',
  entry: '_entry',
  cache: '_cache',
  own: '_own',
} as const

/** The global that holds them for CommonJS, with the version of their contract (`runtime/home.ts`). */
export const HOME = '_aw1'

/** How a helper is called there. */
export const memberOfHome = (helper: Helper): string => LOCALS[helper].slice(1)

/** The same of `afterword/durable/compiled`. */
export const JOB_HELPERS = { durable: '_durable', job: '_job' } as const

/** The members of a context that say its request, in the order in which they are asked. */
export const SAYING = ['request', 'req'] as const

export type Helper = keyof typeof HELPERS | keyof typeof JOB_HELPERS
type Table = Readonly<Partial<Record<Helper, string>>>

const LOCALS: Record<Helper, string> = { ...HELPERS, ...JOB_HELPERS }

export class Names {
  readonly #taken: Set<string>
  readonly #disposers = new Map<object, number>()
  readonly #helpers = new Map<Helper, string>()
  /** Whether helpers are members of the global. */
  readonly atHome: boolean
  readonly caller: string
  readonly frame: string
  readonly temporary: string
  readonly #scope: string
  readonly #using: string
  readonly #given: string

  constructor({ [NAMES]: taken, module, helpers }: Pick<Plan, typeof NAMES | 'module' | 'helpers'>) {
    this.#taken = taken
    // A host has helpers of its own, and not the same ones in all its layers.
    this.atHome = !module && helpers === COMPILED && !taken.has(HOME) && !taken.has('globalThis')
    this.caller = this.#unique('_c')
    this.frame = this.#unique('_f')
    this.temporary = this.#unique('_t')
    this.#scope = this.#unique('_s')
    this.#using = this.#unique('_u')
    this.#given = this.#unique('_p')
  }

  /** The capture of a function at this level of nesting: `_s`, `_s1`, … */
  scope(depth: number): string {
    return depth === 0 ? this.#scope : `${this.#scope}${depth}`
  }

  /** What an entry was called with, by its place: `_p`, `_p1`, … */
  given(index: number): string {
    return index === 0 ? this.#given : `${this.#given}${index}`
  }

  /** What is asked for the scope of an entry whose request has no name: all that it was called with, or what counts as its length. */
  givenTo(parameters: number, { hidden, members }: Pick<CapturePlan, 'hidden' | 'members'>): string[] {
    if (hidden === undefined) return []
    if (members) return SAYING.map((_, index) => this.given(index))
    if (parameters === 0) return [`...${this.given(0)}`]
    return Array.from({ length: hidden || 1 }, (_, index) => this.given(index))
  }

  /** The next disposer of a function: `_u`, `_u1`, … */
  using(owner: object): string {
    const index = this.#disposers.get(owner) ?? 0
    this.#disposers.set(owner, index + 1)
    return index === 0 ? this.#using : `${this.#using}${index}`
  }

  /** An identifier, or `_aw1.l`. */
  helper(name: Helper): string {
    const known = this.#helpers.get(name) ?? this.#nameOf(name)
    this.#helpers.set(name, known)
    return known
  }

  /** Helpers of a module that were asked for, in the order of its table. */
  used(table: Table = HELPERS): [Helper, string][] {
    return (Object.keys(table) as Helper[]).flatMap((name) => {
      const local = this.#helpers.get(name)
      return local ? [[name, local] as [Helper, string]] : []
    })
  }

  #nameOf(helper: Helper): string {
    const isAtHome = this.atHome && Object.hasOwn(HELPERS, helper)
    return isAtHome ? `${HOME}.${memberOfHome(helper)}` : this.#unique(LOCALS[helper])
  }

  /** `base`, or `base$`, `base$$` …, such that no name of the file is it or it with a number behind. */
  #unique(base: string): string {
    let name = base
    const clashes = (): boolean =>
      [...this.#taken].some((each) => each.startsWith(name) && /^\d*$/.test(each.slice(name.length)))
    while (clashes()) name += '$'
    return name
  }
}
