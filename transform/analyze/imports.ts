/**
 * Which calls are calls of this package? Names are followed through aliases, namespaces, `require`, and constants that hold them.
 */
import type { Binding, Bindings } from './bindings.ts'
import type { AnalyzeOptions } from './index.ts'
import { findInventory, type Inventory } from './inventory.ts'
import { isCall, isMember, keyName, type Node, propertyName, spanOf, stringValue, unwrap } from './nodes.ts'
import { NODE, type RetargetPlan } from './plan.ts'

export const PACKAGE = 'afterword'

/** What compiled code imports: its `after` takes a place first. */
export const COMPILED = 'afterword/compiled'

/** The same, and those that bring a host along. */
export const COMPILED_BY = /^afterword\/(?:\w+\/)?compiled$/

/** What an application imports, and what of it Next's own modules give. */
const NAMES = new Set([
  'after',
  'headers',
  'cookies',
  'currentScope',
  'bind',
  'openScope',
  'withAfter',
  'withAfterScope',
])
/** What every member that is meant here is called. */
const MEMBERS = new Set([...NAMES, 'with', 'cancel', 'cache'])
const FOREIGN: Record<string, Foreign> = {
  'next/server': { names: new Set(['after']), to: PACKAGE },
  'next/headers': { names: new Set(['headers', 'cookies']), to: PACKAGE },
}
/** React's own `cache` forgets when the render is over; tasks run behind that. */
const FOREIGN_TO_RSC: Record<string, Foreign> = {
  ...FOREIGN,
  react: { names: new Set(['cache']), to: `${PACKAGE}/rsc` },
}

/** A module of another's whose names come from this package. */
interface Foreign {
  names: Set<string>
  to: string
}

export type Api =
  | 'after'
  | 'after.with'
  | 'after.cancel'
  | 'headers'
  | 'cookies'
  | 'currentScope'
  | 'bind'
  | 'openScope'
  | 'withAfter'
  | 'withAfterScope'
  | 'cache'

export interface Imports {
  /** What a callee or value is of this package, null if nothing. */
  apiOf(expression: Node): Api | null
  /** Whether every source is this package or one that it stands in for: a wrapper of the author's may do with a task what it likes. */
  onlyOurs: boolean
  /** Whether a callee can be replaced by another name: nothing of it is evaluated but names. */
  isReplaceable(callee: Node): boolean
  /** Whether a callee reaches the name through another module's namespace or `require`, where no import can be retargeted. */
  isForeign(callee: Node): boolean
  retargets: RetargetPlan[]
  /** Whether the file imports this module, by whatever means. */
  imports(source: RegExp): boolean
}

/** `ns.after` of `ns.after.with`. */
const isReplaceableMember = (node: Node): boolean => isMember(node) && isName(node.object)

const isName = (node: Node): boolean => unwrap(node).type === 'Identifier'

/** `(0, server_1.after)` is how compilers to CommonJS write a callee. */
const calleeOf = (node: Node): Node => {
  const expression = unwrap(node)
  return expression.type === 'SequenceExpression' ? unwrap(expression.expressions.at(-1)) : expression
}

/** `import type { A } from 'x'`, `import { type A } from 'x'`, and what exports so. */
function isOfTypes({ importKind, exportKind, specifiers }: Node): boolean {
  if (importKind === 'type' || exportKind === 'type') return true
  const all = (specifiers ?? []) as Node[]
  return all.length > 0 && all.every((each) => each.importKind === 'type' || each.exportKind === 'type')
}

