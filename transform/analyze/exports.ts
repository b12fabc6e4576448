/**
 * Which functions does the file export? By every way of writing it, in ES modules and CommonJS, and through what wraps them.
 */
import type { Bindings } from './bindings.ts'
import { isCall, isMember, isMemberFunction, keyName, type Node, propertyName, unwrap } from './nodes.ts'
import { eachFunction } from './values.ts'

export interface Exported {
  /** A name, 'default', 'default.fetch', 'actions.save'. */
  name: string
  /** The call that makes what is exported: of it, or given to it. Null: the function itself is. */
  through: Node | null
}

/** What becomes of each function that the file exports. */
export function findExports(program: Node, bindings: Bindings): Map<Node, Exported> {
  const exports = new Map<Node, Exported>()

  const note = (value: Node | null, name: string, key: string | null = null): void => {
    if (!value) return
    eachFunction(value, key, bindings, (fn, through) => {
      const known = exports.get(fn)
      if (!through || !known || known.through) exports.set(fn, { name, through })
    })
    if (name === 'default' || name === 'actions') noteMembers(value, name)
  }

  /** `export default { fetch() {} }`, `export default withAfter({ fetch() {} })`, `export const actions = { save() {} }` */
  const noteMembers = (value: Node, name: string, followed: readonly Node[] = []): void => {
    const node = unwrap(value)
    // `var a = b, b = a`
    if (followed.includes(node)) return
    if (node.type === 'Identifier') {
      const binding = bindings.program.find(node.name)
      if (binding?.init && binding.key === null) noteMembers(binding.init, name, [...followed, node])
    } else if (node.type === 'ObjectExpression') {
      for (const property of node.properties as Node[]) {
        const key = property.computed ? null : keyName(property.key)
        if (key) note(isMemberFunction(property) ? property : property.value, `${name}.${key}`)
      }
    } else if (isCall(node)) {
      for (const argument of node.arguments as Node[])
        if (argument.type !== 'SpreadElement') noteMembers(argument, name, followed)
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
      for (const { id, init } of declared.declarations as Node[])
        for (const { name, key } of boundNames(id)) note(init, name, key)
    if (!statement.source)
      for (const each of (statement.specifiers ?? []) as Node[])
        if (each.type === 'ExportSpecifier') {
          const name = keyName(each.exported)
          if (name) note(each.local, name)
        }
  }
  return exports
}

/** The names that a declarator binds, with the member that each of them is. */
function boundNames(pattern: Node): { name: string; key: string | null }[] {
  if (pattern.type === 'Identifier') return [{ name: pattern.name, key: null }]
  if (pattern.type !== 'ObjectPattern') return []
  return (pattern.properties as Node[]).flatMap((property) =>
    property.type !== 'RestElement' && !property.computed && property.value.type === 'Identifier'
      ? [{ name: property.value.name, key: keyName(property.key) }]
      : [],
  )
}
