/**
 * Which functions, classes, objects and lists of this file may an expression stand for? Followed through names, assignments, conditions,
 * members, what a function of the file gives back, and what it is called with. What another file declares cannot be seen.
 */
import type { Binding, Bindings } from '../bindings.ts'
import type { Inventory } from '../inventory.ts'
import { isCall, isClass, isFunction, isMember, keyName, type Node, stringValue, unwrap } from '../nodes.ts'
import { memberName } from './names.ts'
import { findHolders, findPlaces, type Holder, membersOf, type Places } from './places.ts'

export interface Value extends Holder {
  /** It came in as an argument: whoever reads its text need not run it. */
  handedIn: boolean
}

export interface Values {
  of(expression: Node | null | undefined): Value[]
  /** The values of a member of what an expression stands for. */
  member(expression: Node, name: string): Value[]
  /** What a list that is written in the file holds. */
  elements(expression: Node): Value[]
}

const isValue = (node: Node): boolean =>
  isFunction(node) || isClass(node) || node.type === 'ObjectExpression' || node.type === 'ArrayExpression'

const NOTHING: Value[] = []

/** What is never a function, and asked for most often. */
const isQuietType = (type: string): boolean =>
  type === 'Literal' || type === 'StringLiteral' || type === 'TemplateLiteral' || type === 'BinaryExpression'

/** So much is followed for one question: what goes further is no text that somebody sends away. */
const MOST = 400

