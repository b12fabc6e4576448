/**
 * Where a function gives control away in its middle, and comes back (R3, R5, R7, R9).
 *
 *     const row = await load(id)   →   const row = _b(_f, await _l(_f, load(id)))
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
} from '../../analyze/plan/functions.ts'
import type { Code, Owned } from './code.ts'
import { disposal } from './using.ts'

export function applySuspension(code: Code, node: Node, plan: Owned<SuspensionPlan>): Node {
  node.argument =
    plan.kind === 'yield*'
      ? code.call('steps', node.argument, code.scope(plan.owner), code.suspend())
      : code.suspend(...(node.argument ? [node.argument] : []))
  return plan.resume ? code.inPlaceOf(node, code.resume(node)) : node
}

/** `catch ({ message = text() }) { … }` → `catch (_t) { _g(_f); let { message = text() } = _t; { … } }` */
export function applyHandler(code: Code, node: Node, plan: Owned<HandlerPlan>): void {
  const recover = code.recover()
  if (!plan.bindInside) {
    ;(plan.kind === 'catch' ? node.body : node).body.unshift(recover)
    return
  }
  // The body stays a block of its own: its declarations are not yet there when the pattern is evaluated.
  node.body = code.block([recover, code.declare('let', node.param, bound(code, plan)), node.body])
  node.param = code.temporary
}

/** What a pattern that was moved inside is given: an array pattern that suspends in its middle is stepped. */
const bound = (code: Code, { steps, owner }: { steps: boolean; owner: FunctionPlan }) =>
  steps ? code.call('steps', code.temporary, code.scope(owner)) : code.temporary

/**
 *     for await (const { id } of rows) body
 *     →  for await (const _t of _steps(rows, _s, suspend)) { resume; try { const { id } = _t; body } finally { suspend } }
 */
export function applyForAwait(code: Code, node: Node, loop: Owned<ForAwaitPlan>): void {
  node.right = code.call('steps', node.right, code.scope(loop.owner), code.suspend())
  if (!loop.body) return
  const body = [...bindHead(code, node, loop), node.body]
  const guarded = code.tryFinally(body, code.statement(code.suspend()))
  node.body = code.block([code.statement(code.resume()), guarded])
}

/** `for (const row of rows) body` → `for (const row of rows) { try { body } finally { recover } }` */
export function applyForOf(code: Code, node: Node, loop: Owned<ForOfPlan>): void {
  const body = [...bindHead(code, node, loop), node.body]
  node.body = code.block(loop.close ? [code.tryFinally(body, code.recover())] : body)
}

/** Takes what a loop's head binds into its body: a pattern (it may run code), a disposable (a helper disposes of it). */
function bindHead(code: Code, node: Node, loop: Owned<ForAwaitPlan | ForOfPlan>): Node[] {
  const { t } = code
  const head = node.left
  if (loop.using) {
    head.kind = 'const'
    return [disposal(code, head.declarations[0].id, loop.using, loop.owner)]
  }
  if (!loop.bindInside) return []
  node.left = t.variableDeclaration('const', [t.variableDeclarator(code.temporary)])
  if (head.type !== 'VariableDeclaration') return [code.statement(code.assign(head, bound(code, loop)))]
  head.declarations[0].init = bound(code, loop)
  return [head]
}
