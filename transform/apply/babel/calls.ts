/**
 * Calls of this package, functions handed over by name, and imports (R12, R15).
 *
 *     after(task)          →  after(_at("src/app.ts:12", task))
 *     headers()            →  _w(_s, headers)
 *     headers()            →  _own(headers)
 *     setTimeout(save, 9)  →  setTimeout(_bound(save, setTimeout), 9)
 *     promise.then(save)   →  _chain(promise, "then", save)
 *     { waitUntil: after } →  { waitUntil: _given(after) }
 *     { cookies }          →  { cookies: _given(cookies, _own) }
 */
import type * as Types from '@babel/types'
import { JOBS_COMPILED } from '../../analyze/imports.ts'
import type { Node } from '../../analyze/nodes.ts'
import type { Planned } from '../../analyze/plan/planned.ts'
import type { Plan, ReferencePlan, RetargetPlan, SitePlan } from '../../analyze/plan.ts'
import { type Helper, JOB_HELPERS } from '../names.ts'
import type { Code, Owned } from './code.ts'

export function applySite(code: Code, node: Node, { kind, place, replaces }: SitePlan): Node {
  if (replaces)
    node.callee = code.inPlaceOf(node.callee, code.helper(kind === 'after.with' ? 'afterWith' : kind))
  if (kind === 'own') {
    node.arguments.unshift(node.callee)
    node.callee = code.inPlaceOf(node.callee, code.helper('own'))
    node.typeParameters = node.typeArguments = null
  }
  if (place === null) return node
  const args = node.arguments as Node[]
  const last = args.at(-1) as Node
  const placed = (value: Node): Node => code.call('at', code.t.stringLiteral(place), value) as unknown as Node
  if (last.type === 'SpreadElement') last.argument = placed(last.argument)
  else args[args.length - 1] = placed(last)
  return node
}

/** `_w(_s, after, task)`: R13, what is called stays the author's. */
export function applyTold(code: Code, node: Node, { owner }: Owned<Planned>): Node {
  node.arguments.unshift(code.scope(owner), node.callee)
  node.callee = code.inPlaceOf(node.callee, code.helper('call'))
  node.typeParameters = node.typeArguments = null
  return node
}

export function applyReference(code: Code, node: Node, { kind, callee, argument }: ReferencePlan): Node {
  if (callee !== null) {
    const [root = '', ...names] = callee.split('.')
    const scheduler = names.reduce<Types.Expression>(
      (object, name) => code.t.memberExpression(object, code.t.identifier(name)),
      code.t.identifier(root),
    )
    node.arguments[argument] = code.call('bound', node.arguments[argument], scheduler)
    return node
  }
  if (kind === 'value' || kind === 'own') {
    const own = kind === 'own' ? [code.helper('own')] : []
    if (node.type !== 'ObjectProperty') return code.call('given', node, ...own) as unknown as Node
    node.value = code.call('given', node.value, ...own)
    node.shorthand = false
    return node
  }
  const { object, property } = node.callee
  node.callee = code.inPlaceOf(node.callee, code.helper('chain'))
  node.arguments.unshift(object, code.t.stringLiteral(property.name))
  return node
}

/** `import { after, NextResponse } from 'next/server'` → the import without `after`, and `import { after } from 'afterword'` */
export function applyRetarget(code: Code, node: Node, { kind, names, all, to }: RetargetPlan): Node | Node[] {
  const { t } = code
  if (all) {
    if (kind === 'require' && node.type !== 'ImportExpression') node.arguments[0] = t.stringLiteral(to)
    else node.source = t.stringLiteral(to)
    return node
  }
  const source = t.stringLiteral(to)
  if (kind === 'star') {
    // What is exported by its name goes before what a star has.
    const specifiers = names.map((name) => t.exportSpecifier(code.id(name), code.id(name)))
    return [node, t.exportNamedDeclaration(null, specifiers, source) as unknown as Node]
  }
  const nameOf = (each: Node): string => {
    const inner = kind === 'import' ? each.imported : each.local
    return inner?.name ?? inner?.value ?? ''
  }
  const specifiers = node.specifiers as Node[]
  const ours = specifiers.filter(
    (each) => each.type !== 'ImportDefaultSpecifier' && names.includes(nameOf(each)),
  )
  node.specifiers = specifiers.filter((each) => !ours.includes(each))
  const added =
    kind === 'import'
      ? t.importDeclaration(ours as unknown as Types.ImportSpecifier[], source)
      : t.exportNamedDeclaration(null, ours as unknown as Types.ExportSpecifier[], source)
  return [node, added as unknown as Node]
}

/** `import { register as _r, v as _v } from "afterword/compiled"`, of what was used. */
export function addImport(code: Code, program: Node, plan: Plan): void {
  takeHelpers(code, program, code.names.used(JOB_HELPERS), JOBS_COMPILED, plan)
  takeHelpers(code, program, code.names.used(), plan.helpers, plan)
}

function takeHelpers(
  code: Code,
  program: Node,
  used: [Helper, string][],
  from: string,
  { module, helpers }: Pick<Plan, 'module' | 'helpers'>,
): void {
  if (used.length === 0) return
  const { t } = code
  const source = t.stringLiteral(from)
  if (code.names.atHome && from === helpers) {
    const required = t.callExpression(code.id('require'), [source])
    const home = t.memberExpression(required, code.id('home'))
    program.body.unshift(code.statement(t.callExpression(home, [code.id('globalThis')])))
    return
  }
  if (module) {
    const specifiers = used.map(([name, local]) => t.importSpecifier(code.id(local), code.id(name)))
    program.body.unshift(t.importDeclaration(specifiers, source))
    return
  }
  const properties = used.map(([name, local]) => t.objectProperty(code.id(name), code.id(local)))
  const required = t.callExpression(code.id('require'), [source])
  program.body.unshift(
    t.variableDeclaration('const', [t.variableDeclarator(t.objectPattern(properties), required)]),
  )
}
