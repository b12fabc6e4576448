/**
 * Which imports must come from us (R15)? Statements lose our names to a statement of their own; a module that is loaded, or taken as a
 * whole, is named anew where nothing but our names is taken from it. What is in no such form is told of.
 */
import type { Binding, Bindings } from './bindings.ts'
import type { Inventory } from './inventory.ts'
import {
  boundIdentifiers,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  propertyName,
  spanOf,
  stringValue,
  unwrap,
  walk,
} from './nodes.ts'
import { NODE } from './plan/planned.ts'
import type { PlannedDiagnostic, RetargetPlan } from './plan.ts'

/** A module of another's whose names come from this package. */
export interface Foreign {
  names: Readonly<Record<string, string>>
  to: string
  /** JSX may need all of it, unseen. */
  staysWhole?: boolean
}

interface Modules {
  foreignOf(source: string): Foreign | null
  /** `require('x')` and `await import('x')`: the call that names the module. */
  loadingCall(node: Node | null | undefined): Node | null
  sourceOf(call: Node): string | null
}

interface Retargets {
  retargets: RetargetPlan[]
  /** Names of whole modules that come from us. */
  namespaces: ReadonlySet<Binding>
  unseen: [Node, PlannedDiagnostic][]
  /** Every module that is imported by a statement or a declaration. */
  sources: ReadonlySet<string>
}

/** Calls of test tools that take an `import()` for a path. */
const TAKES_PATH = /^(?:do)?(?:un)?mock$/i
/** Calls of test tools that put something in the place of a module. */
const MOCKS = new Set(['mock', 'doMock', 'setMock', 'unstable_mockModule', 'module'])

/** The modules that a file mocks, or spies on: it is a test, and what it imports of them is what it has put there. */
export function findMocked(
  { uses }: Pick<Inventory, 'uses'>,
  sourceOf: (call: Node) => string | null,
  namespaceOf: (node: Node) => string | null,
): Set<string> {
  const mocked = new Set<string>()
  for (const { node } of uses) {
    const callee = isCall(node) ? unwrap(node.callee) : null
    const method = callee && isMember(callee) ? propertyName(callee) : null
    const path = node.arguments?.[0] as Node | undefined
    if (!method || !path) continue
    const load = path.type === 'AwaitExpression' ? unwrap(path.argument) : path
    const isLoad = load.type === 'ImportExpression' || (isCall(load) && load.callee.type === 'Import')
    const source = MOCKS.has(method)
      ? (stringValue(path) ?? (isLoad ? sourceOf(load) : null))
      : method === 'spyOn'
        ? namespaceOf(path)
        : null
    if (source) mocked.add(source)
  }
  return mocked
}

