/**
 * Carries a plan out on a Babel AST (7 and 8).
 *
 *     async function save(row) {            async function save(row) {
 *       await db.insert(row)                  let _c = _r.scope, _s = _c;
 *       notify(row)                 →         try {
 *     }                                         _v(await _v(db.insert(row), _c = _o(_c)), _c = _i(_s));
 *                                               notify(row);
 *                                             } finally { _o(_c); }
 *                                           }
 *
 * Property kept: nothing is decided. Every edit stands in the plan, nodes are edited in place, and what the plan does not name is left
 * alone. The tree is rewritten bottom-up as plain objects, before any other visitor runs, so no path can be stale.
 */
import type * as Types from '@babel/types'
import type { Node } from '../analyze/nodes.ts'
import {
  type ForAwaitPlan,
  type ForOfPlan,
  type FunctionPlan,
  type HandlerPlan,
  NAMES,
  NODE,
  type Plan,
  type Planned,
  type RedeclarationPlan,
  type ReferencePlan,
  type RetargetPlan,
  type SitePlan,
  type SuspensionPlan,
  type UsingPlan,
} from '../analyze/plan.ts'
import { COMPILED, Names } from './names.ts'

type T = typeof Types

/** Edits `program` in place. `t` are the builders of the Babel that parsed it. */
export function applyToBabel(plan: Plan, program: Node, t: T, debugFile: string | null): void {
  new Applier(plan, program, t, debugFile).apply()
}

const byNode = <P extends Planned>(planned: readonly P[]): Map<Node, P> =>
  new Map(planned.map((each) => [each[NODE], each]))

/** An edit inside a function, with that function: its capture is the one that the edit puts into the register. */
type Owned<P> = P & { owner: FunctionPlan }
const byOwner = <P extends Planned>(
  plan: Plan,
  of: (fn: FunctionPlan) => readonly P[],
): Map<Node, Owned<P>> =>
  new Map(plan.functions.flatMap((owner) => of(owner).map((each) => [each[NODE], { ...each, owner }])))

const lineOf = (node: Node): string =>
  String((node.loc as { start: { line: number } } | null)?.start.line ?? '?')

/** Statements that an expression or statement became. */
type Rewritten = Node | Node[]

class Applier {
  readonly #program: Node
  readonly #t: T
  readonly #names: Names
  readonly #debugFile: string | null
  readonly #functions
  readonly #suspensions
  readonly #loops
  readonly #forOfs
  readonly #handlers
  readonly #usings
  readonly #blocks
  readonly #patterns
  readonly #redeclared
  readonly #sites
  readonly #references
  readonly #retargets
  readonly #statements
  readonly #disposers = new Map<FunctionPlan, number>()

  constructor(plan: Plan, program: Node, t: T, debugFile: string | null) {
    this.#program = program
    this.#t = t
    this.#debugFile = debugFile
    this.#names = new Names(plan[NAMES])
    this.#functions = byNode(plan.functions)
    this.#suspensions = byOwner(plan, (fn) => fn.suspensions)
    this.#loops = byOwner(plan, (fn) => fn.loops)
    this.#statements = new Map([...this.#loops.values()].map((loop) => [loop.statement[NODE], loop]))
    this.#forOfs = byOwner(plan, (fn) => fn.forOfs)
    this.#handlers = byOwner(plan, (fn) => fn.handlers)
    this.#usings = byOwner(plan, (fn) => fn.usings)
    this.#blocks = byOwner(plan, (fn) => fn.blocks)
    this.#patterns = byOwner(plan, (fn) => fn.patterns)
    this.#redeclared = byNode(plan.functions.flatMap((fn) => fn.redeclared))
    this.#sites = byNode(plan.sites)
    this.#references = byNode(plan.references)
    this.#retargets = byNode(plan.retargets)
  }

  apply(): void {
    this.#rewriteChildren(this.#program)
    this.#addImport()
  }

  // — the walk

