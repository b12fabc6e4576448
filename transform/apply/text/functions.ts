/**
 * A function's capture, and what sets and frees the register around its body (R1, R2, R6).
 *
 *     (row) => log(row)      →      (row) => {const _c = _n(_s);try{return log(row)}finally{_o(_c);}}
 */
import {
  type FunctionPlan,
  NODE,
  type Node,
  type Planned,
  type SpotPlan,
  spanOf,
} from '../../analyze/index.ts'
import { isDirective } from '../../analyze/nodes.ts'
import type { Draft } from './draft.ts'
import { hideParameters } from './hidden.ts'
import { addCallParameter } from './parameters.ts'
import { wrapInCall } from './suspensions.ts'

export function editFunction(draft: Draft, fn: FunctionPlan): void {
  const { capture, entry } = fn
  const limit = entry?.maxDuration ? `${draft.call('within', `${entry.maxDuration}`)};` : ''
  if (capture?.when === 'call') addCallParameter(draft, fn, captured(draft, fn))
  if (capture?.hidden !== undefined) hideParameters(draft, fn, capture.hidden, capture.members)
  if (!capture || !fn.sets) {
    const declared =
      capture && capture.when !== 'call' ? `const ${draft.scope(fn)} = ${captured(draft, fn)};` : ''
    if (declared || limit) surround(draft, fn, declared + limit, null)
    return
  }
  const declared = fn.redeclared.flatMap((each) => each.declare)
  const before = declared.length > 0 ? `var ${declared.join(', ')};` : ''
  const exit = fn.suspends ? draft.suspend() : draft.call('suspend', draft.caller)
  surround(draft, fn, `${before}const ${setAtStart(draft, fn).join(', ')};${limit}`, exit)
}

/** `_m(() => (open(new Client(bus))))` */
export function editMade({ edits, names }: Draft, { at }: Planned): void {
  edits.wrap(at, `${names.helper('made')}(() => (`, '))', 'between')
}

/** `_y(rows).map(_q((row) => format(row)))` */
export function editSpot(draft: Draft, node: Node, { keeps, [NODE]: receiver }: SpotPlan): void {
  const { names } = draft
  wrapInCall(draft, receiver, `${names.helper('asked')}(`, ')')
  wrapInCall(draft, node, `${names.helper('spot')}(`, keeps === 'open' ? ')' : `, ${LATE[keeps]})`)
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
  const opened = directive ? directive.end : body.start + 1 + lineBehind(fn, code)
  const ended = directive && code[directive.end - 1] !== ';' ? ';' : ''
  // A body that is one block needs no other: the same as in the Babel applier, where a tree has no place for both.
  const dropped = new Set(fn.redeclared.filter(({ kind }) => kind === 'drop').map((each) => each[NODE]))
  const remaining = statements.filter((each) => !isDirective(each) && !dropped.has(each))
  const isBlock = remaining.length === 1 && remaining[0]?.type === 'BlockStatement'
  const [open, close] = isBlock ? ['', ''] : ['{', '}']
  edits.end(opened, `${ended}${start}${exit === null ? '' : `try${open}`}`, spanOf(body))
  if (exit !== null) edits.start(body.end - 1, `${close}finally{${exit};}`, spanOf(body))
}

/**
 * The rest of the line on which the body of a route's method opens, if there is nothing on it: Elysia takes that line, up to its last
 * parenthesis, for the parameters.
 */
function lineBehind({ entry, [NODE]: { body } }: FunctionPlan, code: string): number {
  if (entry?.shape !== 'route') return 0
  return /^[\t ]*\r?\n/.exec(code.slice(body.start + 1, body.start + 200))?.[0].length ?? 0
}

/** The first token behind `=>`: it may be a parenthesis, which the body's span leaves out. */
function startOfArrowBody(node: Node, tokens: Draft['tokens']): number {
  const last = (node.params as Node[]).at(-1)
  const begun = node.returnType?.end ?? last?.end ?? node.typeParameters?.end
  if (begun !== undefined) return tokens.skip(tokens.past('=>', begun, '(),?'))
  const start = node.async ? tokens.past('async', node.start) : node.start
  return tokens.skip(tokens.past('=>', start, '()'))
}

/** What sets the register at the start, as declarations of the frame or the caller and, if anything reads it, of the scope that it holds then. */
function setAtStart(draft: Draft, fn: FunctionPlan): string[] {
  const { when, named } = fn.capture as NonNullable<FunctionPlan['capture']>
  const isRead = named && when !== 'call'
  return [startOf(draft, fn), ...(isRead ? [`${draft.scope(fn)} = ${draft.register}`] : [])]
}

function startOf(draft: Draft, fn: FunctionPlan): string {
  const { when, carriersFirst, carriersLast, asksHost, hidden, outer, author } = fn.capture as NonNullable<
    FunctionPlan['capture']
  >
  const [name, set] = fn.suspends
    ? ([draft.names.frame, 'frame'] as const)
    : ([draft.caller, 'resume'] as const)
  const start = (value: string): string => `${name} = ${value}`
  if (when === 'call') return start(draft.call(set, draft.scope(fn)))
  const asks = asksHost || hidden !== undefined || carriersFirst.length + carriersLast.length > 0
  if (asks || isDebugged(draft, fn)) return start(draft.call(set, captured(draft, fn)))
  if (outer === null) return start(fn.suspends ? draft.call('frame') : draft.register)
  if (fn.suspends) return start(draft.call('frame', captured(draft, fn)))
  const around = draft.names.scope(outer)
  const isGiven = author?.keeps || author?.made
  return start(isGiven ? draft.call('keep', around, ...lateOf(fn)) : draft.call('enter', around))
}

/** `_from(req) || _entry("component") || _r.scope || _s || _from(req)`, as far as the plan asks for it; the host has looked at the register. */
function captured(draft: Draft, fn: FunctionPlan): string {
  const capture = fn.capture as NonNullable<FunctionPlan['capture']>
  const { carriersFirst, asksHost, hostLast } = capture
  const [outer, ...last] = fallbacks(draft, fn)
  const given = draft.names.givenTo(fn[NODE].params.length, capture)
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

function lateOf({ capture }: FunctionPlan): string[] {
  const keeps = capture?.author?.made ? 'made' : capture?.author?.keeps
  return keeps && keeps !== 'open' ? [LATE[keeps]] : []
}

/** Between the register and the capture around: `_r.scope || _s`, or what a callback takes. */
function chosen(draft: Draft, fn: FunctionPlan, outer: string): string {
  const keeps = fn.capture?.author?.made ? 'made' : fn.capture?.author?.keeps
  const late = lateOf(fn)
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
