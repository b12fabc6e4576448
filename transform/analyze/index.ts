/**
 * `analyze(program) → Plan`: the questions of `transform/README.md`, answered in that order. Reads only; plain data comes out.
 */
import type { Host } from '../options.ts'
import { findSpot } from './arrays.ts'
import { findBindings, findNames } from './bindings.ts'
import { findCallbacks } from './callbacks.ts'
import { findCaptures } from './captures.ts'
import { asksHost, type Entry } from './entries/entry.ts'
import { isRoutedFile } from './entries/exported.ts'
import { findEntry } from './entries.ts'
import { escapesByName } from './evaluated.ts'
import { type Func, findFunctions } from './functions.ts'
import { findHanded } from './handed.ts'
import { findIgnored } from './ignored.ts'
import { type Api, COMPILED, findImports, type Imports, PACKAGE } from './imports.ts'
import { findInventory } from './inventory.ts'
import { findJobs } from './jobs.ts'
import { isLocal } from './local.ts'
import { findLowered } from './lowered.ts'
import { findMade } from './made.ts'
import { bindMention, findMentions } from './mentions.ts'
import { type ApiCall, dropDisabled, findClientMisuse, findMisuse } from './misuse/index.ts'
import { findMaxDuration, importsCompiled, isModule, usesReact } from './module.ts'
import {
  directivesOf,
  isCall,
  isPlainCall,
  type Node,
  type Span,
  spanOf,
  UnknownSyntax,
  unwrap,
} from './nodes.ts'
import type { AnalyzeOptions } from './options.ts'
import { findOrder } from './order/finder.ts'
import type { Order } from './order.ts'
import type { AuthorPlan } from './plan/functions.ts'
import { NODE } from './plan/planned.ts'
import { NAMES, type Plan, type PlannedDiagnostic, type SitePlan } from './plan.ts'
import { findExecutors, findReference } from './references.ts'
import { findAwaited, findDiscarded, findKnownRouters, mayRegister } from './routers.ts'
import { findWrappers } from './wrappers.ts'

export type { Comment } from './marked.ts'
export { type Node, type Span, spanOf } from './nodes.ts'
export type { AnalyzeOptions } from './options.ts'
export * from './plan/functions.ts'
export * from './plan/planned.ts'
export * from './plan.ts'

/** Finds out everything that the appliers carry out. `program` is a Program node of either AST dialect; it is not changed. */
export function analyze(program: Node, options: AnalyzeOptions): Plan {
  const plan = emptyPlan(program, options.host ?? null)
  if (importsCompiled(program)) {
    plan.leftAlone = { rule: 'R14', because: 'it is compiled already' }
    return plan
  }
  if (directivesOf(program).includes('use client')) {
    plan.leftAlone = { rule: 'R13', because: "'use client': it runs in a browser, where no response is sent" }
    plan.diagnostics = dropDisabled(findClientMisuse(program, options), options)
    return plan
  }
  try {
    const found = analyzeProgram(program, options, plan)
    found.diagnostics = dropDisabled(found.diagnostics, options)
    return found
  } catch (error) {
    // There are patterns in patterns for which no list waits.
    if (error instanceof RangeError) return leaveTooDeep(plan)
    if (!(error instanceof UnknownSyntax)) throw error
    const { type } = error.node
    return leaveAlone(plan, `it contains syntax that is not known: ${type}`, {
      slug: 'unknown-syntax',
      at: spanOf(error.node),
      values: { syntax: type },
    })
  }
}

const emptyPlan = (program: Node | null, host: Host | null): Plan => ({
  version: 1,
  functions: [],
  sites: [],
  references: [],
  retargets: [],
  jobs: [],
  diagnostics: [],
  module: program?.sourceType === 'module',
  helpers: host ? `${PACKAGE}/${host}/compiled` : COMPILED,
  leftAlone: null,
  [NAMES]: new Set(),
})

/** When unsure, leave it alone. */
export const leaveAlone = (plan: Plan, because: string, diagnostic: PlannedDiagnostic): Plan => ({
  ...plan,
  functions: [],
  sites: [],
  references: [],
  retargets: [],
  jobs: [],
  diagnostics: [diagnostic],
  leftAlone: { rule: 'R14', because },
})

/** For a program that somebody's stack is too small for. */
export function leaveTooDeep(plan: Plan = emptyPlan(null, null)): Plan {
  const because = 'it is nested too deep'
  return leaveAlone(plan, because, { slug: 'too-deep', at: [0, 1], values: {} })
}