export function findImports(
  program: Node,
  bindings: Bindings,
  { sources, host }: Pick<AnalyzeOptions, 'sources' | 'host'>,
  { members, declarators }: Inventory = findInventory(program),
): Imports {
  const foreigners = host === 'rsc' ? FOREIGN_TO_RSC : FOREIGN
  const foreignOf = (source: string): Foreign | null => {
    const foreign = foreigners[source]
    return foreign && (source === 'react' || sources.includes(source)) ? foreign : null
  }
  const gives = (source: string, name: string): boolean => {
    if (foreigners[source]) return foreignOf(source)?.names.has(name) ?? false
    const isOurs = sources.includes(source) || (source.startsWith(`${PACKAGE}/`) && !COMPILED_BY.test(source))
    return isOurs && NAMES.has(name)
  }

  /** `require('x')` and `await import('x')`: the call that names the module. */
  const loadingCall = (node: Node | null | undefined): Node | null => {
    if (!node) return null
    if (node.type === 'AwaitExpression') {
      const load = unwrap(node.argument)
      return load.type === 'ImportExpression' || (isCall(load) && load.callee.type === 'Import') ? load : null
    }
    const required = isCall(node) && node.callee.type === 'Identifier' && node.callee.name === 'require'
    return required && !bindings.resolve(node.callee) ? node : null
  }
  const requiredSource = (node: Node | null | undefined): string | null => {
    const call = loadingCall(node)
    return call && sourceOf(call)
  }
  const sourceOf = (call: Node): string | null => stringValue(call.source ?? call.arguments[0])
  /** A name that holds what it was declared with: a constant, or a variable that nothing writes. */
  const isConstant = (binding: Binding | null): binding is Binding & { init: Node } =>
    binding?.init != null && !binding.assigned && /^(?:const|let|var)$/.test(binding.kind)

  /** The module whose namespace an expression is, if it is one. */
  const namespaceOf = (node: Node): string | null => {
    const expression = unwrap(node)
    if (expression.type !== 'Identifier') return requiredSource(expression)
    const binding = bindings.resolve(expression)
    if (binding?.kind === 'import')
      return binding.key === '*' || binding.key === 'default' ? binding.source : null
    return isConstant(binding) && binding.key === null ? requiredSource(unwrap(binding.init)) : null
  }

  const apiOfBinding = (binding: Binding | null, depth: number): Api | null => {
    if (!binding) return null
    if (binding.kind === 'import')
      return binding.source && binding.key && gives(binding.source, binding.key) ? (binding.key as Api) : null
    if (!isConstant(binding)) return null
    if (binding.key === null) return apiOf(binding.init, depth + 1)
    const source = namespaceOf(binding.init)
    return source && gives(source, binding.key) ? (binding.key as Api) : null
  }

  const apiOf = (node: Node, depth = 0): Api | null => {
    if (depth > 8) return null
    const expression = calleeOf(node)
    if (expression.type === 'Identifier') return apiOfBinding(bindings.resolve(expression), depth)
    if (!isMember(expression)) return null
    const property = propertyName(expression)
    if (property === null || !MEMBERS.has(property)) return null
    const source = namespaceOf(expression.object)
    if (source) return gives(source, property) ? (property as Api) : null
    if ((property === 'with' || property === 'cancel') && apiOf(expression.object, depth + 1) === 'after')
      return `after.${property}`
    return null
  }

  const isForeign = (callee: Node): boolean => {
    const expression = calleeOf(callee)
    if (isMember(expression))
      return isName(expression.object) && foreigners[namespaceOf(expression.object) ?? ''] !== undefined
    const binding = bindings.resolve(expression)
    if (!isConstant(binding)) return false
    if (binding.key === null) return isForeign(binding.init)
    const required = unwrap(binding.init)
    return (
      foreigners[namespaceOf(required) ?? ''] !== undefined &&
      !retargets.some((each) => each[NODE] === loadingCall(required))
    )
  }

  const retargets: RetargetPlan[] = []
  const importSources = new Set<string>()
  for (const statement of program.body as Node[]) {
    const source = stringValue(statement.source)
    // What is imported for its types alone is not there when the program runs, and not for who reads it behind a pass that strips types.
    if (source && !isOfTypes(statement)) importSources.add(source)
    const foreign = source && foreignOf(source)
    if (!source || !foreign) continue
    const isImport = statement.type === 'ImportDeclaration'
    if (!isImport && statement.type !== 'ExportNamedDeclaration') continue
    if (statement.importKind === 'type' || statement.exportKind === 'type') continue
    const specifiers = (statement.specifiers ?? []) as Node[]
    const isOurs = (each: Node): boolean =>
      (each.type === 'ImportSpecifier'
        ? each.importKind !== 'type'
        : each.type === 'ExportSpecifier' && each.exportKind !== 'type') &&
      gives(source, keyName(isImport ? each.imported : each.local) ?? '')
    const ours = specifiers.filter(isOurs)
    if (ours.length === 0) continue
    retargets.push({
      at: spanOf(statement),
      [NODE]: statement,
      kind: isImport ? 'import' : 'export',
      names: ours.map((each) => keyName(isImport ? each.imported : each.local) ?? ''),
      all: ours.length === specifiers.length,
      to: foreign.to,
    })
  }
  // `const { after } = require('next/server')`: the module is named anew where nothing but our names is taken from it.
  const retarget = (call: Node, names: string[], { to }: Foreign): void => {
    retargets.push({ at: spanOf(call), [NODE]: call, kind: 'require', names, all: true, to })
  }
  for (const node of members) {
    // `(await import('next/headers')).cookies()`: the callee is evaluated, so it stays, and the module is named anew.
    const name = propertyName(node)
    const load = name && MEMBERS.has(name) ? loadingCall(unwrap(node.object)) : null
    const foreign = load && foreignOf(sourceOf(load) ?? '')
    if (name && load && foreign?.names.has(name)) retarget(load, [name], foreign)
  }
  for (const node of declarators) {
    const call = node.init && loadingCall(unwrap(node.init))
    const source = call && sourceOf(call)
    if (!call || !source) continue
    importSources.add(source)
    const foreign = foreignOf(source)
    if (!foreign || node.id.type !== 'ObjectPattern') continue
    const names = (node.id.properties as Node[]).map((each) =>
      each.type === 'RestElement' || each.computed ? null : keyName(each.key),
    )
    if (names.length > 0 && names.every((each) => each !== null && foreign.names.has(each)))
      retarget(
        call,
        names.filter((each) => each !== null),
        foreign,
      )
  }

  return {
    apiOf,
    onlyOurs: sources.every((each) => each === PACKAGE || FOREIGN[each] !== undefined),
    isForeign,
    isReplaceable: (callee) => {
      const expression = calleeOf(callee)
      return !isMember(expression) || isName(expression.object) || isReplaceableMember(expression.object)
    },
    retargets,
    imports: (source) => [...importSources].some((each) => source.test(each)),
  }
}
