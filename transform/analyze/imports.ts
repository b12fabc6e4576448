/**
 * Which calls are calls of this package? Names are followed through aliases, namespaces, `require`, and constants that hold them.
 */
import type { Binding, Bindings } from './bindings.ts'
import { findInventory, type Inventory } from './inventory.ts'
import { isCall, isMember, type Node, propertyName, stringValue, unwrap } from './nodes.ts'
import type { AnalyzeOptions } from './options.ts'
import { NODE } from './plan/planned.ts'
import type { PlannedDiagnostic, RetargetPlan } from './plan.ts'
import { type Foreign, findMocked, findRetargets } from './retargets.ts'

export const PACKAGE = 'afterword'

/** What compiled code imports: its `after` takes a place first. */
export const COMPILED = 'afterword/compiled'

/** What a file with durable tasks imports, too. */
export const JOBS_COMPILED = 'afterword/durable/compiled'

/** The same, and those that bring a host along. */
export const COMPILED_BY = /^afterword\/(?:\w+\/)?compiled$/

/** What an application imports, and what of it Next's own modules give. */
const NAMES = new Set<string>([
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
const MEMBERS: ReadonlySet<string> = new Set([...NAMES, 'unstable_after', 'with', 'cancel', 'cache'])
/** Each has a module of its own with us: a test that mocks one does not mock the other. */
const FOREIGN: Record<string, Foreign> = {
  'next/server': { names: { after: 'after', unstable_after: 'after' }, to: `${PACKAGE}/next/server` },
  'next/headers': { names: { headers: 'headers', cookies: 'cookies' }, to: `${PACKAGE}/next/headers` },
}
/** React's own `cache` forgets when the render is over; tasks run behind that. */
const FOREIGN_TO_RSC: Record<string, Foreign> = {
  ...FOREIGN,
  react: { names: { cache: 'cache' }, to: `${PACKAGE}/rsc`, staysWhole: true },
}

/** Node wants `next/server.js` of an ES module. */
const moduleOf = (source: string): string => source.replace(/^(next\/\w+)\.js$/, '$1')

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

/** `next/headers` with the host `next`: its names stay Next's. */
const OWN_OF_NEXT = 'next/headers'

export interface Imports {
  /** What a callee or value is of this package, null if nothing. */
  apiOf(expression: Node): Api | null
  /** Whether a callee is `headers` or `cookies` of Next's own, which asks the request that its caller's context has. */
  isNextOwn(callee: Node): boolean
  /** Whether every source is this package or one that it stands in for: a wrapper of the author's may do with a task what it likes. */
  onlyOurs: boolean
  /** Whether a callee can be replaced by another name: nothing of it is evaluated but names. */
  isReplaceable(callee: Node): boolean
  /** Whether a callee reaches the name through another module's namespace or `require`, where no import can be retargeted. */
  isForeign(callee: Node): boolean
  retargets: RetargetPlan[]
  /** Where a name of ours may be reached in a form that cannot be retargeted, each with its node. */
  unseen: [Node, PlannedDiagnostic][]
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

export function findImports(
  program: Node,
  bindings: Bindings,
  { sources, host, redirects }: Pick<AnalyzeOptions, 'sources' | 'host' | 'redirects'>,
  inventory: Inventory = findInventory(program),
): Imports {
  const foreigners = host === 'rsc' ? FOREIGN_TO_RSC : FOREIGN
  const mocked = new Set<string>()
  const foreignOf = (source: string): Foreign | null => {
    const name = moduleOf(source)
    const foreign = foreigners[name]
    return foreign && !mocked.has(name) && (name === 'react' || sources.includes(name)) ? foreign : null
  }
  const keepsNextOwn = host === 'next' && !sources.includes(OWN_OF_NEXT)
  const isNextOwnModule = (source: string): boolean =>
    keepsNextOwn && moduleOf(source) === OWN_OF_NEXT && !mocked.has(OWN_OF_NEXT)
  const given = (source: string, name: string): Api | 'next' | null => {
    const foreign = foreigners[moduleOf(source)]
    if (foreign && isNextOwnModule(source)) return foreign.names[name] ? 'next' : null
    if (foreign) return (foreignOf(source)?.names[name] ?? null) as Api | null
    const isOurs = sources.includes(source) || (source.startsWith(`${PACKAGE}/`) && !COMPILED_BY.test(source))
    return isOurs && NAMES.has(name) ? (name as Api) : null
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

  for (const source of findMocked(inventory, sourceOf, namespaceOf)) mocked.add(moduleOf(source))

  const followBinding = (binding: Binding | null, depth: number): Api | 'next' | null => {
    if (!binding) return null
    if (binding.kind === 'import')
      return binding.source && binding.key ? given(binding.source, binding.key) : null
    if (!isConstant(binding)) return null
    if (binding.key === null) return follow(binding.init, depth + 1)
    const source = namespaceOf(binding.init)
    return source ? given(source, binding.key) : null
  }

  const follow = (node: Node, depth = 0): Api | 'next' | null => {
    if (depth > 8) return null
    const expression = calleeOf(node)
    if (expression.type === 'Identifier') return followBinding(bindings.resolve(expression), depth)
    if (!isMember(expression)) return null
    const property = propertyName(expression)
    if (property === null || !MEMBERS.has(property)) return null
    const source = namespaceOf(expression.object)
    if (source) return given(source, property)
    if ((property === 'with' || property === 'cancel') && follow(expression.object, depth + 1) === 'after')
      return `after.${property}`
    return null
  }

  const isRedirected = (source: string): boolean =>
    redirects === true && FOREIGN[moduleOf(source)] !== undefined
  const isForeignModule = (node: Node): boolean => {
    const source = namespaceOf(node)
    return source !== null && foreignOf(source) !== null && !isRedirected(source)
  }
  const found = findRetargets(program, bindings, inventory, {
    foreignOf: (source) => (isRedirected(source) ? null : foreignOf(source)),
    loadingCall,
    sourceOf,
  })
  const isRetargeted = (call: Node | null): boolean => found.retargets.some((each) => each[NODE] === call)

  const isForeign = (callee: Node): boolean => {
    const expression = calleeOf(callee)
    if (isMember(expression)) {
      const object = unwrap(expression.object)
      if (object.type !== 'Identifier' || !isForeignModule(object)) return false
      const binding = bindings.resolve(object)
      return !(binding && found.namespaces.has(binding))
    }
    const binding = bindings.resolve(expression)
    if (!isConstant(binding)) return false
    if (binding.key === null) return isForeign(binding.init)
    const required = unwrap(binding.init)
    if (required.type === 'Identifier') {
      const namespace = bindings.resolve(required)
      if (namespace && found.namespaces.has(namespace)) return false
    }
    return isForeignModule(required) && !isRetargeted(loadingCall(required))
  }

  return {
    apiOf: (expression) => {
      const found = follow(expression)
      return found === 'next' ? null : found
    },
    isNextOwn: (callee) => keepsNextOwn && follow(callee) === 'next',
    onlyOurs: sources.every((each) => each === PACKAGE || FOREIGN[each] !== undefined),
    isForeign,
    isReplaceable: (callee) => {
      const expression = calleeOf(callee)
      return !isMember(expression) || isName(expression.object) || isReplaceableMember(expression.object)
    },
    retargets: found.retargets,
    unseen: found.unseen,
    imports: (source) => [...found.sources].some((each) => source.test(each)),
  }
}
