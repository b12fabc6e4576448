/** What every construct is edited with: the edits so far, the tokens between nodes, and the small pieces of code of `transform/README.md`. */
import type { Comment, FunctionPlan, Span } from '../../analyze/index.ts'
import type { Helper, Names } from '../names.ts'
import { Edits } from './edits.ts'
import { Tokens } from './tokens.ts'

export interface DraftOptions {
  code: string
  comments: readonly Comment[]
  lineOf(offset: number): number
  placeOf?: ((offset: number) => string | null) | undefined
  /** The file's name if closures between two live requests are to be reported (development), else null. */
  debugFile: string | null
}

export class Draft {
  readonly code: string
  readonly edits: Edits
  readonly tokens: Tokens
  readonly names: Names
  readonly debugFile: string | null
  readonly #lineOf: (offset: number) => number
  readonly #placeOf: ((offset: number) => string | null) | undefined

  constructor(names: Names, { code, comments, lineOf, placeOf, debugFile }: DraftOptions) {
    this.code = code
    this.edits = new Edits(code)
    this.tokens = new Tokens(code, comments)
    this.names = names
    this.debugFile = debugFile
    this.#lineOf = lineOf
    this.#placeOf = placeOf
  }

  slice([start, end]: Span): string {
    return this.code.slice(start, end)
  }

  /** `src/app.ts:12`, in development. */
  place(offset: number): string {
    return this.#placeOf?.(offset) ?? `${this.debugFile}:${this.#lineOf(offset)}`
  }

  get register(): string {
    return `${this.names.helper('register')}.scope`
  }
  get caller(): string {
    return this.names.caller
  }
  scope(fn: FunctionPlan): string {
    return this.names.scope(fn.depth)
  }
  call(helper: Helper, ...args: string[]): string {
    return `${this.names.helper(helper)}(${args.join(', ')})`
  }
  /** `_l(_f)` */
  suspend(): string {
    return this.call('leave', this.names.frame)
  }
  /** `_b(_f)` */
  resume(): string {
    return this.call('back', this.names.frame)
  }
  /** `_g(_f)`: where one may be suspended or not. */
  recover(): string {
    return `${this.call('again', this.names.frame)};`
  }
  /** What a pattern that was moved inside is given: an array pattern that suspends in its middle is stepped. */
  bound({ steps }: { steps: boolean }, fn: FunctionPlan): string {
    const { temporary } = this.names
    return steps ? this.call('steps', temporary, this.scope(fn)) : temporary
  }
}
