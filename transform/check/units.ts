/**
 * One file → its units, and what each of them mentions. Names of other files stay requests until all files are read (link.ts).
 */
import { type Binding, findBindings } from '../analyze/bindings.ts'
import { findImports } from '../analyze/imports.ts'
import { type FunctionPlan, NODE, type Node, type Plan, spanOf } from '../analyze/index.ts'
import {
  directivesOf,
  eachChild,
  isClass,
  isFunction,
  isMember,
  isTypeOnly,
  keyName,
  outerChildren,
  propertyName,
  unwrap,
} from '../analyze/nodes.ts'
import type { ResolvedOptions } from '../options.ts'
import { boundNames, type Exports, findModuleExports, noteCommonJs } from './exports.ts'
import { describeFunction, isAtTop, makeModule, makeUnit, requestOf } from './functions.ts'
import { fateOf } from './given.ts'
import type { Given, Module, Unit, Use } from './graph.ts'

/** What a name stands for: of this file, of a module that is asked for, or a unit itself (`this`). */
export type Target = { binding: Binding } | { request: string } | { unit: Unit }

/** A use of what is known by a name only. */
export interface Mention extends Omit<Use, 'to'> {
  from: Unit
  target: Target
  /** `a.b.c` → ['b', 'c'] */
  path: string[]
}

/** A file that has been read as far as it can be by itself. */
export interface Draft {
  module: Module
  exports: Exports
  /** What stands for a name of the top level. */
  unitOf: Map<Binding, Unit>
  mentions: Mention[]
  /** Methods that are called on what nobody knows: `service.save()`. */
  loose: { from: Unit; key: string; at: Use['at'] }[]
}

export interface Read {
  file: string
  name: string
  code: string
  program: Node
  plan: Plan
  lineOf(offset: number): number
  /** The page that loads it by a script. */
  page: string | null
}

/** Where something stands. */
interface Place {
  owner: Unit
  /** Under which name an object or a class has it. */
  key: string | null
  given: Given | null
  /** What `this` is. */
  self: Unit | null
}

