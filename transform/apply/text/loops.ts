/**
 * `for await` and `for…of` (R5, R9), with what their heads bind.
 *
 *     for await (const { id } of rows) save(id)
 *     →  for await (const _t of _steps(rows, _s, suspend)) {resume;try{const { id } = _t;save(id)}finally{suspend;}}
 */
import {
  type ForAwaitPlan,
  type ForOfPlan,
  type FunctionPlan,
  NODE,
  type Span,
  spanOf,
} from '../../analyze/index.ts'
import type { Draft } from './draft.ts'
import { wrapInCall } from './suspensions.ts'
import { disposal, spanOfKeyword } from './using.ts'

export function editForAwait(draft: Draft, loop: ForAwaitPlan, fn: FunctionPlan): void {
  const open = `${draft.names.helper('steps')}(`
  wrapInCall(draft, loop[NODE].right, open, `, ${draft.scope(fn)}, ${draft.suspend()})`)
  if (loop.body) editBody(draft, loop, fn, [`{${draft.resume()};try`, `finally{${draft.suspend()};}}`])
  if (loop.after) draft.edits.wrap(spanOf(loop.statement[NODE]), 'try{', `}finally{${draft.recover()}}`)
}

/** `for (const row of rows) body` → `for (const row of rows) {try{body}finally{resume}}` */
export function editForOf(draft: Draft, loop: ForOfPlan, fn: FunctionPlan): void {
  editBody(draft, loop, fn, loop.close ? ['{try', `finally{${draft.recover()}}}`] : ['', ''])
}

/** Puts the body, after what its head binds, between `before` and `after`, in braces unless it is a block and nothing is before it. */
function editBody(
  draft: Draft,
  loop: ForAwaitPlan | ForOfPlan,
  fn: FunctionPlan,
  [before, after]: readonly [string, string],
): void {
  const { body, left } = loop[NODE]
  const { edits } = draft
  if (loop.using) {
    // A helper disposes of what has become a constant.
    edits.replace(spanOfKeyword(draft, left), 'const')
    const disposer = disposal(draft, left.declarations[0].id, loop.using, fn)
    edits.wrap(spanOf(body), `${before}{${disposer}`, `}${after}`, 'outside')
  } else if (loop.bindInside) {
    edits.end(body.start, `${before}{${moveHead(draft, loop, fn)}`, spanOf(body), 'outside')
    edits.end(body.end, `}${after}`, spanOf(body), 'outside')
  } else {
    const [open, close] = body.type === 'BlockStatement' ? ['', ''] : ['{', '}']
    edits.wrap(spanOf(body), `${before}${open}`, `${close}${after}`, 'outside')
  }
}

/** Moves `const { id }` in front of the body, a constant in its place. Gives back what stands before it there. */
function moveHead(draft: Draft, loop: ForAwaitPlan | ForOfPlan, fn: FunctionPlan): string {
  const { edits, tokens, names } = draft
  const node = loop[NODE]
  const { left, body } = node
  const word = tokens.past('for', node.start)
  const open = tokens.past('(', node.await ? tokens.past('await', word) : word)
  // With the parentheses around a target, which its span leaves out.
  const head: Span = [tokens.skip(open), tokens.closed(left.end)]
  edits.end(head[0], `const ${names.temporary} `, spanOf(node))
  edits.move(head, body.start)
  // A target becomes a statement, which may not begin with a brace; so does a `var` that is declared elsewhere (R6).
  const isTarget = left.type !== 'VariableDeclaration' || fn.redeclared.some((each) => each[NODE] === left)
  const [before, after] = isTarget ? ['(', ')'] : ['', '']
  edits.end(head[1], ` = ${bound(draft, loop, fn)}${after};`, spanOf(node), 'outside')
  return before
}

/** What a pattern that was moved inside is given: an array pattern that suspends in its middle is stepped. */
export const bound = (draft: Draft, { steps }: { steps: boolean }, fn: FunctionPlan): string =>
  steps ? draft.call('steps', draft.names.temporary, draft.scope(fn)) : draft.names.temporary
