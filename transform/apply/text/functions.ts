/**
 * A function's capture, and what sets and frees the register around its body (R1, R2, R6).
 *
 *     (row) => log(row)      →      (row) => {const _c = _n(_s);try{return log(row)}finally{_c || _o(_c);}}
 */
import { type FunctionPlan, NODE, type Node, type Planned, spanOf } from '../../analyze/index.ts'
import { isDirective } from '../../analyze/nodes.ts'
import type { Draft } from './draft.ts'
import { hideParameters } from './hidden.ts'
import { addCallParameter } from './parameters.ts'

export function editFunction(draft: Draft, fn: FunctionPlan): void {
  const { capture, entry } = fn
  const limit = entry?.maxDuration ? `${draft.call('within', `${entry.maxDuration}`)};` : ''
  if (capture?.when === 'call') addCallParameter(draft, fn, captured(draft, fn))
  if (capture?.hidden !== undefined) hideParameters(draft, fn, capture.hidden)
  if (!capture || !fn.sets) {
    const declared =
      capture && capture.when !== 'call' ? `const ${draft.scope(fn)} = ${captured(draft, fn)};` : ''
    if (declared || limit) surround(draft, fn, declared + limit, null)
    return
  }
  const declared = fn.redeclared.flatMap((each) => each.declare)
  const { declarators, entered } = setAtStart(draft, fn)
  const before = declared.length > 0 ? `var ${declared.join(', ')};` : ''
  const leave = draft.call('suspend', draft.caller)
  const exit = entered && !fn.suspends ? `${draft.caller} || ${leave}` : leave
  const kind = fn.suspends ? 'let' : 'const'
  surround(draft, fn, `${before}${kind} ${declarators.join(', ')};${limit}`, exit)
}

/** `_m(() => (open(new Client(bus))))` */
export function editMade({ edits, names }: Draft, { at }: Planned): void {
  edits.wrap(at, `${names.helper('made')}(() => (`, '))', 'between')
}

/** Puts `start` before the body, and the body, if there is something to be done at its `exit`, into a `try`. */
function surround(
  { code, edits, tokens }: Draft,
  fn: FunctionPlan,
  start: string,
  exit: string | null,
): void {
  const node = fn[NODE]
  const body = node.body as Node
  if (body.type !== 'BlockStatement') {
    const [open, close] = exit === null ? ['', ''] : ['try{', `}finally{${exit};}`]
    edits.start(startOfArrowBody(node, tokens), `{${start}${open}return `, spanOf(node))
    edits.end(node.end, `${close}}`, spanOf(node))
    return
  }
  const statements = body.body as Node[]
  const directive = statements.findLast(isDirective)
  const opened = directive ? directive.end : body.start + 1
  const ended = directive && code[directive.end - 1] !== ';' ? ';' : ''
  // A body that is one block needs no other: the same as in the Babel applier, where a tree has no place for both.
  const dropped = new Set(fn.redeclared.filter(({ kind }) => kind === 'drop').map((each) => each[NODE]))
  const remaining = statements.filter((each) => !isDirective(each) && !dropped.has(each))
  const isBlock = remaining.length === 1 && remaining[0]?.type === 'BlockStatement'
  const [open, close] = isBlock ? ['', ''] : ['{', '}']
  edits.end(opened, `${ended}${start}${exit === null ? '' : `try${open}`}`, spanOf(body))
  if (exit !== null) edits.start(body.end - 1, `${close}finally{${exit};}`, spanOf(body))
}

/** The first token behind `=>`: it may be a parenthesis, which the body's span leaves out. */
function startOfArrowBody(node: Node, tokens: Draft['tokens']): number {
  const last = (node.params as Node[]).at(-1)
  const begun = node.returnType?.end ?? last?.end ?? node.typeParameters?.end
  if (begun !== undefined) return tokens.skip(tokens.past('=>', begun, '(),?'))
  const start = node.async ? tokens.past('async', node.start) : node.start
  return tokens.skip(tokens.past('=>', start, '()'))
}

