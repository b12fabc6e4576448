/**
 * Which tasks are durable, and what of them is stored? `after(task, { name: 'receipt', durable: true })` becomes a job: the task moves to the module, and what
 * it takes from around it is handed to it by name, by this process or by another.
 *
 *     after(() => mail(order), { name: 'receipt', durable: true })
 *     →  after(_durable("receipt", { order }, [], []), { … })   …   _job("receipt", ["order"], "src/orders.ts:12", (order) => (() => mail(order)))
 *
 * What cannot be moved is left as it is, and said: at run time such a task is refused.
 */
import type { Bindings } from './bindings.ts'
import type { Entry } from './entries/entry.ts'
import { findImports, type Imports } from './imports.ts'
import type { Inventory } from './inventory.ts'
import { findCaptures, findUpgradeProblems } from './jobs/captures.ts'
import type { Job, JobContext } from './jobs/context.ts'
import { findListening } from './jobs/listening.ts'
import { type DurableOptions, findDurable, nameOf, optionOf } from './jobs/options.ts'
import { findRequest } from './jobs/request.ts'
import { isDropped } from './jobs/transaction.ts'
import { findTree } from './jobs/tree.ts'
import { findWrites } from './jobs/writes.ts'
import { type ApiCall, givesTask, taskOf } from './misuse/context.ts'
import { withNext } from './misuse/next.ts'
import { isFunction, type Node, spanOf, unwrap } from './nodes.ts'
import type { AnalyzeOptions } from './options.ts'
import { NODE } from './plan/planned.ts'
import type { JobPlan, PlannedDiagnostic } from './plan.ts'

interface Asked {
  program: Node
  bindings: Bindings
  imports: Imports
  inventory: Inventory
  calls: readonly ApiCall[]
  entryOf(fn: Node): Entry | null
}

export interface Jobs {
  jobs: JobPlan[]
  diagnostics: PlannedDiagnostic[]
}

interface Durable {
  call: ApiCall
  task: Node | null
  options: DurableOptions
}

export function findJobs(asked: Asked, options: AnalyzeOptions): Jobs {
  const { program, bindings, inventory, calls, entryOf } = asked
  const found = calls.flatMap((call): Durable[] => {
    const task = givesTask(call) ? taskOf(call) : null
    const given = task && (call.node.arguments as Node[])[call.api === 'after.with' ? 2 : 1]
    const durable = given ? findDurable(given, bindings) : null
    return task && durable ? [{ call, task, options: durable }] : []
  })
  // In most files there is none.
  if (found.length === 0) return { jobs: [], diagnostics: [] }
  const names = withNext({ sources: options.sources, host: options.host ?? null })
  const imports =
    names.sources === options.sources ? asked.imports : findImports(program, bindings, names, inventory)
  const context: JobContext = {
    program,
    bindings,
    tree: findTree(program),
    writes: findWrites(program, bindings),
    apiOf: imports.apiOf,
    entryOf,
  }
  const jobs: JobPlan[] = []
  const diagnostics: PlannedDiagnostic[] = []
  const places = new Map<string, string>()
  for (const { call, task, options: durable } of found) {
    const problems: PlannedDiagnostic[] = []
    const report = (slug: string, at: Node, values: Record<string, string>): void => {
      problems.push({ slug, at: spanOf(at), values })
    }
    const { node } = call
    const place = options.placeOf?.(node.start) ?? `${options.file}:${options.lineOf(node.start)}`
    const name = nameOf(durable)
    if (name === null) report('durable-name', durable.name ?? durable.durable, {})
    const job: Job = { call: node, task: task as Node, name: name ?? '' }
    const first = name === null ? undefined : places.get(name)
    if (first !== undefined)
      report('durable-twice.written', durable.name ?? node, { name: job.name, first, second: place })
    else if (name !== null) places.set(name, place)
    if (optionOf(durable, 'tx') && isDropped(node, context.tree))
      report('durable-tx', node, { job: job.name })
    const plan = planOf(job, place, optionOf(durable, 'upgrade'), context, problems)
    if (problems.length === 0 && plan) jobs.push(plan)
    diagnostics.push(...problems)
  }
  const listening = findListening(program, bindings)
  if (listening)
    diagnostics.push({ slug: 'durable-entry', at: spanOf(listening.at), values: { call: listening.name } })
  diagnostics.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1])
  return { jobs, diagnostics: diagnostics.filter(({ at }) => at[0] >= 0) }
}

function planOf(
  job: Job,
  place: string,
  upgrade: Node | null,
  context: JobContext,
  problems: PlannedDiagnostic[],
): JobPlan | null {
  const { task } = job
  const kind = kindOf(task, context)
  if (kind === null) {
    problems.push({ slug: 'durable-task', at: spanOf(task), values: { job: job.name } })
    return null
  }
  const captures = kind === 'inline' ? findCaptures(job, context) : { names: [], problems: [] }
  const fn = kind === 'inline' ? task : functionOf(task, context)
  const request = fn ? findRequest(job, fn, context) : { headers: [], cookies: [], problems: [] }
  problems.push(...captures.problems, ...request.problems)
  const upgrades = upgrade && kindOf(upgrade, context)
  if (upgrade && !upgrades)
    problems.push({ slug: 'durable-task.upgrade', at: spanOf(upgrade), values: { job: job.name } })
  if (upgrade && upgrades === 'inline') problems.push(...findUpgradeProblems(job, upgrade, context))
  const { headers, cookies } = request
  return {
    at: spanOf(task),
    [NODE]: task,
    name: job.name,
    place,
    captures: captures.names,
    headers,
    cookies,
    upgrade: upgrade && { at: spanOf(upgrade), [NODE]: upgrade },
  }
}

/** Written in place, or the name of what the module declares or imports, which is there in every process. */
function kindOf(task: Node, { bindings }: JobContext): 'inline' | 'named' | null {
  if (/^(?:Arrow)?FunctionExpression$/.test(task.type)) return task.generator ? null : 'inline'
  const binding = task.type === 'Identifier' ? bindings.resolve(task) : null
  if (!binding || binding.scope !== bindings.program || binding.assigned) return null
  if (binding.kind === 'import') return binding.key === '*' ? null : 'named'
  const value = binding.init && binding.key === null ? unwrap(binding.init) : null
  return value && isFunction(value) && !value.generator ? 'named' : null
}

const functionOf = (name: Node, { bindings }: JobContext): Node | null => {
  const init = bindings.resolve(name)?.init
  return init ? unwrap(init) : null
}