export function findValues(inventory: Inventory, bindings: Bindings): Values {
  let known: Places | null = null
  const places = (): Places => {
    known ??= findPlaces(inventory)
    return known
  }
  let knownHolders: Map<Node, Holder> | null = null
  const holderOf = (member: Node): Holder | null => {
    knownHolders ??= findHolders(inventory)
    return knownHolders.get(member) ?? null
  }
  let left = 0
  const open = new Set<Binding>()

  /** `found` gathers; what is `handedIn` makes all that follows so. */
  const follow = (expression: Node | null | undefined, handedIn: boolean, found: Value[]): void => {
    if (!expression || left-- <= 0) return
    const node = unwrap(expression)
    if (isValue(node)) {
      add(found, { node, instance: false, handedIn })
      return
    }
    switch (node.type) {
      case 'Identifier':
        return followName(node, handedIn, found)
      case 'ConditionalExpression':
        follow(node.consequent, handedIn, found)
        return follow(node.alternate, handedIn, found)
      case 'LogicalExpression':
        follow(node.left, handedIn, found)
        return follow(node.right, handedIn, found)
      case 'AssignmentExpression':
        return follow(node.right, handedIn, found)
      case 'SequenceExpression':
        return follow(node.expressions.at(-1), handedIn, found)
      case 'NewExpression':
        for (const each of gather(node.callee, handedIn))
          if (isClass(each.node) && !each.instance) add(found, { ...each, instance: true })
        return
    }
    if (isMember(node)) return followMember(node, handedIn, found)
    if (isCall(node)) followCall(node, handedIn, found)
  }

  const gather = (expression: Node | null | undefined, handedIn = false): Value[] => {
    const found: Value[] = []
    follow(expression, handedIn, found)
    return found
  }

  const followName = (identifier: Node, handedIn: boolean, found: Value[]): void => {
    const binding = bindings.resolve(identifier)
    if (!binding) return
    const { init, key, kind } = binding
    if (kind === 'parameter') {
      // A function that hands its own parameter on to itself says nothing new.
      if (open.has(binding)) return
      open.add(binding)
      followParameter(binding, found)
      open.delete(binding)
    } else if (init && key === null) follow(init, handedIn, found)
    else if (init && kind !== 'import')
      for (const each of gather(init, handedIn)) followIn(each, key ?? '', found)
    if (binding.assigned)
      for (const { left: target, right } of places().assignments.get(identifier.name) ?? []) {
        if (left <= 0) break
        if (target.type === 'Identifier' && bindings.resolve(target) === binding)
          follow(right, handedIn, found)
      }
    const list = listOf(binding)
    if (list) found.push(...elementsOf(list, handedIn))
  }

  /** What the file itself calls the function with. */
  const followParameter = ({ name, scope }: Binding, found: Value[]): void => {
    const fn = scope.node
    if (!isFunction(fn)) return
    const index = (fn.params as Node[]).findIndex((each) => keyIn(each, name) !== null)
    if (index < 0) return
    const member = keyIn(fn.params[index], name)
    const take = (given: Node | null | undefined): void => {
      if (!member) follow(given, true, found)
      else for (const each of gather(given, true)) followIn(each, member, found)
    }
    const { calls, names, givenTo } = places()
    for (const call of calls.get(names.get(fn) ?? '') ?? []) {
      if (left <= 0) break
      const args = call.arguments as Node[]
      const given = args[index]
      if (!given || isQuietType(given.type)) continue
      if (args.slice(0, index + 1).some((each) => each.type === 'SpreadElement')) continue
      if (gather(call.callee).some((each) => each.node === fn)) take(given)
    }
    const taker = givenTo.get(fn)
    const callee = taker && unwrap(taker.callee)
    if (
      index === 0 &&
      callee &&
      isMember(callee) &&
      /^(?:map|flatMap|forEach|filter)$/.test(memberName(callee) ?? '')
    )
      found.push(...elementsOf(callee.object, false))
  }

  const followMember = (node: Node, handedIn: boolean, found: Value[]): void => {
    const name = memberName(node)
    if (name === null) {
      // `scripts[name]`: any of them.
      for (const each of gather(node.object, handedIn)) followAll(each, found)
      return
    }
    const object = unwrap(node.object)
    if (name === 'prototype') {
      for (const each of gather(object, handedIn))
        if (isClass(each.node)) add(found, { ...each, instance: true })
      return
    }
    const descriptor = isCall(object) && /^(?:get|set|value)$/.test(name) ? descriptorOf(object) : null
    if (descriptor) {
      for (const each of gather(descriptor.object, handedIn)) followIn(each, descriptor.name, found, true)
      return
    }
    if (!places().keys.has(name) && !/^\d+$/.test(name)) return
    const holder = object.type === 'ThisExpression' ? holderOf(node) : null
    if (holder) followIn({ ...holder, handedIn }, name, found)
    for (const each of gather(object, handedIn)) followIn(each, name, found)
    followAssigned(node, handedIn, found)
  }

  /** `o.f = …`, `this.f = …` of the same object. */
  const followAssigned = (member: Node, handedIn: boolean, found: Value[]): void => {
    for (const { left: target, right } of places().assignments.get(memberName(member) ?? '') ?? []) {
      if (left <= 0) break
      if (isMember(target) && isSameObject(target, member)) follow(right, handedIn, found)
    }
  }

  const isSameObject = (one: Node, other: Node): boolean => {
    const [a, b] = [unwrap(one.object), unwrap(other.object)]
    if (a.type === 'ThisExpression' || b.type === 'ThisExpression') {
      const holder = a.type === b.type ? holderOf(one) : null
      return holder !== null && holder.node === holderOf(other)?.node
    }
    if (isMember(a) && isMember(b)) {
      const name = memberName(a)
      return name !== null && name === memberName(b) && isSameObject(a, b)
    }
    if (a.type !== 'Identifier' || b.type !== 'Identifier' || a.name !== b.name) return false
    const binding = bindings.resolve(a)
    return binding !== null && binding === bindings.resolve(b)
  }

  /** A member of an object or a class of the file; a getter counts for what it gives back. */
  const followIn = (holder: Value, name: string, found: Value[], itself = false): void => {
    const { node, instance, handedIn } = holder
    if (node.type === 'ArrayExpression') {
      if (/^\d+$/.test(name)) follow(node.elements[Number(name)], handedIn, found)
      return
    }
    for (const member of membersOf(node)) {
      if (member.type === 'SpreadElement') {
        for (const each of gather(member.argument, handedIn)) followIn(each, name, found, itself)
        continue
      }
      if (member.computed ? stringValue(member.key) !== name : keyName(member.key) !== name) continue
      if (isClass(node) && Boolean(member.static) === instance) continue
      followValue(member, handedIn, found, itself)
    }
    if (isClass(node) && node.superClass)
      for (const each of gather(node.superClass, handedIn))
        followIn({ ...each, instance }, name, found, itself)
  }

  const followAll = ({ node, instance, handedIn }: Value, found: Value[]): void => {
    if (node.type === 'ArrayExpression') return void found.push(...elementsOf(node, handedIn))
    for (const member of membersOf(node))
      if (member.type !== 'SpreadElement' && !(isClass(node) && Boolean(member.static) === instance))
        followValue(member, handedIn, found, false)
  }

  const followValue = (member: Node, handedIn: boolean, found: Value[], itself: boolean): void => {
    const value: Node | null = isFunction(member) ? member : (member.value ?? null)
    if (member.kind === 'get' && value && !itself) followReturns(value, handedIn, found)
    else if (value) follow(value, handedIn, found)
  }

  const followCall = (call: Node, handedIn: boolean, found: Value[]): void => {
    const callee = unwrap(call.callee)
    if (isMember(callee) && /^(?:freeze|seal|assign)$/.test(memberName(callee) ?? '')) {
      const object = unwrap(callee.object)
      if (object.type === 'Identifier' && object.name === 'Object') follow(call.arguments[0], handedIn, found)
      return
    }
    for (const { node } of gather(callee, handedIn))
      if (isFunction(node) && !node.async && !node.generator) followReturns(node, handedIn, found)
  }

  /** What a function gives back, closures not counted. */
  const followReturns = (fn: Node, handedIn: boolean, found: Value[]): void => {
    if (fn.body.type !== 'BlockStatement') return follow(fn.body, handedIn, found)
    const statements: Node[] = [...fn.body.body]
    for (let each = statements.pop(); each; each = statements.pop()) {
      if (each.type === 'ReturnStatement') follow(each.argument, handedIn, found)
      else if (each.type === 'IfStatement')
        statements.push(each.consequent, ...(each.alternate ? [each.alternate] : []))
      else if (each.type === 'BlockStatement') statements.push(...each.body)
      else if (each.type === 'TryStatement') statements.push(each.block)
      else if (each.type === 'SwitchStatement')
        for (const one of each.cases as Node[]) statements.push(...one.consequent)
    }
  }

  const elementsOf = (list: Node, handedIn: boolean): Value[] => {
    const found: Value[] = []
    const node = unwrap(list)
    const lists = node.type === 'ArrayExpression' ? [{ node, handedIn }] : gather(node, handedIn)
    for (const each of lists) {
      if (each.node.type !== 'ArrayExpression') continue
      for (const element of each.node.elements as (Node | null)[]) {
        if (element?.type === 'SpreadElement') found.push(...elementsOf(element.argument, each.handedIn))
        else follow(element, each.handedIn, found)
      }
    }
    const objects = isCall(node) ? objectOfValues(node) : null
    if (objects) for (const each of gather(objects, handedIn)) followAll(each, found)
    return found
  }

  const asked = <T>(answer: () => T): T => {
    left = MOST
    return answer()
  }
  const named = new Map<Binding, Value[]>()
  /** Names are asked for again and again. */
  const ofName = (identifier: Node): Value[] => {
    const binding = bindings.resolve(identifier)
    if (!binding) return NOTHING
    const found = named.get(binding) ?? asked(() => gather(identifier))
    named.set(binding, found)
    return found
  }
  return {
    of(expression) {
      if (!expression || isQuietType(expression.type)) return NOTHING
      return expression.type === 'Identifier' ? ofName(expression) : asked(() => gather(expression))
    },
    elements: (expression) => asked(() => elementsOf(expression, false)),
    member: (expression, name) =>
      asked(() => {
        const found: Value[] = []
        for (const each of gather(expression)) followIn(each, name, found)
        const binding = expression.type === 'Identifier' ? bindings.resolve(expression) : null
        if (binding)
          for (const { left: target, right } of places().assignments.get(name) ?? []) {
            const object = isMember(target) ? unwrap(target.object) : null
            if (object?.type === 'Identifier' && bindings.resolve(object) === binding)
              follow(right, false, found)
          }
        return found
      }),
  }
}