/**
 * What sets the register at the start, as declarations of the caller and, if anything reads it, of the scope. `entered`: the register is
 * written only if it was empty, so that only then it has to be put back.
 */
function setAtStart(draft: Draft, fn: FunctionPlan): { declarators: string[]; entered: boolean } {
  const capture = fn.capture as NonNullable<FunctionPlan['capture']>
  const caller = (value: string): string => `${draft.caller} = ${value}`
  const scope = (value: string): string[] => (capture.named ? [`${draft.scope(fn)} = ${value}`] : [])
  if (capture.when === 'call')
    return { declarators: [caller(draft.call('resume', draft.scope(fn)))], entered: false }
  const { carriersFirst, carriersLast, asksHost, hidden } = capture
  const asks =
    asksHost ||
    hidden !== undefined ||
    carriersFirst.length + carriersLast.length > 0 ||
    capture.author?.keeps ||
    capture.author?.made ||
    isDebugged(draft, fn)
  if (asks) {
    const value = captured(draft, fn)
    const set = draft.call('resume', capture.named ? draft.scope(fn) : value)
    return { declarators: [...scope(value), caller(set)], entered: false }
  }
  const [outer] = fallbacks(draft, fn)
  if (!outer) return { declarators: [caller(draft.register), ...scope(draft.caller)], entered: false }
  const found = scope(`${draft.caller} || ${outer}`)
  return { declarators: [caller(draft.call('enter', outer)), ...found], entered: true }
}

/** `_from(req) || _entry("component") || _r.scope || _s || _from(req)`, as far as the plan asks for it; the host has looked at the register. */
function captured(draft: Draft, fn: FunctionPlan): string {
  const capture = fn.capture as NonNullable<FunctionPlan['capture']>
  const { carriersFirst, asksHost, hidden, hostLast } = capture
  const [outer, ...last] = fallbacks(draft, fn)
  const given = hidden === undefined ? [] : draft.names.givenTo(fn[NODE].params.length, hidden)
  const first = asked(draft, [...given, ...carriersFirst])
  if (asksHost) {
    const host = draft.call('entry', JSON.stringify(asksHost))
    const around = fallbacks(draft, fn)
    return [...first, ...(hostLast ? [draft.register, ...around, host] : [host, ...around])].join(' || ')
  }
  const own =
    capture.outer !== null && outer ? [chosen(draft, fn, outer)] : [draft.register, ...(outer ? [outer] : [])]
  return [...first, ...own, ...last].join(' || ')
}

/** What the helper is told of one that keeps its author when that is over. */
const LATE = { always: '1', settled: '2', made: '3' }

/** Between the register and the capture around: `_r.scope || _s`, or what a callback takes. */
function chosen(draft: Draft, fn: FunctionPlan, outer: string): string {
  const author = fn.capture?.author
  const keeps = author?.made ? 'made' : author?.keeps
  const late = keeps && keeps !== 'open' ? [LATE[keeps]] : []
  if (!isDebugged(draft, fn))
    return keeps ? draft.call('author', outer, ...late) : `${draft.register} || ${outer}`
  const place = JSON.stringify(draft.place(fn[NODE].start))
  return keeps ? draft.call('authorAt', outer, place, ...late) : draft.call('pick', outer, place)
}

/** A closure with a capture around it, in development: the helper that reports it between two live requests. */
const isDebugged = (draft: Draft, fn: FunctionPlan): boolean =>
  draft.debugFile !== null && fn.capture?.outer != null

const asked = (draft: Draft, carriers: string[]): string[] =>
  carriers.length > 0 ? [draft.call('from', ...carriers)] : []

/** What stands behind the register: the capture around, the carriers in sight. */
function fallbacks(draft: Draft, fn: FunctionPlan): string[] {
  const { outer, carriersLast } = fn.capture as NonNullable<FunctionPlan['capture']>
  return [...(outer === null ? [] : [draft.names.scope(outer)]), ...asked(draft, carriersLast)]
}
