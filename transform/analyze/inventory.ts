/**
 * Which nodes are there of the kinds that are asked for wherever they stand? One walk for all who ask, in the order of evaluation.
 */
import { descend, type Enter, eachChild, eachPart, groupOf, keyName, type Node } from './nodes.ts'

/** Something that is done, and where. */
export interface Use {
  node: Node
  /** The function that it is written in, its parameters and computed key included; the field, in a class outside any function. */
  owner: Node | null
}

export interface Inventory {
  /** Calls, `new`, templates, `+`, `+=`, `with`, and what databases run: what may read the text of a function is among them. */
  uses: Use[]
  /** Assignments, `x++`, and the heads of loops that assign. */
  writes: Use[]
  members: Node[]
  awaits: Node[]
  /** Expressions that are statements. */
  statements: Node[]
  declarators: Node[]
  assignments: Node[]
  /** Object literals and classes. */
  holders: Node[]
  /** `import()`, and calls of what is called `require`. */
  loads: Node[]
  /** Function → the function that it is written in. */
  around: Map<Node, Node | null>
}

/** `{ $function: { body } }` */
const RUN_BY_DATABASES = new Set(['$function', '$accumulator', '$where'])

export function findInventory(program: Node): Inventory {
  const found: Inventory = {
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

  const visit = (node: Node, owner: Node | null, enter: Enter<Node | null>): void => {
    switch (node.type) {
      case 'ImportExpression':
        found.loads.push(node)
        break
      case 'CallExpression':
        if (node.callee.type === 'Import') found.loads.push(node)
        else if (node.callee.type === 'Identifier' && node.callee.name === 'require') found.loads.push(node)
        found.uses.push({ node, owner })
        break
      case 'OptionalCallExpression':
      case 'NewExpression':
      case 'TemplateLiteral':
      case 'WithStatement':
        found.uses.push({ node, owner })
        break
      case 'BinaryExpression':
        if (node.operator === '+') found.uses.push({ node, owner })
        break
      case 'TaggedTemplateExpression':
        // It is handed the values themselves, not their text.
        found.uses.push({ node, owner })
        enter(node.tag, owner)
        return eachChild(node.quasi, enter, owner)
      case 'AssignmentExpression':
        found.assignments.push(node)
        if (node.operator === '+=') found.uses.push({ node, owner })
        found.writes.push({ node, owner })
        break
      case 'UpdateExpression':
      case 'ForInStatement':
      case 'ForOfStatement':
        found.writes.push({ node, owner })
        break
      case 'ObjectExpression':
        found.holders.push(node)
        break
      case 'ObjectProperty':
      case 'Property':
        if (RUN_BY_DATABASES.has(keyName(node.key) ?? '')) found.uses.push({ node, owner })
        break
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        found.members.push(node)
        break
      case 'AwaitExpression':
        found.awaits.push(node)
        break
      case 'ExpressionStatement':
        found.statements.push(node.expression)
        break
      case 'VariableDeclarator':
        found.declarators.push(node)
        break
      default:
        return visitGroup(node, owner, enter)
    }
    eachChild(node, enter, owner)
  }

  const visitGroup = (node: Node, owner: Node | null, enter: Enter<Node | null>): void => {
    switch (groupOf(node)) {
      case 'type':
      case 'leaf':
        return
      case 'function':
        if (node.type === 'ObjectMethod' && RUN_BY_DATABASES.has(keyName(node.key) ?? ''))
          found.uses.push({ node, owner })
        found.around.set(node, owner)
        return eachPart(node, enter, node)
      case 'field':
        // The value of a field is evaluated when an object is made, by whoever makes it.
        return eachChild(node, enter, node.static ? owner : (owner ?? node))
      case 'class':
        found.holders.push(node)
        return eachChild(node, enter, owner)
      default:
        eachChild(node, enter, owner)
    }
  }
  descend((enter) => enter(program, null), visit)
  return found
}