export function draft(read: Read, options: ResolvedOptions): Draft {
  const { program, plan } = read
  const bindings = findBindings(program)
  const imports = findImports(program, bindings, options)
  const module = makeModule(read, directivesOf(program))
  const plans = new Map<Node, FunctionPlan>(plan.functions.map((each) => [each[NODE], each]))
  const exports = findModuleExports(program, bindings)
  const made: Draft = { module, exports, unitOf: new Map(), mentions: [], loose: [] }
  const { unitOf, mentions, loose } = made
  /** Functions that are no unit of the top level, by the declaration that names them. */
  const local = new Map<Node, Unit>()
  const decorators = new Map<Node, Node[]>()

  const enterFunction = (node: Node, place: Place, name?: string): Unit => {
    const planned = plans.get(node)
    const unit = makeUnit(module, 'function', name ?? planned?.name ?? '(anonymous)', spanOf(node), place.owner)
    local.set(node, unit)
    place.owner.uses.push({ to: unit, at: unit.at, how: 'holds', key: place.key, given: null })
    describeFunction(unit, node, planned, plan, decorators.get(node) ?? [])
    const inside: Place = { owner: unit, key: null, given: null, self: place.self }
    for (const outer of outerChildren(node)) enter(outer, plainOf(place))
    for (const parameter of node.params as Node[]) enter(parameter, inside)
    enter(node.body, inside)
    return unit
  }

  /** An object, a class, an instance: what it holds is found by its key. */
  const enterValue = (node: Node, place: Place, name: string): Unit => {
    const value = unwrap(node)
    if (isFunction(value)) return enterFunction(value, place, value.id?.name ?? name)
    const unit = makeUnit(module, 'value', name, spanOf(value), place.owner)
    place.owner.uses.push({ to: unit, at: unit.at, how: 'holds', key: place.key, given: null })
    const inside: Place = { owner: unit, key: null, given: null, self: unit }
    if (isClass(value)) eachChild(value, enter, inside)
    else enter(value, inside)
    return unit
  }

  const mention = (target: Target, at: Node, path: string[], place: Place, how: Use['how']): void => {
    const { owner: from, key, given } = place
    if (given && how === 'mentions') mentions.push({ from, target, path, at: spanOf(at), how: 'hands over', key, given })
    else mentions.push({ from, target, path, at: spanOf(at), how, key, given: null })
  }

  /** `a`, `a.b.c`, `this.b`, `require('x').b`. False where it is no chain of names. */
  const enterName = (node: Node, place: Place, how: Use['how']): boolean => {
    const path: string[] = []
    let root = unwrap(node)
    for (; isMember(root); root = unwrap(root.object)) {
      const name = propertyName(root)
      if (name === null) return false
      path.unshift(name)
    }
    const method = how === 'calls' ? path.at(-1) : undefined
    const guess = (): void => {
      if (method !== undefined) loose.push({ from: place.owner, key: method, at: spanOf(node) })
    }
    if (root.type === 'ThisExpression' || root.type === 'Super') {
      if (place.self && path.length > 0) mention({ unit: place.self }, node, path, place, how)
      if (path.length > 1) guess()
      return true
    }
    if (root.type !== 'Identifier') {
      const request = requestOf(root, bindings)
      if (request === null) return false
      mention({ request }, node, path, place, how)
      return true
    }
    const binding = bindings.resolve(root)
    if (binding?.scope === bindings.program) mention({ binding }, node, path, place, how)
    else if (binding?.init && path.length === 0 && isFunction(unwrap(binding.init)))
      mention({ binding }, node, path, place, how)
    else guess()
    return true
  }

  const enterCall = (node: Node, place: Place): void => {
    const { owner } = place
    const api = imports.apiOf(node.callee)
    if (api === 'after' || api === 'after.with')
      owner.afters.push({ unit: owner, at: spanOf(node), carried: api === 'after.with' })
    const plain = plainOf(place)
    const request = requestOf(node, bindings)
    if (request !== null) return mention({ request }, node, [], plain, 'mentions')
    if (!enterName(node.callee, plain, 'calls')) {
      const callee = unwrap(node.callee)
      const method = isMember(callee) ? propertyName(callee) : null
      if (method !== null) loose.push({ from: owner, key: method, at: spanOf(callee) })
      enter(node.callee, plain)
    }
    const given = fateOf(node, api, bindings, isAtTop(owner))
    for (const argument of node.arguments as Node[]) enter(argument, { ...plain, given })
  }

  const enter = (node: Node, place: Place): void => {
    if (isTypeOnly(node)) return
    if (isFunction(node)) return void enterFunction(node, place)
    if (isClass(node)) return void enterValue(node, place, node.id?.name ?? 'class')
    switch (node.type) {
      case 'Identifier':
      case 'MemberExpression':
        if (!enterName(node, place, 'mentions')) eachChild(node, enter, plainOf(place))
        return
      case 'CallExpression':
      case 'NewExpression':
        return enterCall(node, place)
      case 'ImportExpression': {
        const request = requestOf(node, bindings)
        if (request !== null) mention({ request }, node, [], plainOf(place), 'mentions')
        return
      }
      case 'JSXElement':
        enterJsxName(node.openingElement.name, place)
        return eachChild(node, enter, plainOf(place))
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
        for (const each of (node.decorators ?? []) as Node[]) enter(each, plainOf(place))
        if (node.computed) enter(node.key, plainOf(place))
        if (!node.value) return
        decorators.set(node.value, node.decorators ?? [])
        return enter(node.value, { ...place, key: node.computed ? null : keyName(node.key) })
      // What is given on, as it is or inside a literal.
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'ChainExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'SpreadElement':
        return eachChild(node, enter, place)
      case 'AssignmentExpression':
        return enterAssignment(node, plainOf(place))
      case 'VariableDeclarator':
        if (node.id.type !== 'Identifier') enter(node.id, plainOf(place))
        if (node.init) enter(node.init, plainOf(place))
        return
      default:
        eachChild(node, enter, plainOf(place))
    }
  }

  /** Whoever reads a variable of the top level may call what was put into it. */
  const enterAssignment = ({ left, right }: Node, place: Place): void => {
    const target = unwrap(left)
    const binding = target.type === 'Identifier' ? bindings.resolve(target) : null
    if (binding?.scope !== bindings.program) {
      if (target.type !== 'Identifier') enter(target, place)
      return enter(right, place)
    }
    const variable = unitOf.get(binding) ?? makeUnit(module, 'value', binding.name, spanOf(binding.node), module.body)
    unitOf.set(binding, variable)
    if (isAtTop(place.owner)) return enter(right, { ...place, owner: variable })
    enter(right, place)
    variable.uses.push({ to: place.owner, at: spanOf(left), how: 'mentions', key: null, given: null })
  }

  const enterJsxName = (name: Node, place: Place): void => {
    const path: string[] = []
    let root = name
    for (; root.type === 'JSXMemberExpression'; root = root.object) path.unshift(root.property.name)
    const binding = root.type === 'JSXIdentifier' ? bindings.program.find(root.name) : null
    if (binding && (path.length > 0 || /^[A-Z_$]/.test(root.name)))
      mention({ binding }, name, path, plainOf(place), 'renders')
  }

  const enterDeclaration = (statement: Node, place: Place): void => {
    if (isTypeOnly(statement)) return
    const give = (names: readonly Binding[], unit: Unit): void => {
      for (const binding of names) if (!unitOf.has(binding)) unitOf.set(binding, unit)
    }
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      const unit = enterValue(statement, place, statement.id?.name ?? 'default')
      if (statement.id) give(boundNames(statement.id, bindings), unit)
      else exports.own.set('default', { unit })
    } else if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations as Node[]) {
        const names = boundNames(id, bindings)
        if (init) give(names, enterValue(init, place, names.map(({ name }) => name).join(', ')))
      }
    } else if (!noteCommonJs(statement, bindings, exports, (value, name) => enterValue(value, place, name)))
      enter(statement, place)
  }

  const top: Place = { owner: module.body, key: null, given: null, self: null }
  for (const statement of program.body as Node[]) {
    const { declaration } = statement
    if (statement.type !== 'ExportDefaultDeclaration') enterDeclaration(declaration ?? statement, top)
    else if (/Declaration$/.test(declaration.type)) enterDeclaration(declaration, top)
    else exports.own.set('default', { unit: enterValue(declaration, top, 'default') })
  }
  linkLocals(made, local)
  return made
}

/** A mention without what only a value itself has. */
const plainOf = (place: Place): Place =>
  place.key === null && place.given === null ? place : { ...place, key: null, given: null }

/** Functions inside functions have no name for other files: their mentions are uses already. */
function linkLocals(made: Draft, units: ReadonlyMap<Node, Unit>): void {
  made.mentions = made.mentions.filter(({ from, target, path: _, ...use }) => {
    if (!('binding' in target) || target.binding.scope.parent === null) return true
    const to = target.binding.init && units.get(unwrap(target.binding.init))
    if (to && to !== from) from.uses.push({ ...use, to })
    return false
  })
}