function analyzeProgram(program: Node, options: AnalyzeOptions, plan: Plan): Plan {
  const bindings = findBindings(program)
  const inventory = findInventory(program)
  plan[NAMES] = new Set([...bindings.names, ...findNames(options.code)])
  plan.module = isModule(program, bindings, options)
  const imports = findImports(program, bindings, options, inventory)
  plan.retargets = imports.retargets
  const ignored = findIgnored(program, inventory, options.code, options.comments, bindings)
  if (ignored.file) {
    plan.leftAlone = { rule: 'R14', because: 'a comment at its top says afterword-ignore' }
    plan.retargets = []
    return plan
  }

  const executors = findExecutors(inventory, bindings)
  const functions = findFunctions(program, bindings, executors)
  const byNode = new Map<Node, Func>(functions.map((func) => [func.node, func]))
  const { code, host = null, sources, droppedPromises = false } = options
  const mentions = findMentions({ program, bindings, imports, inventory, sources }).filter(
    ({ owner }) => owner && !byNode.get(owner)?.evaluated && !ignored.reasons.has(owner),
  )
  const orderOptions = {
    jsxCalls: !usesReact(options.comments, imports),
    mentions: new Set(mentions.map(({ node }) => node)),
    told: new Set<Node>(),
    bindings,
  }
  const orders = new Map<Func, Order>()
  const orderOf = (func: Func): Order => {
    const known = orders.get(func) ?? findOrder(func.node, orderOptions)
    orders.set(func, known)
    return known
  }

  const apiCallers = new Set<Node>()
  const asking = new Set<Node>()
  const calls: ApiCall[] = []
  for (const { node, owner } of inventory.uses) {
    if (ignored.reasons.has(node) || !isCall(node)) continue
    // What a module schedules while it is evaluated belongs to nobody (R1).
    if (owner && !byNode.get(owner)?.evaluated) {
      const reference = findReference(node, bindings, executors)
      if (reference) plan.references.push(reference)
    }
    const api = isPlainCall(node) ? imports.apiOf(node.callee) : null
    if (!api && owner && isPlainCall(node) && imports.isNextOwn(node.callee)) {
      plan.sites.push({ at: spanOf(node), [NODE]: node, kind: 'own', place: null, replaces: false })
      if (isPlainName(node.callee)) orderOptions.told.add(node)
    }
    if (!api) continue
    calls.push({ node, owner, api })
    if (owner && api !== 'cache') apiCallers.add(owner)
    if (owner && /^(?:after|after\.with|headers|cookies)$/.test(api)) asking.add(owner)
    const site = findSite(node, api, imports, options)
    if (site) plan.sites.push(site)
    if (isToldOf(node, api, site)) orderOptions.told.add(node)
  }
  plan.references.push(...mentions.map(bindMention))

  const callsApi = ({ node }: Func): boolean => apiCallers.has(node)
  const folders = options.file.split('/')
  const basename = (folders.pop() ?? '').replace(/\.[^.]*$/, '')
  const context = {
    bindings,
    imports,
    program,
    host: options.host ?? null,
    isJsx: /\.(?:[jt]sx|js)$/.test(options.file) || imports.imports(/^react(?:\/|$)/),
    basename,
    isRouted:
      isRoutedFile(folders, basename) && !/x$/.test(options.file) && !imports.imports(/^react(?:\/|$)/),
    names: options.entries,
    awaited: findAwaited(inventory),
    discarded: findDiscarded(inventory),
    knownRouters: findKnownRouters(inventory, bindings),
    requests: new Map<Func, boolean>(),
    handed: findHanded(
      inventory,
      bindings,
      (owner) => byNode.get(owner),
      (call) => mayRegister(call) || imports.apiOf(call.callee) === 'withAfter',
    ),
    wrappers: findWrappers(functions, inventory, bindings),
    callsApi,
    asksRequest: ({ node }: Func) => asking.has(node),
  }
  const entries = new Map<Func, Entry | null>(functions.map((func) => [func, findEntry(func, context)]))
  // A route or an action runs in another request: there is no place around its parameters either.
  for (const func of functions)
    if (func.parameterOf && entries.get(func.parameterOf)?.noOuter) func.parent = null
  const funcOf = (node: Node): Func | null => byNode.get(node) ?? null
  const entryOf = (node: Node): Entry | null => entries.get(byNode.get(node) as Func) ?? null
  const { jobs, diagnostics } = findJobs({ program, bindings, imports, inventory, calls, entryOf }, options)
  plan.jobs = jobs
  // A durable task moves to where nothing is around it.
  const moved = new Set(jobs.flatMap((each) => [each[NODE], ...(each.upgrade ? [each.upgrade[NODE]] : [])]))
  for (const func of functions) if (moved.has(func.node)) func.parent = null
  const callbacks = findCallbacks({
    program,
    bindings,
    inventory,
    imports,
    executors,
    functions,
    entryOf: (func) => entries.get(func) ?? null,
  })
  plan.functions = findCaptures(functions, {
    bindings,
    orderOf,
    entryOf: (func) => entries.get(func) ?? null,
    authorOf: callbacks.authorOf,
    isViewed: callbacks.isViewed,
    spotOf: (func) => findSpot(func, bindings),
    isLocal: (func) =>
      isLocal(func, {
        callersOf: callbacks.callersOf,
        funcOf: (node) => byNode.get(node) ?? null,
        entryOf: (each) => entries.get(each) ?? null,
        isIgnored: (node) => ignored.reasons.has(node),
      }),
    madeIn: (func, order) => findMade(callbacks.guardedIn(func), order, bindings, imports),
    ignoredBecause: ({ node }) => ignored.reasons.get(node) ?? null,
    runsUnderScope: (func) =>
      moved.has(func.node) || (isTask(func, imports) && !escapesByName(func.node, bindings)),
    maxDuration: findMaxDuration(program),
    asksHost: ({ shape }) => asksHost(shape, options.host ?? null),
    asksCarriers: options.host !== 'next',
    movesActions: options.host === 'rsc',
    lowersParameters: options.lowersParameters ?? false,
    lowersObjectRest: options.lowersObjectRest ?? false,
    callsApi,
  })

  plan.diagnostics.push(...findLowered(inventory))
  // Next's own work in Next.
  if (options.host !== 'next')
    for (const [node, diagnostic] of imports.unseen)
      if (!ignored.reasons.has(node)) plan.diagnostics.push(diagnostic)
  plan.functions.forEach(({ name, at: body, leftAlone, capture, entry }, index) => {
    const func = functions[index] as Func
    const { label } = func
    const at: Span = label ? spanOf(label) : [body[0], body[0] + 1]
    if (leftAlone?.unsafe)
      plan.diagnostics.push({ slug: 'left-alone', at, values: { name, because: leftAlone.because } })
    const unnamed = leftAlone?.rule === 'R14' ? undefined : entries.get(func)?.unnamed
    if (unnamed && orderOf(func).events.some(({ kind }) => kind !== 'suspension'))
      plan.diagnostics.push({ slug: 'unnamed-entry', at, values: { name, ...unnamed } })
    const late = entry?.shape === 'action' ? 'late-capture.action' : 'late-capture'
    if (capture?.lateBecause)
      plan.diagnostics.push({ slug: late, at, values: { name, because: capture.lateBecause } })
  })
  const authors = new Map(plan.functions.map((each) => [each[NODE], each.capture?.author ?? null]))
  const authorOf = (node: Node): AuthorPlan | null => authors.get(node) ?? null
  const ignoredBecause = (node: Node): string | null => ignored.reasons.get(node) ?? null
  plan.diagnostics.push(
    ...diagnostics,
    ...findMisuse({
      program,
      code,
      bindings,
      imports,
      inventory,
      host,
      sources,
      droppedPromises,
      calls,
      funcOf,
      entryOf,
      authorOf,
      ignores: ignored.reasons.size > 0,
      ignoredBecause,
    }),
  )
  return plan
}

