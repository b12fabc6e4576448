/**
 * Which functions does the file export? By every way of writing it, in ES modules and CommonJS.
 */
import type { Bindings } from './bindings.ts'
import {
  isCall,
  isFunction,
  isMember,
  isMemberFunction,
  keyName,
  type Node,
  propertyName,
  unwrap,
} from './nodes.ts'

/** Function → as what the file exports it: a name, 'default', 'default.fetch'. */
export function findExports(program: Node, bindings: Bindings): Map<Node, string> {
  const exports = new Map<Node, string>()

  const note = (value: Node | null, name: string, followed: readonly Node[] = []): void => {
    if (!value) return
    const node = unwrap(value)
    // `var a = b, b = a`
    if (followed.includes(node)) return
    if (isFunction(node)) exports.set(node, name)
    else if (node.type === 'Identifier') {
      const init = bindings.program.find(node.name)
      if (init?.init && init.key === null && init.kind !== 'class') note(init.init, name, [...followed, node])
    } else if (node.type === 'ObjectExpression' && name === 'default') {
      for (const property of node.properties as Node[]) {
        const key = property.computed ? null : keyName(property.key)
        if (key) note(isMemberFunction(property) ? property : property.value, `default.${key}`, followed)
      }
    } else if (isCall(node) && name === 'default') {
      // `export default withAfter({ fetch() {} })` and `export default defineHandler(() => {})` name what they are given.
      for (const argument of node.arguments as Node[])
        note(argument.type === 'SpreadElement' ? null : argument, name, followed)
    }
  }

  /** `exports.GET = …`, `module.exports.GET = …`, `module.exports = { GET }` */
  const noteCommonJs = (assignment: Node): void => {
    if (assignment.type !== 'AssignmentExpression' || !isMember(assignment.left)) return
    const { object } = assignment.left
    const name = propertyName(assignment.left)
    const isName = (node: Node, text: string): boolean =>
      node.type === 'Identifier' && node.name === text && !bindings.resolve(node)
    const isModuleExports = (node: Node): boolean =>
      isMember(node) && isName(node.object, 'module') && propertyName(node) === 'exports'
    if (name && (isName(object, 'exports') || isModuleExports(object))) return note(assignment.right, name)
    const all = unwrap(assignment.right)
    if (!isModuleExports(assignment.left)) return
    if (all.type !== 'ObjectExpression') return note(all, 'default')
    for (const property of all.properties as Node[]) {
      const key = property.type === 'SpreadElement' || property.computed ? null : keyName(property.key)
      if (key) note(isMemberFunction(property) ? property : property.value, key)
    }
  }

  for (const statement of program.body as Node[]) {
    if (statement.type === 'ExportDefaultDeclaration') note(statement.declaration, 'default')
    if (statement.type === 'ExpressionStatement') noteCommonJs(unwrap(statement.expression))
    if (statement.type !== 'ExportNamedDeclaration') continue
    const declared = statement.declaration as Node | null
    if (declared?.type === 'FunctionDeclaration') note(declared, declared.id.name)
    if (declared?.type === 'VariableDeclaration')
      for (const each of declared.declarations as Node[])
        if (each.id.type === 'Identifier') note(each.init, each.id.name)
    if (!statement.source)
      for (const each of (statement.specifiers ?? []) as Node[])
        if (each.type === 'ExportSpecifier') {
          const name = keyName(each.exported)
          if (name) note(each.local, name)
        }
  }
  return exports
}
