/**
 * What may call without saying so? A read may find a getter, or a proxy; an operator, a template and a computed key may call `toString`.
 * In a generator that matters (R13): whoever advances it is not the one who made it.
 */
import { isMember, isNull, literalKind, type Node, unwrap } from '../nodes.ts'

export function callsHidden(node: Node): boolean {
  switch (node.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
    case 'ObjectPattern':
    case 'UpdateExpression':
      return true
    case 'ObjectExpression':
      return (node.properties as Node[]).some(
        (each) => each.type === 'SpreadElement' || (each.computed === true && !isPrimitive(each.key)),
      )
    case 'BinaryExpression':
      if (/^(?:[!=]==|instanceof)$/.test(node.operator)) return false
      if (/^[!=]=$/.test(node.operator) && (isNull(unwrap(node.left)) || isNull(unwrap(node.right))))
        return false
      return !isPrimitive(node.left) || !isPrimitive(node.right)
    case 'UnaryExpression':
      return /^[-+~]$/.test(node.operator) && !isPrimitive(node.argument)
    case 'TemplateLiteral':
      return !(node.expressions as Node[]).every(isPrimitive)
    case 'AssignmentExpression':
      return isMember(node.left) || !/^(?:&&|\|\||\?\?)?=$/.test(node.operator)
  }
  return false
}

/** Whatever comes of it is no object: nothing is called to make text or a number of that. */
function isPrimitive(expression: Node): boolean {
  const node = unwrap(expression)
  const kind = literalKind(node)
  if (kind !== null) return kind !== 'regular expression'
  return /^(?:TemplateLiteral|UnaryExpression|BinaryExpression|UpdateExpression)$/.test(node.type)
}
