import { isFunction, keyName, type Node } from '../nodes.ts'

/** Method → the methods of its class, by name. */
export function findMethods(holders: readonly Node[]): Map<Node, Map<string, Node>> {
  const found = new Map<Node, Map<string, Node>>()
  for (const holder of holders) {
    const members = (holder.body?.body ?? holder.properties ?? []) as Node[]
    const named = new Map<string, Node>()
    for (const member of members) {
      const fn = isFunction(member) ? member : member.value && isFunction(member.value) ? member.value : null
      const name = fn && !member.computed ? keyName(member.key) : null
      if (!fn) continue
      if (name) named.set(name, fn)
      found.set(fn, named)
    }
  }
  return found
}
