/** What the plan and the syntax say of a module and of a function: entry, compiled or not, whom it can ask. */
import type { Bindings } from '../analyze/bindings.ts'
import type { FunctionPlan, Node, Plan } from '../analyze/index.ts'
import { isCall, stringValue, unwrap } from '../analyze/nodes.ts'
import type { Entry, Given, Module, Read, Unit } from './graph.ts'
import { findIdleMember, findIdleMethod, findUnnamedMethod } from './unnamed.ts'

/** Decorators of controllers and resolvers. */
const DECORATORS =
  /^(?:Get|Post|Put|Patch|Delete|Head|Options|All|Query|Mutation|Subscription|ResolveField|MessagePattern|EventPattern|SubscribeMessage)$/

/** Modules whose import fails in a browser's bundle. */
const SERVER_ONLY = /^(?:server-only|@tanstack\/react-start\/server-only)$/

export function makeModule(read: Read, directives: readonly string[]): Module {
  const { file, name, code, program, lineOf, page } = read
  const requests = (program.body as Node[]).map((each) => stringValue(each.source) ?? '')
  const module = {
    file,
    name,
    code,
    lineOf,
    client: directives.includes('use client') ? "it says 'use client'" : page && `${page} loads it`,
    serverOnly:
      directives.includes('use server') ||
      /\.server\.[cm]?[jt]sx?$/.test(name) ||
      requests.some((each) => SERVER_ONLY.test(each)),
    units: [],
    body: null as unknown as Unit,
  }
  return Object.assign(module, { body: makeUnit(module, 'module', 'the module', [0, 0], null) })
}

export function makeUnit(
  module: Module,
  kind: Unit['kind'],
  name: string,
  at: Unit['at'],
  around: Unit | null,
): Unit {
  const nothing = { isNamed: true, entry: null, uncompiled: null, canBeGiven: false, unnamed: null }
  const asked = { knows: false, given: null, author: null, idle: null }
  const unit: Unit = { module, kind, name, at, around, ...nothing, ...asked, uses: [], afters: [] }
  module.units.push(unit)
  return unit
}

export interface Described {
  node: Node
  planned: FunctionPlan | undefined
  plan: Plan
  /** What it is given to. */
  given: Given | null
  /** The method that it is. */
  member: Node | null
  /** What awaits before it calls a method with decorators. */
  isNestCompiled: boolean
}

export function describeFunction(
  unit: Unit,
  { node, planned, plan, given, member, isNestCompiled }: Described,
): void {
  const entry = planned?.entry
  // What a module schedules, or calls at once, belongs to no request. Of what is given by name the use says more.
  const isIdle = entry?.shape === 'registered' && given?.fate === 'safe'
  const isByName = given === null && /^(?:registered|route)$/.test(entry?.shape ?? '')
  if (entry && !isIdle && !isByName) unit.entry = { shape: entry.shape, because: entry.reason }
  else unit.entry = findDecorated(member?.decorators ?? [])
  const { leftAlone } = plan
  if (planned?.leftAlone?.unsafe) unit.uncompiled = planned.leftAlone.because
  else if (leftAlone && (node.async || node.generator)) unit.uncompiled = leftAlone.because
  const capture = planned?.capture
  const hasCarriers =
    capture != null &&
    (capture.hidden !== undefined || capture.carriersFirst.length + capture.carriersLast.length > 0)
  unit.knows = member?.kind === 'get' || hasCarriers || capture?.asksHost != null
  unit.canBeGiven = member?.kind === 'get' || capture?.outer != null || hasCarriers
  unit.given = given
  unit.author = capture?.author ?? null
  unit.idle = findIdleMethod(member?.decorators ?? []) ?? findIdleMember(unit)
  if (unit.idle !== null) {
    // Parameters that look like a request's are a job's.
    unit.entry = null
    unit.knows = false
  }
  if (isNestCompiled || !unit.entry || unit.canBeGiven || capture?.asksHost) return
  const decorators: Node[] = member?.decorators ?? []
  if (decorators.length > 0) unit.unnamed = findUnnamedMethod(node, unit.name, decorators)
}

function findDecorated(decorators: readonly Node[]): Entry | null {
  for (const { expression } of decorators) {
    const callee = isCall(expression) ? unwrap(expression.callee) : expression
    if (callee.type === 'Identifier' && DECORATORS.test(callee.name))
      return { shape: 'route', because: `it is decorated with @${callee.name}()` }
  }
  return null
}

/** `import('./x')` and `require('./x')`: what it loads. */
export function requestOf(node: Node, bindings: Bindings): string | null {
  const expression = node.type === 'AwaitExpression' ? unwrap(node.argument) : node
  if (expression.type === 'ImportExpression') return stringValue(expression.source)
  if (!isCall(expression)) return null
  const { callee } = expression
  const loads =
    callee.type === 'Import' ||
    (callee.type === 'Identifier' && callee.name === 'require' && !bindings.resolve(callee))
  return loads ? stringValue(expression.arguments[0]) : null
}

/** It runs while the module is evaluated. */
export function isAtTop(unit: Unit): boolean {
  for (let each: Unit | null = unit; each; each = each.around) if (each.kind === 'function') return false
  return true
}
