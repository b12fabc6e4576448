/** The small pieces of code that every edit is made of, as nodes of the Babel that parsed the file. */
import type * as Types from '@babel/types'
import type { Node } from '../../analyze/nodes.ts'
import type { FunctionPlan } from '../../analyze/plan/functions.ts'
import type { Helper, Names } from '../names.ts'

export type BabelTypes = typeof Types

/** An edit inside a function, with that function: its capture is the one that the edit puts into the register. */
export type Owned<P> = P & { owner: FunctionPlan }

export class Code {
  readonly t: BabelTypes
  readonly names: Names
  /** How places call the file in development, null in production. */
  readonly debugFile: string | null

  readonly #placeOf: ((offset: number) => string | null) | undefined

  constructor(
    t: BabelTypes,
    names: Names,
    debugFile: string | null,
    placeOf?: (offset: number) => string | null,
  ) {
    this.t = t
    this.names = names
    this.debugFile = debugFile
    this.#placeOf = placeOf
  }

  /** `src/app.ts:12`, in development. */
  place(node: Node): string {
    const line = (node.loc as { start: { line: number } } | null)?.start.line ?? '?'
    const found = typeof node.start === 'number' ? this.#placeOf?.(node.start) : null
    return found ?? `${this.debugFile}:${line}`
  }

  /** What replaces a node of the author's stands where that stood: for source maps, and for coverage to count it as before. */
  inPlaceOf(node: Node, replacement: object): Node {
    return Object.assign(replacement, { loc: node.loc, start: node.start, end: node.end }) as unknown as Node
  }

  id(name: string): Types.Identifier {
    return this.t.identifier(name)
  }

  /** `_l`, or `_aw1.l` in CommonJS. */
  helper(name: Helper): Types.Identifier {
    const [object, member] = this.names.helper(name).split('.') as [string, string?]
    if (!member) return this.id(object)
    return this.t.memberExpression(this.id(object), this.id(member)) as unknown as Types.Identifier
  }

  /** `req`, `...args` */
  carrier(name: string): Types.Identifier {
    return name.startsWith('...')
      ? (this.t.spreadElement(this.id(name.slice(3))) as unknown as Types.Identifier)
      : this.id(name)
  }

  /** `_r.scope` */
  get register(): Types.MemberExpression {
    return this.t.memberExpression(this.helper('register'), this.id('scope'))
  }

  /** `_c` */
  get caller(): Types.Identifier {
    return this.id(this.names.caller)
  }

  /** `_f` */
  get frame(): Types.Identifier {
    return this.id(this.names.frame)
  }

  /** `_t` */
  get temporary(): Types.Identifier {
    return this.id(this.names.temporary)
  }

  /** `_s`, `_s1` … */
  scope(fn: FunctionPlan): Types.Identifier {
    return this.id(this.names.scope(fn.depth))
  }

  assign(target: Node | Types.LVal, value: Types.Expression): Types.AssignmentExpression {
    return this.t.assignmentExpression('=', target as Types.Identifier, value)
  }

  call(helper: Helper, ...args: (Types.Expression | Node)[]): Types.CallExpression {
    return this.t.callExpression(this.helper(helper), args as Types.Expression[])
  }

  statement(expression: Types.Expression): Node {
    return this.t.expressionStatement(expression) as unknown as Node
  }

  declare(kind: 'const' | 'let', name: Node | Types.LVal, value: Types.Expression): Node {
    const declarator = this.t.variableDeclarator(name as Types.Identifier, value)
    return this.t.variableDeclaration(kind, [declarator]) as unknown as Node
  }

  or(expressions: Types.Expression[]): Types.Expression {
    return expressions.reduce((left, right) => this.t.logicalExpression('||', left, right))
  }

  block(statements: Node[]): Types.BlockStatement {
    return this.t.blockStatement(statements as unknown as Types.Statement[])
  }

  /** `try { body } finally { last }`; a block that is the whole body is the try's own. */
  tryFinally(body: Node[], last: Node): Node {
    const [only] = body
    const tried = body.length === 1 && only?.type === 'BlockStatement' ? only : this.block(body)
    return this.t.tryStatement(
      tried as unknown as Types.BlockStatement,
      null,
      this.block([last]),
    ) as unknown as Node
  }

  /** `_l(_f, value)`: what is awaited or yielded goes through it, and nothing does where a function ends. */
  suspend(...value: Node[]): Types.Expression {
    return this.call('leave', this.frame, ...value)
  }

  /** `_b(_f, value)`: right after a suspension that came back. */
  resume(...value: Node[]): Types.Expression {
    return this.call('back', this.frame, ...value)
  }

  /** `_m(() => x)` */
  make(value: Node): Node {
    const { t } = this
    return this.call(
      'made',
      t.arrowFunctionExpression([], value as unknown as Types.Expression),
    ) as unknown as Node
  }

  /** `_g(_f)`: where one may be suspended or not. */
  recover(): Node {
    return this.statement(this.call('again', this.frame))
  }
}
