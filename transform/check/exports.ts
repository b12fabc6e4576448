/** As what a file exports its units: in ES modules, in CommonJS, and what it hands on from other files. */
import type { Binding, Bindings } from '../analyze/bindings.ts'
import {
  boundIdentifiers,
  isMember,
  isTypeOnly,
  keyName,
  type Node,
  propertyName,
  stringValue,
  unwrap,
} from '../analyze/nodes.ts'
import type { Name, Unit } from './graph.ts'

/** Its own, or that of another file. */
export type Exported = { name: Name } | { unit: Unit } | { request: string; key: string }

export interface Exports {
  own: Map<string, Exported>
  /** `export * from` */
  stars: string[]
  /** `module.exports = …` */
  all: Unit | null
}

/** @param nameOf the name that a binding of the top level is */
export function findModuleExports(
  program: Node,
  bindings: Bindings,
  nameOf: (binding: Binding) => Name,
): Exports {
  const exports: Exports = { own: new Map(), stars: [], all: null }
  const note = (name: string | null | undefined, local: string | null | undefined): void => {
    const binding = local ? bindings.program.own(local) : null
    if (name && binding) exports.own.set(name, { name: nameOf(binding) })
  }
  for (const statement of program.body as Node[]) {
    const request = stringValue(statement.source)
    if (statement.exportKind === 'type') continue
    if (statement.type === 'ExportAllDeclaration' && request !== null) {
      const name = keyName(statement.exported)
      if (name === null) exports.stars.push(request)
      else exports.own.set(name, { request, key: '*' })
    }
    if (statement.type === 'ExportDefaultDeclaration') note('default', statement.declaration.id?.name)
    if (statement.type !== 'ExportNamedDeclaration') continue
    const { declaration } = statement
    if (declaration && !isTypeOnly(declaration)) {
      if (declaration.id) note(declaration.id.name, declaration.id.name)
      for (const each of (declaration.declarations ?? []) as Node[])
        for (const { name } of boundNames(each.id, bindings)) note(name, name)
    }
    for (const each of (statement.specifiers ?? []) as Node[]) {
      const name = keyName(each.exported)
      const local = keyName(each.local)
      if (each.exportKind === 'type' || name === null || local === null) continue
      if (request === null) note(name, local)
      else exports.own.set(name, { request, key: local })
    }
  }
  return exports
}

/** The bindings of the top level that a pattern makes. */
export function boundNames(pattern: Node, bindings: Bindings): Binding[] {
  return boundIdentifiers(pattern)
    .map(({ name }) => bindings.program.own(name))
    .filter((each) => each !== null)
}

/**
 * `exports.save = …`, `module.exports.save = …`, `module.exports = …`, `export = …`
 * @returns false for any other statement
 */
export function noteCommonJs(
  statement: Node,
  bindings: Bindings,
  { exports, nameOf }: { exports: Exports; nameOf: (binding: Binding) => Name },
  enter: (value: Node, name: string) => Unit,
): boolean {
  if (statement.type === 'TSExportAssignment') {
    exports.all = enter(statement.expression, 'module.exports')
    return true
  }
  const assignment = statement.type === 'ExpressionStatement' ? unwrap(statement.expression) : null
  if (assignment?.type !== 'AssignmentExpression' || !isMember(assignment.left)) return false
  const { left, right } = assignment
  const name = propertyName(left)
  const isGlobal = (node: Node, text: string): boolean =>
    node.type === 'Identifier' && node.name === text && !bindings.resolve(node)
  const isExports = (node: Node): boolean =>
    isGlobal(node, 'exports') ||
    (isMember(node) && isGlobal(node.object, 'module') && propertyName(node) === 'exports')
  const value = unwrap(right)
  const binding = value.type === 'Identifier' ? bindings.program.own(value.name) : null
  if (isExports(left)) exports.all = enter(right, 'module.exports')
  else if (name === null || !isExports(left.object)) return false
  else exports.own.set(name, binding ? { name: nameOf(binding) } : { unit: enter(right, name) })
  return true
}
