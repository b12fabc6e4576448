/**
 * `await`, `yield`, `yield*`, and `return` of an async generator (R3, R7, R9).
 *
 *     await load(id)      →      _b(_f, await _l(_f,  load(id)))
 */
import {
  type FunctionPlan,
  NODE,
  type Node,
  type Planned,
  type SuspensionPlan,
  spanOf,
} from '../../analyze/index.ts'
import type { Draft } from './draft.ts'

export function editSuspension(
  draft: Draft,
  { kind, resume, [NODE]: node }: SuspensionPlan,
  fn: FunctionPlan,
): void {
  const { edits } = draft
  const { names } = draft
  const [open, close] =
    kind === 'yield*'
      ? [`${names.helper('steps')}(`, `, ${draft.scope(fn)}, ${draft.suspend()})`]
      : [`${names.helper('leave')}(${names.frame},`, ')']
  const end = endOf(draft, node, kind)
  const word = endOfWord(draft, node, kind)
  if (node.argument) {
    // A `return` takes a sequence without parentheses; a call would take it for arguments.
    const [before, after] = node.argument.type === 'SequenceExpression' ? ['(', ')'] : ['', '']
    // The span of the argument leaves out its parentheses; what stands between the word and the end does not.
    edits.end(word, ` ${open}${before}`, [node.start, word])
    edits.end(end, `${after}${close}`, [word, end])
  } else edits.end(end, ` ${draft.suspend()}`, [word, end])
  if (resume) edits.wrap(spanOf(node), `${names.helper('back')}(${names.frame}, `, ')')
}

function endOfWord({ tokens }: Draft, node: Node, kind: SuspensionPlan['kind']): number {
  if (kind === 'yield*') return tokens.past('*', node.start + 'yield'.length)
  return node.start + (kind === 'return' ? 'return' : kind === 'yield' ? 'yield' : 'await').length
}

/** Before the semicolon, which is a part of a `return`. */
const endOf = ({ tokens }: Draft, node: Node, kind: SuspensionPlan['kind']): number =>
  kind === 'return' && tokens.is(';', node.end - 1) ? node.end - 1 : node.end

/** The right side of an array pattern that suspends in its middle (R9). */
export function editPattern(draft: Draft, { [NODE]: right }: Planned, fn: FunctionPlan): void {
  wrapInCall(draft, right, `${draft.names.helper('steps')}(`, `, ${draft.scope(fn)})`)
}

/** Makes an expression the first argument of a call. A sequence brings parentheses of its own, which its span leaves out. */
export function wrapInCall({ edits }: Draft, expression: Node, open: string, close: string): void {
  const [before, after] = expression.type === 'SequenceExpression' ? ['(', ')'] : ['', '']
  edits.wrap(spanOf(expression), open + before, after + close, 'outside')
}