/** What becomes of a call of this package, if anything does. */
function findSite(call: Node, api: Api, imports: Imports, options: AnalyzeOptions): SitePlan | null {
  const isAfter = api === 'after' || api === 'after.with'
  if (!isAfter && api !== 'headers' && api !== 'cookies' && api !== 'cache') return null
  const replaces = imports.isReplaceable(call.callee) && imports.isForeign(call.callee)
  const isPlaced = isAfter && options.sites && call.arguments.length > 0
  const place = isPlaced
    ? (options.placeOf?.(call.start) ?? `${options.file}:${options.lineOf(call.start)}`)
    : null
  return place || replaces ? { at: spanOf(call), [NODE]: call, kind: api, place, replaces } : null
}

/** Whether a call can be handed the scope: what a member is called on would be lost. */
function isToldOf(call: Node, api: Api, site: SitePlan | null): boolean {
  if (!/^(?:after|headers|cookies|currentScope|bind)$/.test(api)) return false
  return site?.replaces === true || isPlainName(call.callee)
}

const isPlainName = (callee: Node): boolean => /^(?:Identifier|SequenceExpression)$/.test(unwrap(callee).type)

/** `after(() => …)`, `bind(() => …)`: the function itself is what the runtime runs under the scope. */
function isTask({ node, givenTo, givenAs }: Func, imports: Imports): boolean {
  if (!givenTo || givenAs !== null || !isPlainCall(givenTo) || !imports.onlyOurs) return false
  const api = imports.apiOf(givenTo.callee)
  const argument = (givenTo.arguments as Node[])[api === 'after.with' ? 1 : 0]
  return /^(?:after|after\.with|bind)$/.test(api ?? '') && argument !== undefined && unwrap(argument) === node
}
