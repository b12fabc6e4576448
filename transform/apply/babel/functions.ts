/**
 * Captures, and functions that set the register (R1, R2, R6, R8).
 *
 *     rows => rows.map(format)   →   rows => { const _c = _n(_s); try { return rows.map(format) } finally { _o(_c) } }
 *
 * Property kept: edits are made inside the body; what a caller sees of the function stays.
 */
import type * as Types from '@babel/types'
import type { Node } from '../../analyze/nodes.ts'
import type { CapturePlan, FunctionPlan, RedeclarationPlan, SpotPlan } from '../../analyze/plan/functions.ts'
import { NODE } from '../../analyze/plan/planned.ts'
import { SAYING } from '../names.ts'
import type { Code } from './code.ts'

type Captured = FunctionPlan & { capture: CapturePlan }

export function applyFunction(code: Code, node: Node, fn: FunctionPlan): void {
  const limits = limitsOf(code, fn)
  if (!fn.capture && limits.length === 0) return
  if (fn.capture?.when === 'call') addCallParameter(code, node, fn as Captured)
  if (node.body.type !== 'BlockStatement') {
    const returned = code.inPlaceOf(node.body, code.t.returnStatement(node.body))
    node.body = code.inPlaceOf(node.body, code.block([returned]))
    node.expression = false
  }
  if (fn.capture && fn.sets) setRegister(code, node, fn as Captured, limits)
  else {
    const captured =
      fn.capture && fn.capture.when !== 'call'
        ? [code.declare('const', code.scope(fn), capture(code, fn as Captured))]
        : []
    node.body.body.unshift(...captured, ...limits)
  }
  // What is asked in there depends on how many there were.
  if (fn.capture?.hidden !== undefined) hideParameters(code, node, fn.capture)
}

/** `_within(60)`: the route file's `maxDuration`. */
function limitsOf(code: Code, { entry }: FunctionPlan): Node[] {
  if (!entry?.maxDuration) return []
  return [code.statement(code.call('within', code.t.numericLiteral(entry.maxDuration)))]
}

function setRegister(code: Code, node: Node, fn: Captured, limits: Node[]): void {
  const { t } = code
  const exit = fn.suspends ? code.suspend() : code.call('suspend', code.caller)
  const names = fn.redeclared
    .flatMap((each) => each.declare)
    .map((name) => t.variableDeclarator(code.id(name)))
  const body = [
    ...(names.length > 0 ? [t.variableDeclaration('var', names)] : []),
    t.variableDeclaration('const', setAtStart(code, fn)),
    ...limits,
    code.tryFinally(node.body.body, code.statement(exit)),
  ]
  node.body = code.inPlaceOf(node.body, t.blockStatement(body as Types.Statement[], node.body.directives))
}

/** What sets the register at the start, as declarations of the frame or the caller and, if anything reads it, of the scope that it holds then. */
function setAtStart(code: Code, fn: Captured): Types.VariableDeclarator[] {
  const { when, named } = fn.capture
  const isRead = named && when !== 'call'
  const read = isRead ? [code.t.variableDeclarator(code.scope(fn), code.register)] : []
  return [startOf(code, fn), ...read]
}

function startOf(code: Code, fn: Captured): Types.VariableDeclarator {
  const { when, carriersFirst, carriersLast, asksHost, hidden, outer, author } = fn.capture
  const [name, set] = fn.suspends ? ([code.frame, 'frame'] as const) : ([code.caller, 'resume'] as const)
  const start = (value: Types.Expression) => code.t.variableDeclarator(name, value)
  if (when === 'call') return start(code.call(set, code.scope(fn)))
  const asks = asksHost || hidden !== undefined || carriersFirst.length + carriersLast.length > 0
  if (asks || isDebugged(code, fn)) return start(code.call(set, capture(code, fn)))
  if (outer === null) return start(fn.suspends ? code.call('frame') : code.register)
  if (fn.suspends) return start(code.call('frame', capture(code, fn)))
  const around = code.id(code.names.scope(outer))
  const isGiven = author?.keeps || author?.made
  return start(isGiven ? code.call('keep', around, ...lateOf(code, fn)) : code.call('enter', around))
}

/** `_from(req) || _entry("component") || _r.scope || _s || _from(req)`, as far as the plan asks for it; the host has looked at the register. */
function capture(code: Code, fn: Captured): Types.Expression {
  const { carriersFirst, carriersLast, asksHost, hostLast, outer } = fn.capture
  const asked = (carriers: string[]): Types.Expression[] =>
    carriers.length > 0 ? [code.call('from', ...carriers.map((name) => code.carrier(name)))] : []
  const around = outer === null ? [] : [code.id(code.names.scope(outer))]
  const host = asksHost ? [code.call('entry', code.t.stringLiteral(asksHost))] : []
  const own = asksHost
    ? hostLast
      ? [code.register, ...around, ...host]
      : [...host, ...around]
    : around[0]
      ? [chosen(code, fn, around[0])]
      : [code.register]
  const given = code.names.givenTo(fn[NODE].params.length, fn.capture)
  return code.or([...asked([...given, ...carriersFirst]), ...own, ...asked(carriersLast)])
}

