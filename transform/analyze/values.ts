/**
 * Which functions is a value, or may it be? Names are followed, calls of functions of the file are what those return, and what such a call is
 * given may be handed on by it: `withLog(handler)` is the function that `withLog` returns, and calls `handler`.
 */
import type { Bindings } from './bindings.ts'
import {
  isCall,
  isClass,
  isFunction,
  isMember,
  isMemberFunction,
  keyName,
  type Node,
  propertyName,
  unwrap,
  walk,
} from './nodes.ts'

/** What is still to be done with a value before it is the one that is asked for: a member is read, or it is called. */
interface Steps {
  /** The member; null: it is called. */
  key: string | null
  next: Steps | null
}

interface Visit {
  node: Node
  steps: Steps | null
  /** The first call on the way. */
  through: Node | null
}

/**
 * @param key the member of the value that is meant, null for the value itself
 * @param found is called with each function, and with the first call that it came through (null: it is the value itself)
 */
export function eachFunction(
  value: Node,
  key: string | null,
  bindings: Bindings,
  found: (fn: Node, through: Node | null) => void,
): void {
  // Names may go round in a circle.
  const seen = new Set<Node>()
  const left: Visit[] = [{ node: value, steps: key === null ? null : { key, next: null }, through: null }]
  for (let visit = left.pop(); visit; visit = left.pop()) {
    const { steps, through } = visit
    const node = unwrap(visit.node)
    if (seen.has(node)) continue
    seen.add(node)
    const add = (next: Node, then: Steps | null = steps): void => {
      left.push({ node: next, steps: then, through })
    }
    const addMembers = (members: Node[]): void => {
      for (const each of members) add(each, steps?.next ?? null)
    }
    if (isFunction(node)) {
      if (steps === null) found(node, through)
      else if (steps.key === null) for (const each of returnsOf(node)) add(each, steps.next)
    } else if (isBind(node)) {
      add(unwrap(node.callee).object)
    } else if (isCall(node)) {
      const first = through ?? node
      left.push({ node: node.callee, steps: { key: null, next: steps }, through: first })
      if ((through === null || hasPlainCallee(node)) && isOnlyCalled(steps))
        for (const each of givenTo(node, steps)) left.push({ node: each, steps: null, through: first })
    } else if (isMember(node)) {
      const name = propertyName(node)
      if (name !== null) add(node.object, { key: name, next: steps })
    } else
      switch (node.type) {
        case 'Identifier': {
          const binding = bindings.resolve(node)
          const made = classOf(node, bindings)
          if (made) addMembers(classMembersOf(made, true, steps))
          else if (binding?.init)
            add(binding.init, binding.key === null ? steps : { key: binding.key, next: steps })
          break
        }
        case 'ObjectExpression':
          if (steps?.key != null) for (const each of membersOf(node, steps.key)) add(each, steps.next)
          break
        case 'NewExpression': {
          const made = classOf(node.callee, bindings)
          if (made) addMembers(classMembersOf(made, false, steps))
          break
        }
        case 'ConditionalExpression':
          add(node.consequent)
          add(node.alternate)
          break
        case 'LogicalExpression':
          add(node.left)
          add(node.right)
          break
        case 'AwaitExpression':
          add(node.argument)
      }
  }
}

/** `withLog(…)`, `routes.withLog(…)`, `withLog(options)(…)`: no call stands before a dot, as in `z.object({ … }).refine(…)`. */
function hasPlainCallee(call: Node): boolean {
  let callee = unwrap(call.callee)
  while (isCall(callee)) callee = unwrap(callee.callee)
  while (isMember(callee)) callee = unwrap(callee.object)
  return callee.type === 'Identifier'
}

/** A member of what a call returns may be asked for, but none of what leads to it. */
function isOnlyCalled(steps: Steps | null): boolean {
  let each = steps
  while (each?.key === null) each = each.next
  return each === null || (each === steps && each.next === null)
}

/** What a call is given, in literals too; of an object only the member that is asked for, where it has that. */
function givenTo(call: Node, steps: Steps | null): Node[] {
  const given: Node[] = []
  const add = (node: Node | null, key: string | null): void => {
    if (!node || node.type === 'SpreadElement') return
    const value = unwrap(node)
    if (value.type === 'ArrayExpression')
      for (const each of value.elements as (Node | null)[]) add(each, null)
    else if (value.type === 'ObjectExpression') {
      const asked = key === null ? [] : membersOf(value, key)
      for (const each of asked.length > 0 ? asked : membersOf(value, null)) add(each, null)
    } else given.push(value)
  }
  for (const argument of call.arguments as Node[]) add(argument, steps?.key ?? null)
  return given
}

/** The values of an object literal, or those under one key. */
function membersOf(object: Node, key: string | null): Node[] {
  const found: Node[] = []
  for (const property of object.properties as Node[]) {
    if (property.type === 'SpreadElement' || property.computed || /^[gs]et$/.test(property.kind)) continue
    if (key !== null && keyName(property.key) !== key) continue
    found.push(isMemberFunction(property) ? property : property.value)
  }
  return found
}

/** `controller.list.bind(controller)` */
const isBind = (node: Node): boolean => {
  const callee = isCall(node) ? unwrap(node.callee) : null
  return callee !== null && isMember(callee) && propertyName(callee) === 'bind'
}

/** `new Orders()`, where the file has the class. */
function classOf(callee: Node, bindings: Bindings): Node | null {
  const node = unwrap(callee)
  const init = node.type === 'Identifier' ? bindings.resolve(node)?.init : node
  const made = init ? unwrap(init) : null
  return made && isClass(made) ? made : null
}

/** Methods and fields of the name that is asked for. */
function classMembersOf(made: Node, isStatic: boolean, steps: Steps | null): Node[] {
  const key = steps?.key ?? null
  if (key === null) return []
  return (made.body.body as Node[]).flatMap((member) => {
    if (!member.key || member.computed || Boolean(member.static) !== isStatic) return []
    if (/^[gs]et$/.test(member.kind) || keyName(member.key) !== key) return []
    const value = isMemberFunction(member) ? member : (member.value as Node | null)
    return value ? [value] : []
  })
}

/** What a function returns, where it is written. */
function returnsOf(fn: Node): Node[] {
  if (fn.generator) return []
  if (fn.body.type !== 'BlockStatement') return [fn.body]
  const found: Node[] = []
  walk(fn.body, (node) => {
    if (node.type === 'ReturnStatement' && node.argument) found.push(node.argument)
    return !isFunction(node)
  })
  return found
}
