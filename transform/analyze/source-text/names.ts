/** What expressions are called. */
import { isCall, isMember, keyName, type Node, stringValue, unwrap } from '../nodes.ts'

/** `a.b`, `a['b']` → 'b' */
export const memberName = (member: Node): string | null =>
  member.computed ? stringValue(member.property) : keyName(member.property)

/** The last name of an expression: `this.page`, `await this.page()` → 'page'. */
export function nameOf(expression: Node): string | null {
  const node = unwrap(expression)
  if (node.type === 'Identifier') return node.name
  if (isMember(node)) return memberName(node)
  if (isCall(node)) return nameOf(node.callee)
  return node.type === 'AwaitExpression' ? nameOf(node.argument) : null
}

/** `require('bson')` → 'bson' */
export function sourceOf(init: Node | null): string | null {
  const call = init && unwrap(init)
  if (!call || !isCall(call) || call.callee.type !== 'Identifier' || call.callee.name !== 'require')
    return null
  return stringValue(call.arguments[0])
}
