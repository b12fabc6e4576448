/**
 * `catch` and `finally` that begin with a resume (R5), and blocks that end with one (R10).
 *
 *     catch ({ message }) { report(message) }      →      catch (_t) {resume;let { message } = _t;{ report(message) }}
 */
import {
  type BlockPlan,
  type FunctionPlan,
  type HandlerPlan,
  NODE,
  type Span,
  spanOf,
} from '../../analyze/index.ts'
import type { Draft } from './draft.ts'
import { bound } from './loops.ts'

export function editHandler(draft: Draft, plan: HandlerPlan, fn: FunctionPlan): void {
  const { edits, names } = draft
  const node = plan[NODE]
  if (plan.kind === 'finally') edits.start(node.start + 1, draft.recover(), spanOf(node))
  else if (!plan.bindInside) edits.end(node.body.start + 1, draft.recover(), spanOf(node.body))
  else {
    // The body stays a block of its own: its declarations are not yet there when the pattern is evaluated.
    const { param, body } = node
    const head: Span = [param.start, Math.max(param.end, param.typeAnnotation?.end ?? 0)]
    edits.end(head[0], names.temporary, spanOf(node))
    edits.end(body.start, `{${draft.recover()}let `, spanOf(node))
    edits.move(head, body.start)
    edits.end(head[1], ` = ${bound(draft, plan, fn)};`, spanOf(node), 'outside')
    edits.end(body.end, '}', spanOf(node), 'outside')
  }
}

/** A block that awaits its disposals when it is left: its statements stand in `try { … } finally { resume }`. */
export function editBlock(draft: Draft, { [NODE]: node }: BlockPlan): void {
  draft.edits.start(node.start + 1, 'try{', spanOf(node), 'outside')
  draft.edits.start(node.end - 1, `}finally{${draft.recover()}}`, spanOf(node))
}
