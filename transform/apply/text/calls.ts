/**
 * Calls that go to a helper: of this package, with the place where they are written (R15), and of functions handed over by name (R12).
 *
 *     after(task)                →      _after("src/app.ts:12", task)
 *     setTimeout(flush, 100)     →      setTimeout(_bound(flush), 100)
 *     promise.then(save)         →      _chain(promise,"then",save)
 */
import { NODE, type Node, type ReferencePlan, type SitePlan, spanOf } from '../../analyze/index.ts'
import type { Draft } from './draft.ts'
import { wrapInCall } from './suspensions.ts'

export function editSite(draft: Draft, { kind, place, [NODE]: node }: SitePlan): void {
  const { edits, tokens } = draft
  const callee = draft.names.helper(kind === 'after.with' ? 'afterWith' : kind)
  edits.replace([node.start, tokens.closed(node.callee.end)], callee)
  const first = place !== null ? JSON.stringify(place) : /^after/.test(kind) ? 'void 0' : null
  if (first === null) return
  const open = tokens.past('(', endOfCallee(draft, node))
  edits.end(open, node.arguments.length > 0 ? `${first}, ` : first, spanOf(node))
}

export function editReference(draft: Draft, { kind, [NODE]: node }: ReferencePlan): void {
  const { edits, tokens } = draft
  if (kind === 'scheduler')
    return wrapInCall(draft, node.arguments[0], `${draft.names.helper('bound')}(`, ')')
  const { object, property } = node.callee as Node
  const open = `${draft.names.helper('chain')}(`
  // `(promise.then)(save)`: parentheses around the callee go with the dot.
  if (node.callee.start > node.start) edits.replace([node.start, node.callee.start], open)
  else edits.start(node.start, open, spanOf(node))
  const dot = tokens.find('.', object.end, ')')
  edits.replace([dot, dot + 1], ',')
  edits.replace(
    [property.start, tokens.past('(', endOfCallee(draft, node))],
    `${JSON.stringify(property.name)},`,
  )
}

const typeArgumentsOf = (call: Node): Node | null => (call.typeArguments ?? null) as Node | null

const endOfCallee = ({ tokens }: Draft, call: Node): number =>
  typeArgumentsOf(call)?.end ?? tokens.closed(call.callee.end)
