/**
 * The parameter in which a generator takes its scope when it is called (R8), and an action that is moved.
 *
 *     function* pages(first, ...rest) {}   →   function* pages(first, ...{ [_k()]: _s = _r.scope, [_k()]: rest = _rest(arguments, 1) }) {}
 */
import { type FunctionPlan, NODE, type Node, spanOf } from '../../analyze/index.ts'
import type { Draft } from './draft.ts'

export function addCallParameter(draft: Draft, fn: FunctionPlan, captured: string): void {
  const { edits, tokens } = draft
  const node = fn[NODE]
  const params = node.params as Node[]
  const last = params.at(-1)
  const key = `[${draft.call('key')}]: `
  const own = `{ ${key}${draft.scope(fn)} = ${captured}`
  if (last?.type === 'RestElement') {
    const index = params.length - 1 - (params[0]?.name === 'this' ? 1 : 0)
    const argument = last.argument as Node
    // Oxc gives the annotation to the rest element, and `argument` ends before it.
    const type = (last.typeAnnotation ?? argument.typeAnnotation) as Node | null
    const end = type ? type.start : argument.end
    const rest = draft.call('restOf', 'arguments', String(index))
    const decorated = (last.decorators as Node[] | undefined)?.at(-1)?.end ?? last.start
    edits.end(tokens.past('...', decorated), `${own}, ${key}`, spanOf(last))
    edits.end(end, ` = ${rest} }`, [argument.start, end], 'outside')
    if (type) edits.replace(spanOf(type), '')
    return
  }
  if (last && isBare(draft, node, last)) {
    edits.wrap(spanOf(last), '(', `, ...${own} })`)
    return
  }
  const behind = tokens.skip(last ? endOf(last) : openOf(draft, node) + 1)
  const close = tokens.find(')', behind, ',')
  const comma = last && !tokens.is(',', behind) ? ', ' : ''
  edits.start(close, `${comma}...${own} }`, [close, close])
}

/** `form => …` */
const isBare = ({ code, tokens }: Draft, node: Node, last: Node): boolean =>
  node.type === 'ArrowFunctionExpression' && code.startsWith('=>', tokens.skip(endOf(last)))

export const endOf = (parameter: Node): number => Math.max(parameter.end, parameter.typeAnnotation?.end ?? 0)

/** The parenthesis that opens an empty list of parameters. */
export function openOf({ tokens, code }: Draft, node: Node): number {
  const named = (node.typeParameters ?? node.id)?.end as number | undefined
  if (named !== undefined) return tokens.find('(', named)
  // A method's function begins at its parenthesis; `async function*` without a name, and an arrow function, begin with their words.
  let at = node.start
  for (const word of ['async', 'function', '*'])
    if (code.startsWith(word, tokens.skip(at))) at = tokens.past(word, at)
  return tokens.find('(', at)
}
