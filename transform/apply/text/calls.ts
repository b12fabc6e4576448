/**
 * Calls of this package, with the place where they are written (R15), and functions handed over by name (R12).
 *
 *     after(task)                →      after(_at("src/app.ts:12", task))
 *     headers()                  →      _w(_s, headers)
 *     headers()                  →      _own(headers)
 *     next.headers()             →      _headers()
 *     setTimeout(flush, 100)     →      setTimeout(_bound(flush, setTimeout), 100)
 *     promise.then(save)         →      _chain(promise,"then",save)
 *     { waitUntil: after }       →      { waitUntil: _given(after) }
 *     { cookies }                →      { cookies: _given(cookies, _own) }
 */
import {
  type FunctionPlan,
  NODE,
  type Node,
  type Planned,
  type ReferencePlan,
  type SitePlan,
  spanOf,
} from '../../analyze/index.ts'
import type { Draft } from './draft.ts'
import { wrapInCall } from './suspensions.ts'

export function editSite(draft: Draft, { kind, place, replaces, [NODE]: node }: SitePlan): void {
  const { edits, tokens, names } = draft
  if (replaces) {
    const callee = names.helper(kind === 'after.with' ? 'afterWith' : kind)
    edits.replace([node.start, tokens.closed(node.callee.end)], callee)
  }
  const last = (node.arguments as Node[]).at(-1)
  if (place === null || !last) return
  const value = last.type === 'SpreadElement' ? (last.argument as Node) : last
  wrapInCall(draft, value, `${names.helper('at')}(${JSON.stringify(place)}, `, ')')
}

/** R15, where it is not handed the scope, too. */
export function editOwn(draft: Draft, { [NODE]: node }: Planned): void {
  callWith(draft, node, `${draft.names.helper('own')}(`)
}

/** R13: what is called stays the author's; `own`: by the helper of R15. */
export function editTold(draft: Draft, { [NODE]: node }: Planned, fn: FunctionPlan, own: boolean): void {
  const { names } = draft
  const by = own ? `${names.helper('own')}, ` : ''
  callWith(draft, node, `${names.helper('call')}(${draft.scope(fn)}, ${by}`)
}

/** `callee(…)` → `open` `callee, …)` */
function callWith({ edits, tokens }: Draft, node: Node, open: string): void {
  edits.start(node.start, open, spanOf(node))
  const end = typeArgumentsOf(node)?.end ?? tokens.closed(node.callee.end)
  const comma = (node.arguments as Node[]).length > 0 ? ', ' : ''
  edits.replace([tokens.closed(node.callee.end), tokens.past('(', end)], comma)
}

export function editReference(draft: Draft, { kind, callee, argument, [NODE]: node }: ReferencePlan): void {
  const { edits, tokens } = draft
  if (callee !== null)
    return wrapInCall(draft, node.arguments[argument], `${draft.names.helper('bound')}(`, `, ${callee})`)
  if (kind === 'value' || kind === 'own') {
    const name = node.type === 'Property' ? `${node.key.name}: ` : ''
    const end = kind === 'own' ? `, ${draft.names.helper('own')})` : ')'
    return edits.wrap(spanOf(node), `${name}${draft.names.helper('given')}(`, end, 'outside')
  }
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
