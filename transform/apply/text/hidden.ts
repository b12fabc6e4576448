/**
 * The parameters of an arrow function that gives its request no name (R2).
 *
 *     () => save()                          →   (..._p) => …
 *     ({ body }, reply, next = skip) => …   →   (_p, _p1, ...{ [_k()]: { body } = _p, [_k()]: reply = _p1, 0: next = skip }) => …
 *     ({ body }) => …                       →   ({ request: _p, req: _p1, body }) => …                 where the text may be read
 *
 * Property kept: all of them are evaluated in the order in which they were, in the same scope, and as many count as the function's length.
 */
import { type FunctionPlan, NODE, type Node, spanOf } from '../../analyze/index.ts'
import { SAYING } from '../names.ts'
import type { Draft } from './draft.ts'
import { endOf, openOf } from './parameters.ts'

export function hideParameters(draft: Draft, fn: FunctionPlan, counted: number, members = false): void {
  const { edits, names, tokens } = draft
  const params = fn[NODE].params as Node[]
  const last = params.at(-1)
  if (members) {
    const saying = SAYING.map((member, index) => `${member}: ${names.given(index)}`).join(', ')
    const pattern = last?.type === 'AssignmentPattern' ? (last.left as Node) : last
    if (pattern) return edits.end(pattern.start + 1, ` ${saying},`, spanOf(pattern))
    const close = tokens.find(')', openOf(draft, fn[NODE]) + 1)
    return edits.start(close, `{ ${saying} } = {}`, [close, close])
  }
  if (!last) {
    const close = tokens.find(')', openOf(draft, fn[NODE]) + 1)
    return edits.start(close, `...${names.given(0)}`, [close, close])
  }
  const plain = Array.from({ length: counted }, (_, index) => `${names.given(index)}, `)
  const first = counted === 0 ? `0: ${names.given(0)}, ` : ''
  params.forEach((parameter, index) => {
    const isCounted = index < counted
    const opened = index === 0 ? `${plain.join('')}...{ ${first}` : ''
    const key = isCounted ? `[${draft.call('key')}]: ` : `${index - counted}: `
    edits.start(parameter.start, opened + key, spanOf(parameter), 'outside')
    const end = dropType(draft, parameter.type === 'AssignmentPattern' ? parameter.left : parameter)
    if (isCounted) edits.end(end, ` = ${names.given(index)}`, [parameter.start, end], 'outside')
  })
  const close = tokens.find(')', endOf(last), ',')
  edits.start(close, ' }', [close, close])
}

/** A pattern in a pattern has no type, and no mark that it may be left out. Gives back where it ends then. */
function dropType({ edits, tokens }: Draft, named: Node): number {
  const type = named.typeAnnotation as Node | null | undefined
  const optional = named.optional === true
  const start = optional ? tokens.find('?', named.start + (named.name as string).length) : type?.start
  if (start === undefined) return named.end
  edits.replace([start, type?.end ?? start + 1], '')
  return start
}
