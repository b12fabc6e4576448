/**
 * Which functions are handed over by name, as others are written in place: `app.get('/orders', list)`, `withLog(handler)`?
 */
import type { Bindings } from './bindings.ts'
import type { Func } from './functions.ts'
import type { Inventory } from './inventory.ts'
import { isFunction, isMemberFunction, keyName, type Node, unwrap } from './nodes.ts'

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

/** @param funcOf what a node is written in, if that is a function */
export function findHanded(
  { uses }: Inventory,
  bindings: Bindings,
  funcOf: (owner: Node) => Func | undefined,
): Map<Node, Handed[]> {
  const handed = new Map<Node, Handed[]>()
  const note = (given: Node | null, how: Handed): void => {
    if (!given) return
    const value = unwrap(given)
    if (value.type === 'Identifier') {
      const binding = bindings.resolve(value)
      if (!binding?.init || binding.key !== null || binding.assigned) return
      const fn = unwrap(binding.init)
      if (!isFunction(fn)) return
      const known = handed.get(fn)
      if (known) known.push(how)
      else handed.set(fn, [how])
    } else if (value.type === 'ArrayExpression')
      for (const each of value.elements as (Node | null)[]) note(each, { ...how, isFirst: false })
    else if (value.type === 'ObjectExpression')
      for (const property of value.properties as Node[])
        if (property.type !== 'SpreadElement' && !isMemberFunction(property))
          note(property.value, { ...how, as: keyName(property.key) ?? '[computed]', isFirst: false })
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
