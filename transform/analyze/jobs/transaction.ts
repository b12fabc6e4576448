/** `tx`: the job is stored in a transaction of the user's, which must not end before that. */
import { isMember, type Node, propertyName } from '../nodes.ts'
import type { Tree } from './tree.ts'

/** Whether nobody waits for what `after` gives: the statement ends with the call, or awaits what is no promise. */
export function isDropped(call: Node, tree: Tree): boolean {
  let isDone = false
  for (let node = tree.wrapped(call); ; ) {
    const around = tree.parentOf(node)
    if (!around) return false
    if (around.type === 'ExpressionStatement') return true
    if (around.type === 'AwaitExpression') {
      if (isDone) return false
    } else if (isMember(around) && around.object === node) {
      if (propertyName(around) !== 'done') return false
      isDone = true
    } else if (around.type !== 'UnaryExpression') return false
    node = tree.wrapped(around)
  }
}