export function findRetargets(
  program: Node,
  bindings: Bindings,
  { uses, members, declarators, loads }: Inventory,
  { foreignOf, loadingCall, sourceOf }: Modules,
): Retargets {
  const retargets: RetargetPlan[] = []
  const namespaces = new Set<Binding>()
  const unseen: [Node, PlannedDiagnostic][] = []
  const sources = new Set<string>()

  const retarget = (
    node: Node,
    kind: RetargetPlan['kind'],
    names: string[],
    all: boolean,
    to: string,
  ): void => {
    if (names.length > 0) retargets.push({ at: spanOf(node), [NODE]: node, kind, names, all, to })
  }
  const tell = (node: Node, source: string, { names, staysWhole }: Foreign): void => {
    if (staysWhole) return
    const [name = ''] = Object.keys(names)
    const line = `${node.type.startsWith('Export') ? 'export' : 'import'} { ${name} } from '${source}'`
    unseen.push([node, { slug: 'next-name', at: spanOf(node), values: { name, source, line } }])
  }
  const isOurs = (name: string | null, { names }: Foreign): name is string =>
    name !== null && Object.hasOwn(names, name)

  /** The names that a pattern takes, if they are all ours. */
  const namesOf = (pattern: Node, foreign: Foreign): string[] | null => {
    const names = keysOf(pattern)
    return names.every((each) => isOurs(each, foreign)) ? (names as string[]) : null
  }

  /** What is taken of a module that has a name, if all of it is ours: `server.after`. */
  const takenOf = (binding: Binding, foreign: Foreign): string[] | null => {
    const isIt = (node: Node | null | undefined): boolean => {
      const name = node && unwrap(node)
      return name?.type === 'Identifier' && bindings.resolve(name) === binding
    }
    let mentions = 0
    walk(program, (node) => {
      if (node !== binding.node && node.type === 'Identifier' && bindings.resolve(node) === binding)
        mentions++
    })
    for (const each of program.body as Node[])
      if (each.type === 'ExportNamedDeclaration' && !each.source)
        for (const { local } of each.specifiers as Node[]) if (isIt(local)) mentions++
    const taken: (string | null)[] = []
    for (const node of members) if (isIt(node.object)) taken.push(propertyName(node))
    for (const node of declarators)
      if (node.init && node.id.type === 'ObjectPattern' && isIt(node.init)) {
        const names = namesOf(node.id, foreign)
        taken.push(names ? (names[0] ?? null) : null)
      }
    const names = taken.filter((each) => isOurs(each, foreign)) as string[]
    return names.length > 0 && names.length === mentions ? [...new Set(names)] : null
  }
  const nameModule = (call: Node, local: Node, kind: RetargetPlan['kind'], foreign: Foreign): boolean => {
    const binding = bindings.resolve(local)
    const names = binding && !binding.assigned && !foreign.staysWhole ? takenOf(binding, foreign) : null
    if (!binding || !names) return false
    namespaces.add(binding)
    retarget(call, kind, names, true, foreign.to)
    return true
  }

  for (const statement of program.body as Node[]) {
    const source = stringValue(statement.source)
    // What is imported for its types alone is not there when the program runs, and not for who reads it behind a pass that strips types.
    if (source && !isOfTypes(statement)) sources.add(source)
    const foreign = source && foreignOf(source)
    if (!source || !foreign) continue
    if (statement.importKind === 'type' || statement.exportKind === 'type') continue
    const isImport = statement.type === 'ImportDeclaration'
    const specifiers = (statement.specifiers ?? []) as Node[]
    const isWhole = (each: Node): boolean => each.type === 'ExportNamespaceSpecifier'
    if (statement.exported || specifiers.some(isWhole)) tell(statement, source, foreign)
    else if (statement.type === 'ExportAllDeclaration') {
      const exported = exportedNames(program)
      const names = Object.entries(foreign.names).flatMap(([name, api]) => (name === api ? [name] : []))
      const added = names.filter((each) => !exported.has(each))
      retarget(statement, 'star', added, false, foreign.to)
    }
    const [first] = specifiers
    const isNamespace = isImport && first && /^Import(?:Namespace|Default)Specifier$/.test(first.type)
    if (isNamespace && specifiers.length === 1 && nameModule(statement, first.local, 'import', foreign))
      continue
    const ours = specifiers.flatMap((each): string[] => {
      const isNamed = each.type === 'ImportSpecifier' || each.type === 'ExportSpecifier'
      if (!isNamed || each.importKind === 'type' || each.exportKind === 'type') return []
      const name = keyName(isImport ? each.imported : each.local)
      return isOurs(name, foreign) ? [name] : []
    })
    retarget(statement, isImport ? 'import' : 'export', ours, ours.length === specifiers.length, foreign.to)
  }

  // `const { after } = require('next/server')`: what is understood; what is left of the loading calls is not.
  const understood = new Set<Node>()
  for (const node of members) {
    // `(await import('next/headers')).cookies()`: the callee is evaluated, so it stays, and the module is named anew.
    const call = loadingCall(unwrap(node.object))
    const name = call && propertyName(node)
    const foreign = call && foreignOf(sourceOf(call) ?? '')
    if (!call || !name || !foreign) continue
    understood.add(call)
    if (isOurs(name, foreign)) retarget(call, 'require', [name], true, foreign.to)
  }
  for (const node of declarators) {
    const call = node.init && loadingCall(unwrap(node.init))
    const source = call && sourceOf(call)
    if (!call || !source) continue
    sources.add(source)
    const foreign = foreignOf(source)
    if (!foreign) continue
    understood.add(call)
    if (node.id.type === 'Identifier') nameModule(call, node.id, 'require', foreign)
    else if (node.id.type === 'ObjectPattern')
      retarget(call, 'require', namesOf(node.id, foreign) ?? [], true, foreign.to)
  }
  for (const { node } of uses) {
    if (!isCall(node)) continue
    const callee = unwrap(node.callee)
    const method = isMember(callee) ? propertyName(callee) : null
    const argument = (node.arguments as Node[])[0]
    if (!method || !argument) continue
    if (TAKES_PATH.test(method)) understood.add(loadingCall(argument) ?? argument)
    // `import('next/server').then(({ after }) => …)`
    const call = method === 'then' ? unwrap(callee.object) : null
    const foreign = call && loads.includes(call) ? foreignOf(sourceOf(call) ?? '') : null
    const param = isFunction(argument) ? ((argument.params as Node[])[0] ?? null) : null
    if (!call || !foreign || !param) continue
    const names = param.type === 'ObjectPattern' ? namesOf(param, foreign) : null
    const others =
      param.type === 'ObjectPattern' && keysOf(param).every((each) => each && !isOurs(each, foreign))
    if (names) retarget(call, 'require', names, true, foreign.to)
    if (names || others || (param.type === 'Identifier' && nameModule(call, param, 'require', foreign)))
      understood.add(call)
  }
  for (const call of loads) {
    const source = sourceOf(call)
    const foreign = source && foreignOf(source)
    const isRequire = isCall(call) && call.callee.type === 'Identifier'
    if (!source || !foreign || understood.has(call)) continue
    if (!isRequire || !bindings.resolve(call.callee)) tell(call, source, foreign)
  }
  return { retargets, namespaces, unseen, sources }
}

/** The keys that a pattern takes; null for one that is not known. */
const keysOf = (pattern: Node): (string | null)[] =>
  (pattern.properties as Node[]).map((each) =>
    each.type === 'RestElement' || each.computed ? null : keyName(each.key),
  )

function exportedNames(program: Node): Set<string> {
  const names = new Set<string>()
  for (const { type, specifiers, declaration } of program.body as Node[]) {
    if (type !== 'ExportNamedDeclaration') continue
    for (const each of (specifiers ?? []) as Node[]) names.add(keyName(each.exported) ?? '')
    if (declaration?.id) names.add(declaration.id.name)
    for (const each of (declaration?.declarations ?? []) as Node[])
      for (const { name } of boundIdentifiers(each.id)) names.add(name)
  }
  return names
}

/** `import type { A } from 'x'`, `import { type A } from 'x'`, and what exports so. */
function isOfTypes({ importKind, exportKind, specifiers }: Node): boolean {
  if (importKind === 'type' || exportKind === 'type') return true
  const all = (specifiers ?? []) as Node[]
  return all.length > 0 && all.every((each) => each.importKind === 'type' || each.exportKind === 'type')
}