  #rewriteChildren(node: Node): void {
    for (const field of this.#t.VISITOR_KEYS[node.type] ?? []) {
      const value = node[field]
      if (Array.isArray(value)) node[field] = value.flatMap((each) => (each ? this.#rewrite(each) : [each]))
      else if (value && typeof value.type === 'string') {
        const result = this.#rewrite(value)
        // A single statement that became several stands where a statement may: in a block of its own.
        node[field] = Array.isArray(result) ? this.#t.blockStatement(result as Types.Statement[]) : result
      }
    }
  }

  #rewrite(node: Node): Rewritten {
    const result = this.#rewriteNode(node)
    // A right side may be an expression that is edited for another reason as well.
    const pattern = this.#patterns.get(node)
    return pattern
      ? (this.#call(
          'steps',
          result as unknown as Types.Expression,
          this.#scope(pattern.owner),
        ) as unknown as Node)
      : result
  }

  #rewriteNode(node: Node): Rewritten {
    const retarget = this.#retargets.get(node)
    if (retarget) return this.#applyRetarget(node, retarget)
    this.#rewriteChildren(node)

    const fn = this.#functions.get(node)
    if (fn) this.#applyFunction(node, fn)
    const suspension = this.#suspensions.get(node)
    if (suspension) return this.#applySuspension(node, suspension)
    const site = this.#sites.get(node)
    if (site) return this.#applySite(node, site)
    const reference = this.#references.get(node)
    if (reference) return this.#applyReference(node, reference)
    const redeclared = this.#redeclared.get(node)
    if (redeclared) return this.#applyRedeclaration(node, redeclared)
    const using = this.#usings.get(node)
    if (using) return this.#applyUsing(node, using)
    const handler = this.#handlers.get(node)
    if (handler) this.#applyHandler(node, handler)
    const block = this.#blocks.get(node)
    if (block) node.body = [this.#tryFinally(node.body, [this.#recover(block.owner)])]
    const forOf = this.#forOfs.get(node)
    if (forOf) this.#applyForOf(node, forOf)
    const loop = this.#loops.get(node)
    if (loop) this.#applyForAwait(node, loop)
    const statement = this.#statements.get(node)
    return statement?.after ? this.#tryFinally([node], [this.#recover(statement.owner)]) : node
  }

  // — small pieces of code

  /** What replaces a node of the author's stands where that stood: for source maps, and for coverage to count it as before. */
  #inPlaceOf<N extends object>(node: Node, replacement: N): N {
    return Object.assign(replacement, { loc: node.loc, start: node.start, end: node.end })
  }

  #id(name: string): Types.Identifier {
    return this.#t.identifier(name)
  }
  get #register(): Types.MemberExpression {
    return this.#t.memberExpression(this.#id(this.#names.helper('register')), this.#id('scope'))
  }
  get #caller(): Types.Identifier {
    return this.#id(this.#names.caller)
  }
  #scope(fn: FunctionPlan): Types.Identifier {
    return this.#id(this.#names.scope(fn.depth))
  }
  #assign(target: Types.LVal, value: Types.Expression): Types.AssignmentExpression {
    return this.#t.assignmentExpression('=', target as Types.Identifier, value)
  }
  #call(helper: Parameters<Names['helper']>[0], ...args: Types.Expression[]): Types.CallExpression {
    return this.#t.callExpression(this.#id(this.#names.helper(helper)), args)
  }
  #statement(expression: Types.Expression): Types.ExpressionStatement {
    return this.#t.expressionStatement(expression)
  }
  /**
   * `_c = _o(_c)`. A call on the right side, here and below, for one more reason: V8 names the anonymous functions in an argument after the
   * next plain assignment that it meets, and stack traces would show that.
   */
  #suspend(): Types.Expression {
    return this.#assign(this.#caller, this.#call('suspend', this.#caller))
  }
  /** `_c = _i(_s)`: right after a suspension that came back. */
  #resume(fn: FunctionPlan): Types.Expression {
    return this.#assign(this.#caller, this.#call('resume', this.#scope(fn)))
  }
  /** `_c = _e(_c, _s)`: where one may be suspended or not. */
  #recover(fn: FunctionPlan): Types.Statement {
    return this.#statement(this.#assign(this.#caller, this.#call('recover', this.#caller, this.#scope(fn))))
  }
  #tryFinally(body: Node[], finalizer: Types.Statement[]): Node {
    const t = this.#t
    const [only] = body
    const block =
      body.length === 1 && only?.type === 'BlockStatement'
        ? only
        : t.blockStatement(body as Types.Statement[])
    return t.tryStatement(block as Types.BlockStatement, null, t.blockStatement(finalizer)) as unknown as Node
  }

  // — functions

  #applyFunction(node: Node, fn: FunctionPlan): void {
    const { capture } = fn
    if (!capture) return
    const t = this.#t
    if (capture.when === 'call') this.#addCallParameter(node, fn)
    if (node.body.type !== 'BlockStatement') {
      const returned = this.#inPlaceOf(node.body, t.returnStatement(node.body))
      node.body = this.#inPlaceOf(node.body, t.blockStatement([returned]))
      node.expression = false
    }
    const body = node.body as Types.BlockStatement
    if (!fn.sets) {
      if (capture.when !== 'call')
        body.body.unshift(this.#declare('const', this.#scope(fn), this.#captured(fn)))
      return
    }
    const kind = fn.suspends ? 'let' : 'const'
    const start: Types.Statement[] = []
    const names = fn.redeclared.flatMap((each) => each.declare)
    if (names.length > 0)
      start.push(
        t.variableDeclaration(
          'var',
          names.map((name) => t.variableDeclarator(this.#id(name))),
        ),
      )
    const { declarators, entered } = this.#setAtStart(fn)
    start.push(t.variableDeclaration(kind, declarators))
    const leave = this.#call('suspend', this.#caller)
    const exit = entered && !fn.suspends ? t.logicalExpression('||', this.#caller, leave) : leave
    const guarded = this.#tryFinally(body.body as unknown as Node[], [this.#statement(exit)])
    const statements = [...start, guarded as unknown as Types.Statement]
    node.body = this.#inPlaceOf(node.body, t.blockStatement(statements, body.directives))
  }

  #declare(kind: 'const' | 'let', name: Types.LVal, value: Types.Expression): Types.VariableDeclaration {
    return this.#t.variableDeclaration(kind, [this.#t.variableDeclarator(name as Types.Identifier, value)])
  }

  /**
   * What sets the register at the start, as declarations of the caller and, if anything reads it, of the scope. `entered`: the register is
   * written only if it was empty, so that only then it has to be put back.
   */
  #setAtStart(fn: FunctionPlan): { declarators: Types.VariableDeclarator[]; entered: boolean } {
    const t = this.#t
    const capture = fn.capture as NonNullable<FunctionPlan['capture']>
    const caller = (value: Types.Expression) => t.variableDeclarator(this.#caller, value)
    const scope = (value: Types.Expression) =>
      capture.named ? [t.variableDeclarator(this.#scope(fn), value)] : []
    if (capture.when === 'call')
      return { declarators: [caller(this.#call('resume', this.#scope(fn)))], entered: false }
    const asks = capture.carriersFirst.length + capture.carriersLast.length > 0 || this.#isDebugged(fn)
    if (asks) {
      const captured = this.#captured(fn)
      const set = this.#call('resume', capture.named ? this.#scope(fn) : captured)
      return { declarators: [...scope(captured), caller(set)], entered: false }
    }
    const [outer] = this.#fallbacks(fn)
    if (!outer) return { declarators: [caller(this.#register), ...scope(this.#caller)], entered: false }
    const [again] = this.#fallbacks(fn)
    const found = scope(this.#or([this.#caller, again as Types.Expression]))
    return { declarators: [caller(this.#call('enter', outer)), ...found], entered: true }
  }

  /** `_from(req) || register || _s || _from(req)`, as far as the plan asks for it. */
  #captured(fn: FunctionPlan): Types.Expression {
    const { carriersFirst } = fn.capture as NonNullable<FunctionPlan['capture']>
    const [outer, ...last] = this.#fallbacks(fn)
    const own =
      outer && this.#isDebugged(fn)
        ? [
            this.#call('pick', outer, this.#t.stringLiteral(`${this.#debugFile}:${lineOf(fn[NODE])}`)),
            ...last,
          ]
        : [this.#register, ...this.#fallbacks(fn)]
    return this.#or([...this.#asked(carriersFirst), ...own])
  }

  /** A closure with a capture around it, in development: the helper that reports it between two live requests. */
  #isDebugged(fn: FunctionPlan): boolean {
    return this.#debugFile !== null && fn.capture?.outer != null
  }

  #asked(carriers: string[]): Types.Expression[] {
    return carriers.length > 0 ? [this.#call('from', ...carriers.map((name) => this.#id(name)))] : []
  }

  /** What stands behind the register: the capture around, the carriers in sight. */
  #fallbacks(fn: FunctionPlan): Types.Expression[] {
    const { outer, carriersLast } = fn.capture as NonNullable<FunctionPlan['capture']>
    return [...(outer === null ? [] : [this.#id(this.#names.scope(outer))]), ...this.#asked(carriersLast)]
  }

  #or(expressions: Types.Expression[]): Types.Expression {
    return expressions.reduce((left, right) => this.#t.logicalExpression('||', left, right))
  }

  /** R8: `function* g(a, ...{ [_k]: _s = _r.scope || outer })`, an existing rest parameter rebuilt beside it. */
  #addCallParameter(node: Node, fn: FunctionPlan): void {
    const t = this.#t
    const property = (name: Types.LVal, value: Types.Expression): Types.ObjectProperty =>
      t.objectProperty(
        this.#id(this.#names.helper('key')),
        t.assignmentPattern(name as Types.Identifier, value),
        true,
      )
    const properties = [property(this.#scope(fn), this.#captured(fn))]
    const last = node.params.at(-1)
    if (last?.type === 'RestElement') {
      node.params.pop()
      const index = node.params.length - (node.params[0]?.name === 'this' ? 1 : 0)
      properties.push(
        property(last.argument, this.#call('restOf', this.#id('arguments'), t.numericLiteral(index))),
      )
    }
    node.params.push(t.restElement(t.objectPattern(properties)))
  }

  /** R6: `var save = 1` beside `function save() {}` → `save = 1` */
  #applyRedeclaration(node: Node, { kind }: RedeclarationPlan): Rewritten {
    const t = this.#t
    if (kind === 'drop') return []
    const assignments = (node.declarations as Types.VariableDeclarator[]).flatMap((each) =>
      each.init ? [this.#assign(each.id as Types.LVal, each.init)] : [],
    )
    const assigned = assignments.length > 1 ? t.sequenceExpression(assignments) : assignments[0]
    if (kind === 'head') return (assigned ?? node.declarations[0].id) as Node
    return (assigned ? this.#statement(assigned) : t.emptyStatement()) as unknown as Node
  }

  // — suspensions

  #applySuspension(node: Node, { kind, resume, owner }: Owned<SuspensionPlan>): Node {
    const t = this.#t
    const argument = (node.argument ?? t.unaryExpression('void', t.numericLiteral(0))) as Types.Expression
    node.argument =
      kind === 'yield*'
        ? this.#call('steps', argument, this.#scope(owner), this.#suspend())
        : this.#call('v', argument, this.#suspend())
    if (!resume) return node
    const resumed = this.#call('v', node as unknown as Types.Expression, this.#resume(owner))
    return this.#inPlaceOf(node, resumed) as unknown as Node
  }

  #applyHandler(node: Node, { kind, bindInside, owner }: Owned<HandlerPlan>): void {
    const body = (kind === 'catch' ? node.body : node) as Types.BlockStatement
    if (bindInside) {
      body.body.unshift(this.#declare('let', node.param, this.#id(this.#names.temporary)))
      node.param = this.#id(this.#names.temporary)
    }
    body.body.unshift(this.#recover(owner))
  }

  /**
   *     for await (const { id } of rows) body
   *     →  for await (const _t of _steps(rows, _s, (suspend))) { resume; try { const { id } = _t; body } finally { suspend } }
   */
  #applyForAwait(node: Node, loop: Owned<ForAwaitPlan>): void {
    node.right = this.#call('steps', node.right, this.#scope(loop.owner), this.#suspend())
    if (!loop.body) return
    const inner = this.#bindHead(node, loop.bindInside, loop.using, loop.owner)
    const guarded = this.#tryFinally([...inner, node.body], [this.#statement(this.#suspend())])
    node.body = this.#t.blockStatement([
      this.#statement(this.#resume(loop.owner)),
      guarded as unknown as Types.Statement,
    ])
  }

  /** Takes what a loop's head binds into its body: a pattern (it may run code), a disposable (a helper disposes of it). */
  #bindHead(node: Node, bindInside: boolean, using: 'sync' | 'async' | null, owner: FunctionPlan): Node[] {
    const t = this.#t
    if (using) {
      node.left.kind = 'const'
      return [this.#disposal(node.left.declarations[0].id, using, owner)]
    }
    if (!bindInside) return []
    const head = node.left
    node.left = t.variableDeclaration('const', [t.variableDeclarator(this.#id(this.#names.temporary))])
    const temporary = this.#id(this.#names.temporary)
    if (head.type !== 'VariableDeclaration')
      return [this.#statement(this.#assign(head, temporary)) as unknown as Node]
    head.declarations[0].init = temporary
    return [head]
  }

  /** `for (const row of rows) body` → `for (const row of rows) { try { body } finally { resume } }` */
  #applyForOf(node: Node, { using, close, owner }: Owned<ForOfPlan>): void {
    const body = [...this.#bindHead(node, false, using, owner), node.body] as Node[]
    const inner = close ? [this.#tryFinally(body, [this.#recover(owner)])] : body
    node.body = this.#t.blockStatement(inner as unknown as Types.Statement[])
  }

  // — using

  /** `using x = e` → `const x = e; using _u = _disposer(x, _s)` */
  #applyUsing(node: Node, { kind, owner }: Owned<UsingPlan>): Node[] {
    return (node.declarations as Types.VariableDeclarator[]).flatMap((each) => [
      this.#t.variableDeclaration('const', [each]) as unknown as Node,
      this.#disposal(each.id as Types.Identifier, kind, owner),
    ])
  }

  #disposal(name: Types.Identifier, kind: 'sync' | 'async', owner: FunctionPlan): Node {
    const t = this.#t
    const index = this.#disposers.get(owner) ?? 0
    this.#disposers.set(owner, index + 1)
    const value = this.#id(name.name)
    const disposer =
      kind === 'sync'
        ? this.#call('disposer', value, this.#scope(owner))
        : this.#call(
            'asyncDisposer',
            value,
            this.#scope(owner),
            t.arrowFunctionExpression([], this.#suspend()),
          )
    return t.variableDeclaration(kind === 'sync' ? 'using' : 'await using', [
      t.variableDeclarator(this.#id(this.#names.using(index)), disposer),
    ]) as unknown as Node
  }

  // — calls and imports

  #applySite(node: Node, { kind, place }: SitePlan): Node {
    const t = this.#t
    node.callee = Object.assign(this.#id(this.#names.helper(kind === 'after.with' ? 'afterWith' : kind)), {
      loc: node.callee.loc,
    })
    if (place !== null) node.arguments.unshift(t.stringLiteral(place))
    else if (kind === 'after' || kind === 'after.with')
      node.arguments.unshift(t.unaryExpression('void', t.numericLiteral(0)))
    return node
  }

  #applyReference(node: Node, { kind }: ReferencePlan): Node {
    const t = this.#t
    if (kind === 'scheduler') {
      node.arguments[0] = this.#call('bound', node.arguments[0])
      return node
    }
    const { object, property } = node.callee
    node.callee = Object.assign(this.#id(this.#names.helper('chain')), { loc: node.callee.loc })
    node.arguments.unshift(object, t.stringLiteral(property.name))
    return node
  }

  #applyRetarget(node: Node, { kind, names, all, to }: RetargetPlan): Rewritten {
    const t = this.#t
    if (kind === 'require') {
      if (node.type === 'ImportExpression') node.source = t.stringLiteral(to)
      else node.arguments[0] = t.stringLiteral(to)
      return node
    }
    if (all) {
      node.source = t.stringLiteral(to)
      return node
    }
    const nameOf = (each: Node): string => {
      const inner = kind === 'import' ? each.imported : each.local
      return inner?.name ?? inner?.value ?? ''
    }
    const ours = (node.specifiers as Node[]).filter(
      (each) => each.type !== 'ImportDefaultSpecifier' && names.includes(nameOf(each)),
    )
    node.specifiers = (node.specifiers as Node[]).filter((each) => !ours.includes(each))
    const source = t.stringLiteral(to)
    const added =
      kind === 'import'
        ? t.importDeclaration(ours as unknown as Types.ImportSpecifier[], source)
        : t.exportNamedDeclaration(null, ours as unknown as Types.ExportSpecifier[], source)
    return [node, added as unknown as Node]
  }

  #addImport(): void {
    const used = this.#names.used()
    if (used.length === 0) return
    const t = this.#t
    const source = t.stringLiteral(COMPILED)
    const declaration =
      this.#program.sourceType === 'module'
        ? t.importDeclaration(
            used.map(([name, local]) => t.importSpecifier(this.#id(local), this.#id(name))),
            source,
          )
        : t.variableDeclaration('const', [
            t.variableDeclarator(
              t.objectPattern(used.map(([name, local]) => t.objectProperty(this.#id(name), this.#id(local)))),
              t.callExpression(this.#id('require'), [source]),
            ),
          ])
    this.#program.body.unshift(declaration)
  }
}
