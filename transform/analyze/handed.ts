/**
 * Which functions are handed over by name, as others are written in place: `app.get('/orders', list)`, `withLog(handler)`?
 */
import type { Bindings } from './bindings.ts'
import type { Func } from './functions.ts'
import type { Inventory } from './inventory.ts'
import { isFunction, isMemberFunction, keyName, type Node, unwrap } from './nodes.ts'
import { eachFunction } from './values.ts'

export interface Handed {
  /** The call or `new`. */
  to: Node
  /** Under which key of an object literal, null if it is an argument itself. */
  as: string | null
  /** It is the first argument. */
  isFirst: boolean
  /** While the module is evaluated. */
  atTop: boolean
  /** The function in which that is done. */
  around: Func | null
}

/**
 * @param funcOf what a node is written in, if that is a function
 * @param isFollowed whether a call's arguments are followed further than a name: `controller.list`, `list.bind(controller)`, `wrapped`
 */
export function findHanded(
  { uses }: Inventory,
  bindings: Bindings,
  funcOf: (owner: Node) => Func | undefined,
  isFollowed: (call: Node) => boolean,
): Map<Node, Handed[]> {
  const handed = new Map<Node, Handed[]>()
  const add = (fn: Node, how: Handed): void => {
    const known = handed.get(fn)
    if (known) known.push(how)
    else handed.set(fn, [how])
  }
  // What is written in place, for a wrapper, is among what is found.
  const follow = (value: Node, how: Handed): void => {
    if (!isFollowed(how.to)) return
    eachFunction(value, null, bindings, (fn) => add(fn, how))
  }
  const note = (given: Node | null, how: Handed): void => {
    if (!given) return
    const value = unwrap(given)
    if (value.type === 'Identifier') {
      const binding = bindings.resolve(value)
      if (!binding?.init || binding.assigned) return
      const init = binding.key === null ? unwrap(binding.init) : null
      if (init && isFunction(init)) add(init, how)
      else if (init?.type === 'ArrayExpression' && isFollowed(how.to)) note(init, how)
      else follow(value, how)
    } else if (value.type === 'SpreadElement') {
      note(value.argument, { ...how, isFirst: false })
    } else if (value.type === 'ArrayExpression')
      for (const each of value.elements as (Node | null)[]) note(each, { ...how, isFirst: false })
    else if (value.type === 'ObjectExpression') {
      for (const property of value.properties as Node[])
        if (property.type !== 'SpreadElement' && !isMemberFunction(property))
          note(property.value, { ...how, as: keyName(property.key) ?? '[computed]', isFirst: false })
    } else follow(value, how)
  }
  for (const { node, owner } of uses) {
    if (!node.callee) continue
    const args = node.arguments as Node[]
    const func = owner && funcOf(owner)
    const atTop = !owner || func?.evaluated === true
    const around = atTop ? null : (func ?? null)
    for (let index = 0; index < args.length; index++)
      note(args[index] as Node, { to: node, as: null, isFirst: index === 0, atTop, around })
  }
  return handed
}