function add(found: Value[], value: Value): void {
  const known = found.find(({ node, instance }) => node === value.node && instance === value.instance)
  if (!known) found.push(value)
  else if (!value.handedIn) known.handedIn = false
}

/** `Object.values(o)` → o */
function objectOfValues(call: Node): Node | null {
  const callee = unwrap(call.callee)
  if (!isMember(callee) || memberName(callee) !== 'values') return null
  const object = unwrap(callee.object)
  return object.type === 'Identifier' && object.name === 'Object' ? (call.arguments[0] ?? null) : null
}

/** `Object.getOwnPropertyDescriptor(o, 'name')` */
function descriptorOf(call: Node): { object: Node; name: string } | null {
  const callee = unwrap(call.callee)
  if (!isMember(callee) || memberName(callee) !== 'getOwnPropertyDescriptor') return null
  const [object, key] = call.arguments as Node[]
  const name = stringValue(key)
  return object && name !== null ? { object, name } : null
}

/** What a parameter hands to a name: '' for all of it, the key where it is an object pattern, null for another name. */
function keyIn(parameter: Node, name: string): string | null {
  const pattern = plain(parameter.parameter ?? parameter)
  if (pattern.type === 'Identifier') return pattern.name === name ? '' : null
  if (pattern.type !== 'ObjectPattern') return null
  for (const each of pattern.properties as Node[]) {
    const value = each.type === 'RestElement' || each.computed ? null : plain(each.value)
    if (value?.type === 'Identifier' && value.name === name) return keyName(each.key)
  }
  return null
}

const plain = (pattern: Node): Node => (pattern.type === 'AssignmentPattern' ? pattern.left : pattern)

/** `for (const f of list)` → list */
function listOf({ name, init, scope: { node } }: Binding): Node | null {
  if (init || node.type !== 'ForOfStatement' || node.left.type !== 'VariableDeclaration') return null
  const { id } = node.left.declarations[0]
  return id.type === 'Identifier' && id.name === name ? node.right : null
}
