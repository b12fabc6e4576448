/**
 * `analyze(program) → Plan`: the questions of `transform/README.md`, answered in that order. Reads only; plain data comes out.
 */
import { findBindings } from './bindings.ts'
import { findCaptures } from './captures.ts'
import { type Entry, findAwaited, findEntry } from './entries.ts'
import { type Func, findFunctions } from './functions.ts'
import { type Comment, findIgnored } from './ignored.ts'
import { findImports, type Imports } from './imports.ts'
import { findLowered } from './lowered.ts'
import { importsCompiled, isModule, usesReact } from './module.ts'
import {
  children,
  directivesOf,
  isField,
  isFunction,
  isPlainCall,
  type Node,
  type Span,
  spanOf,
  UnknownSyntax,
  unwrap,
  walk,
} from './nodes.ts'
import { findOrder, type Order } from './order.ts'
import { NAMES, NODE, type Plan, type PlannedDiagnostic, type SitePlan } from './plan.ts'
import { findExecutors, findReference } from './references.ts'

export type { Comment } from './ignored.ts'
export { type Node, type Span, spanOf } from './nodes.ts'
export * from './plan.ts'

export interface AnalyzeOptions {
  /** The source text, and its comments as the parser found them. */
  code: string
  comments: readonly Comment[]
  /** How the file is called in names of tasks and in messages: relative to the project, with slashes. */
  file: string
  /** Line (from 1) of an offset. */
  lineOf(offset: number): number
  /** Where the names are imported from. */
  sources: readonly string[]
  /** Further entries by name. */
  entries: readonly string[]
  /** Give each `after()` the place where it is written. */
  sites: boolean
  /** Something later moves parameters into function bodies (targets without rest parameters). */
  lowersParameters?: boolean
  /** The same for object patterns with a rest. */
  lowersObjectRest?: boolean
}

/** Finds out everything that the appliers carry out. `program` is a Program node of either AST dialect; it is not changed. */
export function analyze(program: Node, options: AnalyzeOptions): Plan {
  const plan: Plan = {
    version: 1,
    functions: [],
    sites: [],
    references: [],
    retargets: [],
    diagnostics: [],
    module: program.sourceType === 'module',
    leftAlone: null,
    [NAMES]: new Set(),
  }
  if (importsCompiled(program)) {
    plan.leftAlone = { rule: 'R14', because: 'it is compiled already' }
    return plan
  }
  if (directivesOf(program).includes('use client')) {
    plan.leftAlone = { rule: 'R13', because: "'use client': it runs in a browser, where no response is sent" }
    return plan
  }
  try {
    return analyzeProgram(program, options, plan)
  } catch (error) {
    if (!(error instanceof UnknownSyntax)) throw error
    const diagnostic: PlannedDiagnostic = {
      slug: 'unknown-syntax',
      at: spanOf(error.node),
      values: { syntax: error.node.type },
    }
    return {
      ...plan,
      functions: [],
      sites: [],
      references: [],
      retargets: [],
      diagnostics: [diagnostic],
      leftAlone: { rule: 'R14', because: `it contains syntax that is not known: ${error.node.type}` },
    }
  }
}

