/**
 * One file → its units, and what each of them mentions. Names of other files stay requests until all files are read (link.ts).
 */
import { type Binding, findBindings } from '../analyze/bindings.ts'
import { findImports } from '../analyze/imports.ts'
import { type FunctionPlan, NODE, type Node, spanOf } from '../analyze/index.ts'
import type { Inventory } from '../analyze/inventory.ts'
import {
  descend,
  directivesOf,
  type Enter,
  eachChild,
  isClass,
  isFunction,
  isLeaf,
  isMember,
  isTypeOnly,
  keyName,
  outerChildren,
  propertyName,
  unwrap,
} from '../analyze/nodes.ts'
import { isSelected, type ResolvedOptions } from '../options.ts'
import { boundNames, type Exports, findModuleExports, noteCommonJs } from './exports.ts'
import { describeFunction, isAtTop, makeModule, makeUnit, requestOf } from './functions.ts'
import { AT_ONCE, fateOf } from './given.ts'
import type { Given, Module, Name, Read, Unit, Use } from './graph.ts'

/** What a name stands for: of this file, of a module that is asked for, or a unit itself (`this`). */
export type Target = { name: Name } | { request: string } | { unit: Unit }

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
  mentions: Mention[]
  /** Methods that are called on what nobody knows: `service.save()`. */
  loose: { from: Unit; key: string; at: Use['at'] }[]
  /** What becomes of functions that are handed to a call, where its first name is one of the top level. */
  givens: Given[]
}

const NOTHING: Inventory = {
  uses: [],
  writes: [],
  members: [],
  awaits: [],
  statements: [],
  declarators: [],
  assignments: [],
  holders: [],
  loads: [],
  around: new Map(),
}