/** What the helper is told of one that keeps its author when that is over. */
const LATE = { always: 1, settled: 2, made: 3 }

function lateOf(code: Code, { capture: { author } }: Captured): Types.Expression[] {
  const keeps = author?.made ? 'made' : author?.keeps
  return keeps && keeps !== 'open' ? [code.t.numericLiteral(LATE[keeps])] : []
}

/** Between the register and the capture around: `_r.scope || _s`, or what a callback takes. */
function chosen(code: Code, fn: Captured, outer: Types.Expression): Types.Expression {
  const keeps = fn.capture.author?.made ? 'made' : fn.capture.author?.keeps
  const late = lateOf(code, fn)
  if (!isDebugged(code, fn))
    return keeps ? code.call('author', outer, ...late) : code.or([code.register, outer])
  const place = code.t.stringLiteral(code.place(fn[NODE]))
  return keeps ? code.call('authorAt', outer, place, ...late) : code.call('pick', outer, place)
}

/** A closure with a capture around it, in development: the helper that reports it between two live requests. */
const isDebugged = (code: Code, fn: Captured): boolean => code.debugFile !== null && fn.capture.outer !== null

/** `_q((row) => format(row))`: a closure that is given to a method of what may be an array. */
export function applySpot(code: Code, node: Node, { keeps }: SpotPlan): Node {
  const late = keeps === 'open' ? [] : [code.t.numericLiteral(LATE[keeps])]
  return code.call('spot', node, ...late) as unknown as Node
}

/** R8: `function* g(a, ...{ [_k()]: _s = _r.scope || outer })`, an existing rest parameter rebuilt beside it. */
function addCallParameter(code: Code, node: Node, fn: Captured): void {
  const { t } = code
  const property = (name: Node | Types.LVal, value: Types.Expression): Types.ObjectProperty =>
    t.objectProperty(code.call('key'), t.assignmentPattern(name as Types.Identifier, value), true)
  const properties = [property(code.scope(fn), capture(code, fn))]
  const last = node.params.at(-1)
  if (last?.type === 'RestElement') {
    node.params.pop()
    const index = node.params.length - (node.params[0]?.name === 'this' ? 1 : 0)
    properties.push(
      property(last.argument, code.call('restOf', code.id('arguments'), t.numericLiteral(index))),
    )
  }
  node.params.push(t.restElement(t.objectPattern(properties)))
}

/** R2: `({ body }, next = skip) =>` → `(_p, ...{ [_k()]: { body } = _p, 0: next = skip }) =>`, and `() =>` → `(..._p) =>`. */
function hideParameters(code: Code, node: Node, { hidden: counted = 0, members }: CapturePlan): void {
  const { t } = code
  const given = (index: number): Types.Identifier => code.id(code.names.given(index))
  const params = node.params as Node[]
  if (members) {
    const saying = SAYING.map((member, index) => t.objectProperty(t.identifier(member), given(index)))
    const [first] = params
    if (first) (first.type === 'AssignmentPattern' ? first.left : first).properties.unshift(...saying)
    else node.params = [t.assignmentPattern(t.objectPattern(saying), t.objectExpression([]))]
    return
  }
  if (params.length === 0) {
    node.params = [t.restElement(given(0))]
    return
  }
  const properties = params.map((parameter, index) => {
    const named = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    // A pattern in a pattern has no type.
    named.typeAnnotation = null
    named.optional = null
    const pattern = parameter as unknown as Types.Identifier
    return index < counted
      ? t.objectProperty(code.call('key'), t.assignmentPattern(pattern, given(index)), true)
      : t.objectProperty(t.numericLiteral(index - counted), pattern)
  })
  if (counted === 0) properties.unshift(t.objectProperty(t.numericLiteral(0), given(0)))
  const plain = params.slice(0, counted).map((_, index) => given(index))
  node.params = [...plain, t.restElement(t.objectPattern(properties))]
}

/** R6: `var save = 1` beside `function save() {}` → `save = 1`; a function that a later one replaces is dropped. */
export function applyRedeclaration(code: Code, node: Node, { kind }: RedeclarationPlan): Node | Node[] {
  if (kind === 'drop') return []
  const assignments = (node.declarations as Types.VariableDeclarator[]).flatMap((each) =>
    each.init ? [code.assign(each.id as Types.LVal, each.init)] : [],
  )
  const assigned = assignments.length > 1 ? code.t.sequenceExpression(assignments) : assignments[0]
  if (kind === 'head') return (assigned ?? node.declarations[0].id) as Node
  return assigned ? code.statement(assigned) : (code.t.emptyStatement() as unknown as Node)
}
