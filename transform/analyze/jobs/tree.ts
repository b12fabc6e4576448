/** What every node stands in, and which of two is reached first. Made for files with durable tasks alone. */
import { descend, eachPart, isFunction, type Node, unwrap } from '../nodes.ts'

export interface Tree {
  parentOf(node: Node): Node | null
  /** Whether a node is another, or stands in it. */
  isIn(node: Node, around: Node): boolean
  isBefore(first: Node, second: Node): boolean
  /** The node, with the wrappers around it that only the type checker and the reader see. */
  wrapped(node: Node): Node
  /** The functions that a node stands in, from the inside out, up to what it stands in as well. */
  functionsBelow(node: Node, around: Node): Node[]
}

/** In the order of evaluation, but for what surrounds its operands: that comes first. */
export function findTree(program: Node): Tree {
  const parents = new Map<Node, Node | null>()
  const order = new Map<Node, number>()
  descend<Node | null>(
    (enter) => enter(program, null),
    (node, parent, enter) => {
      order.set(node, order.size)
      parents.set(node, parent)
      eachPart(node, enter, node)
    },
  )
  const parentOf = (node: Node): Node | null => parents.get(node) ?? null
  const wrapped = (node: Node): Node => {
    let outer = node
    for (let each = parentOf(node); each && unwrap(each) === unwrap(node); each = parentOf(each)) outer = each
    return outer
  }
  return {
    parentOf,
    wrapped,
    isIn: (node, around) => {
      for (let each: Node | null = node; each; each = parentOf(each)) if (each === around) return true
      return false
    },
    isBefore: (first, second) => (order.get(first) ?? 0) < (order.get(second) ?? 0),
    functionsBelow: (node, around) => {
      const found: Node[] = []
      for (let each = parentOf(node); each && each !== around; each = parentOf(each))
        if (isFunction(each)) found.push(each)
      return found
    },
  }
}