/** What the plan calls a function without a name. */
const ANONYMOUS = '(anonymous)'

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
  // What is retargeted, the plan knows; which calls are ours follows from the bindings alone.
  const imports = findImports(program, bindings, options, NOTHING)
  const module = makeModule(read, directivesOf(program))
  const plans = new Map<Node, FunctionPlan>(plan.functions.map((each) => [each[NODE], each]))
  const names = new Map<Binding, Name>()
  const nameOf = (binding: Binding): Name => {
    const known = names.get(binding)
    if (known) return known
    const { name, source, key } = binding
    const made = { name, source, key, unit: null }
    names.set(binding, made)
    return made
  }
  const exports = findModuleExports(program, bindings, nameOf)
  const isNestCompiled = isSelected('node_modules/@nestjs/core/', options)
  const mentions: Mention[] = []
  const loose: Draft['loose'] = []
  const givens: Given[] = []
  /** Functions inside functions have no name for other files. */
  const local = new Map<Node, Unit>()
  const localMentions: { use: Omit<Use, 'to'>; from: Unit; node: Node }[] = []
  const memberOf = new Map<Node, Node>()

  /** What is written in a unit is read later, from a list: see `descend`. */
  let enter: Enter<Place>

  const enterFunction = (node: Node, place: Place, name?: string): Unit => {
    const planned = plans.get(node)
    const known = name ?? (planned?.name === ANONYMOUS ? null : planned?.name)
    const called = known ?? (place.given ? place.given.to : ANONYMOUS)
    const unit = makeUnit(module, 'function', called, spanOf(node), place.owner)
    unit.isNamed = known != null
    local.set(node, unit)
    place.owner.uses.push({ to: unit, at: unit.at, how: 'holds', key: place.key, given: null })
    const member = memberOf.get(node) ?? null
    describeFunction(unit, { node, planned, plan, given: place.given, member, isNestCompiled })
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
    const unit = makeUnit(module, isClass(value) ? 'class' : 'value', name, spanOf(value), place.owner)
    place.owner.uses.push({ to: unit, at: unit.at, how: 'holds', key: place.key, given: null })
    const inside: Place = { owner: unit, key: null, given: null, self: unit }
    if (isClass(value)) eachChild(value, enter, inside)
    else enter(value, inside)
    return unit
  }

  const mention = (target: Target, at: Node, path: string[], place: Place, how: Use['how']): void => {
    mentions.push({ from: place.owner, target, path, ...describeUse(at, place, how) })
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
    // `new Jobs().start()`
    if (root.type === 'NewExpression' && path.length > 0) {
      const made = unwrap(root.callee)
      const binding = made.type === 'Identifier' ? bindings.program.find(made.name) : null
      if (binding) mention({ name: nameOf(binding) }, node, path, place, how)
      return false
    }
    if (root.type !== 'Identifier') {
      const request = requestOf(root, bindings)
      if (request === null) return false
      mention({ request }, node, path, place, how)
      return true
    }
    const binding = bindings.resolve(root)
    const init = binding?.init && unwrap(binding.init)
    if (binding?.scope === bindings.program) mention({ name: nameOf(binding) }, node, path, place, how)
    else if (init && path.length === 0 && isFunction(init))
      localMentions.push({ use: describeUse(node, place, how), from: place.owner, node: init })
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
    // `(0, helpers_1.save)(…)` is how compilers to CommonJS write a call.
    const written = unwrap(node.callee)
    if (api === 'currentScope') owner.knows = true
    const callee = written.type === 'SequenceExpression' ? unwrap(written.expressions.at(-1)) : written
    if (api === null && isMember(callee) && propertyName(callee) === 'bind') {
      // `list.bind(orders)` calls nothing: it is that function, wherever it goes.
      enter(callee.object, place)
      for (const argument of node.arguments as Node[]) enter(argument, plain)
      return
    }
    if (!enterName(callee, plain, 'calls')) {
      const method = isMember(callee) ? propertyName(callee) : null
      if (method !== null) loose.push({ from: owner, key: method, at: spanOf(callee) })
      enter(node.callee, isFunction(callee) ? { ...plain, given: AT_ONCE } : plain)
    }
    if (!(node.arguments as Node[]).some((each) => !isLeaf(each) || each.type === 'Identifier')) return
    const given = fateOf(node, api, { bindings, nameOf, atTop: isAtTop(owner) })
    if (given.callee) givens.push(given)
    for (const argument of node.arguments as Node[]) enter(argument, { ...plain, given })
  }

  const visit = (node: Node, place: Place): void => {
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
        if (!node.value) enterInjected(node.key, node.typeAnnotation, place)
        for (const each of (node.decorators ?? []) as Node[]) enter(each, plainOf(place))
        if (node.computed) enter(node.key, plainOf(place))
        if (!node.value) return
        memberOf.set(node.value, node)
        return enter(node.value, { ...place, key: node.computed ? null : keyName(node.key) })
      case 'TSParameterProperty':
        enterInjected(node.parameter, node.parameter.typeAnnotation, place)
        return eachChild(node, enter, plainOf(place))
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

  /** `constructor(private orders: Orders)`: what is injected is an instance of its type, where that is a class. */
  const enterInjected = (named: Node, annotation: Node | null | undefined, place: Place): void => {
    const type = annotation?.typeAnnotation?.typeName
    const binding = type?.type === 'Identifier' ? bindings.program.find(type.name) : null
    if (!place.self || named.type !== 'Identifier' || !binding) return
    const owner = place.self
    mention(
      { name: nameOf(binding) },
      type,
      [],
      { ...place, owner, key: named.name, given: null },
      'mentions',
    )
  }

  /** Whoever reads a variable of the top level may call what was put into it, or into what it holds: `Order.prototype.save = …`. */
  const enterAssignment = ({ left, right }: Node, place: Place): void => {
    const target = unwrap(left)
    let root = target
    while (isMember(root)) root = unwrap(root.object)
    const binding = root.type === 'Identifier' ? bindings.resolve(root) : null
    if (binding?.scope !== bindings.program || (root !== target && !nameOf(binding).unit)) {
      if (target.type !== 'Identifier') enter(target, place)
      return enter(right, place)
    }
    const name = nameOf(binding)
    name.unit ??= makeUnit(module, 'value', binding.name, spanOf(binding.node), module.body)
    const variable = name.unit
    const key = root === target ? null : propertyName(target)
    if (isAtTop(place.owner)) return enter(right, { ...place, owner: variable, key })
    enter(right, place)
    if (place.owner !== variable)
      variable.uses.push({ to: place.owner, at: spanOf(left), how: 'mentions', key: null, given: null })
  }

  const enterJsxName = (name: Node, place: Place): void => {
    const path: string[] = []
    let root = name
    for (; root.type === 'JSXMemberExpression'; root = root.object) path.unshift(root.property.name)
    const binding = root.type === 'JSXIdentifier' ? bindings.program.find(root.name) : null
    if (binding && (path.length > 0 || /^[A-Z_$]/.test(root.name)))
      mention({ name: nameOf(binding) }, name, path, plainOf(place), 'renders')
  }

  const enterDeclaration = (statement: Node, place: Place): void => {
    if (isTypeOnly(statement)) return
    const give = (names: readonly Binding[], unit: Unit): void => {
      for (const binding of names) nameOf(binding).unit ??= unit
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
    } else if (
      !noteCommonJs(statement, bindings, { exports, nameOf }, (value, name) => enterValue(value, place, name))
    )
      enter(statement, place)
  }

  const top: Place = { owner: module.body, key: null, given: null, self: null }
  descend<Place>((later) => {
    enter = later
    for (const statement of program.body as Node[]) {
      const { declaration } = statement
      if (statement.type !== 'ExportDefaultDeclaration') enterDeclaration(declaration ?? statement, top)
      else if (/Declaration$/.test(declaration.type)) enterDeclaration(declaration, top)
      else exports.own.set('default', { unit: enterValue(declaration, top, 'default') })
    }
  }, visit)
  if (directivesOf(program).includes('use server')) markActions(exports)
  for (const { use, from, node } of localMentions) {
    const to = local.get(node)
    if (to && to !== from) from.uses.push({ ...use, to })
  }
  return { module, exports, mentions, loose, givens }
}

/** `export const save = client.action(…)`: what a file of actions exports is called by a browser, whatever it is. */
function markActions({ own }: Exports): void {
  const entry = { shape: 'action', because: "its file says 'use server' and exports it" }
  for (const exported of own.values()) {
    const unit = 'unit' in exported ? exported.unit : 'name' in exported ? exported.name.unit : null
    if (!unit) continue
    unit.entry ??= entry
    // Whoever is called is one entry, not its function a second one.
    if (unit.kind === 'value')
      for (const each of unit.module.units)
        if (each.around === unit && each.entry?.shape === 'action') each.entry = null
  }
}

/** The same place for what is neither given nor held by a key. */
const plainOf = (place: Place): Place =>
  place.key === null && place.given === null ? place : { ...place, key: null, given: null }

const describeUse = (node: Node, { key, given }: Place, how: Use['how']): Omit<Use, 'to'> =>
  given && how === 'mentions'
    ? { at: spanOf(node), how: 'hands over', key, given }
    : { at: spanOf(node), how, key, given: null }
