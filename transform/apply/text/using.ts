/**
 * `using` and `await using` (R10).
 *
 *     using a = f(), b = g()      →      const a = f();using _u = _disposer(a, _s);const b = g();using _u1 = _disposer(b, _s);
 */
import { type FunctionPlan, NODE, type Node, type Span, spanOf, type UsingPlan } from '../../analyze/index.ts'
import type { Draft } from './draft.ts'

export function editUsing(draft: Draft, { kind, [NODE]: node }: UsingPlan, fn: FunctionPlan): void {
  const { edits, tokens } = draft
  edits.replace(spanOfKeyword(draft, node), 'const')
  const declarators = node.declarations as Node[]
  declarators.forEach((each, index) => {
    const statement = `;${disposal(draft, each.id, kind, fn)}`
    if (index < declarators.length - 1) {
      const comma = tokens.find(',', each.end)
      edits.replace([comma, comma + 1], `${statement}const `)
    } else if (tokens.is(';', node.end - 1)) edits.end(node.end, statement.slice(1), spanOf(node))
    else edits.end(node.end, statement, spanOf(node), 'outside')
  })
}

/** The statement by which a helper disposes of what `name` holds. */
export function disposal(draft: Draft, { name }: Node, kind: 'sync' | 'async', fn: FunctionPlan): string {
  const disposer =
    kind === 'sync'
      ? draft.call('disposer', name, draft.scope(fn))
      : draft.call('asyncDisposer', name, draft.scope(fn), `() => ${draft.suspend()}`)
  return `${kind === 'sync' ? 'using' : 'await using'} ${draft.names.using(fn)} = ${disposer};`
}

/** `using` or `await using` of a declaration. */
export function spanOfKeyword({ tokens }: Draft, declaration: Node): Span {
  const before =
    declaration.kind === 'await using' ? tokens.past('await', declaration.start) : declaration.start
  return [declaration.start, tokens.past('using', before)]
}

/** In the order in which an applier that works from the leaves to the root comes to them: names are numbered by it. */
export const fromTheLeaves = (a: { at: Span }, b: { at: Span }): number =>
  a.at[1] - b.at[1] || b.at[0] - a.at[0]
