/**
 * Where a function gives control away in its middle, and comes back (R3, R5, R7, R9).
 *
 *     const row = await load(id)   →   const row = _v(await _v(load(id), _c = _o(_c)), _c = _i(_s))
 *
 * Property kept: the order of evaluation and the number of ticks; there is no temporary, so nothing is named or kept alive.
 */
import type { Node } from '../../analyze/nodes.ts'
import type {
  ForAwaitPlan,
  ForOfPlan,
  FunctionPlan,
  HandlerPlan,
  SuspensionPlan,
} from '../../analyze/plan.ts'
import type { Code, Owned } from './code.ts'
import { disposal } from './using.ts'

export function applySuspension(code: Code, node: Node, plan: Owned<SuspensionPlan>): Node {
  const { t } = code
  const argument = node.argument ?? t.unaryExpression('void', t.numericLiteral(0))
  node.argument =
    plan.kind === 'yield*'
      ? code.call('steps', argument, code.scope(plan.owner), code.suspend())
      : code.call('v', argument, code.suspend())
  return plan.resume ? code.inPlaceOf(node, code.call('v', node, code.resume(plan.owner))) : node
}

/** `catch ({ message = text() }) { … }` → `catch (_t) { _c = _e(_c, _s); let { message = text() } = _t; … }` */
export function applyHandler(code: Code, node: Node, { kind, bindInside, owner }: Owned<HandlerPlan>): void {
  const statements: Node[] = (kind === 'catch' ? node.body : node).body
  if (bindInside) {
    statements.unshift(code.declare('let', node.param, code.temporary))
    node.param = code.temporary
  }
  statements.unshift(code.recover(owner))
}

/**
 *     for await (const { id } of rows) body
 *     →  for await (const _t of _steps(rows, _s, suspend)) { resume; try { const { id } = _t; body } finally { suspend } }
 */
export function applyForAwait(code: Code, node: Node, loop: Owned<ForAwaitPlan>): void {
  node.right = code.call('steps', node.right, code.scope(loop.owner), code.suspend())
  if (!loop.body) return
  const body = [...bindHead(code, node, loop.bindInside, loop.using, loop.owner), node.body]
  const guarded = code.tryFinally(body, code.statement(code.suspend()))
  node.body = code.block([code.statement(code.resume(loop.owner)), guarded])
}

/** `for (const row of rows) body` → `for (const row of rows) { try { body } finally { recover } }` */
export function applyForOf(code: Code, node: Node, { using, close, owner }: Owned<ForOfPlan>): void {
  const body = [...bindHead(code, node, false, using, owner), node.body]
  node.body = code.block(close ? [code.tryFinally(body, code.recover(owner))] : body)
}

/** Takes what a loop's head binds into its body: a pattern (it may run code), a disposable (a helper disposes of it). */
function bindHead(
  code: Code,
  node: Node,
  bindInside: boolean,
  using: 'sync' | 'async' | null,
  owner: FunctionPlan,
): Node[] {
  const { t } = code
  const head = node.left
  if (using) {
    head.kind = 'const'
    return [disposal(code, head.declarations[0].id, using, owner)]
  }
  if (!bindInside) return []
  node.left = t.variableDeclaration('const', [t.variableDeclarator(code.temporary)])
  if (head.type !== 'VariableDeclaration') return [code.statement(code.assign(head, code.temporary))]
  head.declarations[0].init = code.temporary
  return [head]
}