function analyzeProgram(program: Node, options: AnalyzeOptions, plan: Plan): Plan {
  const bindings = findBindings(program)
  plan[NAMES] = bindings.names
  plan.module = isModule(program, bindings)
  const imports = findImports(program, bindings, options.sources)
  plan.retargets = imports.retargets
  const ignored = findIgnored(program, options.code, options.comments, bindings)
  if (ignored.file) {
    plan.leftAlone = { rule: 'R14', because: 'a comment at its top says afterword-ignore' }
    plan.retargets = []
    return plan
  }

  const executors = findExecutors(program, bindings)
  const functions = findFunctions(program, bindings, executors)
  const byNode = new Map<Node, Func>(functions.map((func) => [func.node, func]))
  const orderOptions = { jsxCalls: !usesReact(options.comments, imports) }
  const orders = new Map<Func, Order>()
  const orderOf = (func: Func): Order => {
    const known = orders.get(func) ?? findOrder(func.node, orderOptions)
    orders.set(func, known)
    return known
  }

  // One walk for what does not depend on the functions around it: ignored places and sites.
  const ignoredFunctions = new Map<Func, string>()
  const apiCallers = new Set<Node>()
  const sites: SitePlan[] = []
  const visit = (root: Node, because: string | null, fn: Node | null): void =>
    walk(root, (node) => {
      const reason = because ?? ignored.nodes.get(node) ?? null
      if (node !== root && ((reason !== null && because === null) || isFunction(node))) {
        visit(node, reason, isFunction(node) ? node : fn)
        return false
      }
      const func = byNode.get(node)
      if (func && reason) ignoredFunctions.set(func, reason)
      if (isField(node) && !node.static && node !== root) {
        for (const child of children(node)) visit(child, reason, isFunction(child) ? child : (fn ?? node))
        return false
      }
      if (reason || !isPlainCall(node)) return undefined
      // What a module schedules while it is evaluated belongs to nobody (R1).
      if (fn && !byNode.get(fn)?.evaluated) {
        const reference = findReference(node, bindings, executors)
        if (reference) plan.references.push(reference)
      }
      const api = imports.apiOf(node.callee)
      if (!api) return undefined
      if (fn) apiCallers.add(fn)
      const place = options.sites ? `${options.file}:${options.lineOf(node.start)}` : null
      if (!imports.isReplaceable(node.callee)) return undefined
      if ((api === 'after' || api === 'after.with') && (place || imports.isForeign(node.callee)))
        sites.push({ at: spanOf(node), [NODE]: node, kind: api, place })
      else if ((api === 'headers' || api === 'cookies') && imports.isForeign(node.callee))
        sites.push({ at: spanOf(node), [NODE]: node, kind: api, place: null })
      return undefined
    })
  visit(program, null, null)
  plan.sites = sites

  const basename = (options.file.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '')
  const awaited = findAwaited(program)
  const context = { bindings, imports, program, basename, names: options.entries, awaited }
  const entries = new Map<Func, Entry | null>(functions.map((func) => [func, findEntry(func, context)]))
  // A route or an action runs in another request: there is no place around its parameters either.
  for (const func of functions)
    if (func.parameterOf && entries.get(func.parameterOf)?.noOuter) func.parent = null
  plan.functions = findCaptures(functions, {
    bindings,
    orderOf,
    entryOf: (func) => entries.get(func) ?? null,
    ignoredBecause: (func) => ignoredFunctions.get(func) ?? null,
    runsUnderScope: (func) => isTask(func, imports),
    lowersParameters: options.lowersParameters ?? false,
    lowersObjectRest: options.lowersObjectRest ?? false,
    callsApi: (func) => apiCallers.has(func.node),
  })

  plan.diagnostics.push(...findLowered(program))
  plan.functions.forEach(({ name, at: body, leftAlone, capture }, index) => {
    const label = functions[index]?.label
    const at: Span = label ? spanOf(label) : [body[0], body[0] + 1]
    if (leftAlone?.unsafe)
      plan.diagnostics.push({ slug: 'left-alone', at, values: { name, because: leftAlone.because } })
    if (capture?.lateBecause)
      plan.diagnostics.push({ slug: 'late-capture', at, values: { name, because: capture.lateBecause } })
  })
  return plan
}

/** `after(() => …)`, `bind(() => …)`: the function itself is what the runtime runs under the scope. */
function isTask({ node, givenTo, givenAs }: Func, imports: Imports): boolean {
  if (!givenTo || givenAs !== null || !isPlainCall(givenTo) || !imports.onlyOurs) return false
  const api = imports.apiOf(givenTo.callee)
  const argument = (givenTo.arguments as Node[])[api === 'after.with' ? 1 : 0]
  return /^(?:after|after\.with|bind)$/.test(api ?? '') && argument !== undefined && unwrap(argument) === node
}
