/** What every check asks: where the calls of this package are, and what they are written in. */
import type { Host } from '../../options.ts'
import type { Binding, Bindings } from '../bindings.ts'
import type { Entry } from '../entries/entry.ts'
import type { Func } from '../functions.ts'
import type { Api, Imports } from '../imports.ts'
import type { Inventory } from '../inventory.ts'
import { isCall, isFunction, isMember, isPlainCall, type Node, propertyName, unwrap, walk } from '../nodes.ts'
import type { AuthorPlan } from '../plan/functions.ts'

/** A call of this package. */
export interface ApiCall {
  node: Node
  /** As in the inventory: the function that it is written in. */
  owner: Node | null
  api: Api
}

export interface MisuseContext {
  program: Node
  code: string
  bindings: Bindings
  imports: Imports
  inventory: Inventory
  host: Host | null
  /** Less those that are ignored. */
  calls: readonly ApiCall[]
  /** Each function that is a task, with the call that it is given to. */
  tasks: ReadonlyMap<Node, ApiCall>
  funcOf(node: Node): Func | null
  entryOf(node: Node): Entry | null
  /** Whether a nested function is a callback, null where nothing asks. */
  authorOf(node: Node): AuthorPlan | null
  /** Why something is left as it is written (R14). */
  ignoredBecause(node: Node): string | null
}

export const givesTask = ({ api }: ApiCall): boolean => api === 'after' || api === 'after.with'

/** What is given as the task; null where a spread may hold it. */
export function taskOf({ node, api }: ApiCall): Node | null | undefined {
  const given = (node.arguments as Node[]).slice(0, api === 'after.with' ? 2 : 1)
  if (given.some((each) => each.type === 'SpreadElement')) return null
  const task = given[api === 'after.with' ? 1 : 0]
  return task && unwrap(task)
}

/** The functions that run as tasks and as nothing else: written inline, or given by a name that is used for nothing else. */
export function findTasks(asked: Omit<MisuseContext, 'tasks'>): Map<Node, ApiCall> {
  const { calls, bindings, program, funcOf } = asked
  const tasks = new Map<Node, ApiCall>()
  const named = new Map<Binding, { fn: Node; call: ApiCall; uses: number }>()
  for (const call of calls) {
    const task = givesTask(call) ? taskOf(call) : null
    if (task && isFunction(task)) tasks.set(task, call)
    const known = task && functionNamed(task, bindings)
    if (!known || funcOf(known.fn)?.exported) continue
    // What is no function declaration is said once more where it is declared.
    const before = named.get(known.binding)?.uses ?? (known.binding.kind === 'function' ? 0 : 1)
    named.set(known.binding, { fn: known.fn, call, uses: before + 1 })
  }
  if (named.size === 0) return tasks
  walk(program, (node) => {
    const found = node.type === 'Identifier' ? named.get(bindings.resolve(node) as Binding) : undefined
    if (found) found.uses--
  })
  for (const { fn, call, uses } of named.values()) if (uses === 0) tasks.set(fn, call)
  return tasks
}

/** The functions around something, from the inside out. */
export function functionsAround(owner: Node | null, { around }: Inventory): Node[] {
  const found: Node[] = []
  for (let each = owner; each; each = around.get(each) ?? null) if (isFunction(each)) found.push(each)
  return found
}

/** The task that something is written in, and runs with: the functions from the inside out up to the task itself. */
export function taskAround(owner: Node | null, context: MisuseContext): { task: ApiCall; fn: Node } | null {
  for (const fn of functionsAround(owner, context.inventory)) {
    const task = context.tasks.get(fn)
    if (task) return { task, fn }
    // A route that is registered in a task runs in requests of its own.
    if (context.entryOf(fn)?.noOuter) return null
  }
  return null
}

/** The function of this file that a name stands for, whatever happens. */
export function functionNamed(identifier: Node, bindings: Bindings): { fn: Node; binding: Binding } | null {
  if (identifier.type !== 'Identifier') return null
  const binding = bindings.resolve(identifier)
  if (!binding?.init || binding.key !== null || binding.assigned) return null
  if (!/^(?:const|let|function)$/.test(binding.kind)) return null
  const fn = unwrap(binding.init)
  return isFunction(fn) ? { fn, binding } : null
}

/** All plain calls, with what they call. */
export function* plainCalls({
  inventory,
}: MisuseContext): Generator<{ node: Node; owner: Node | null; callee: Node }> {
  for (const { node, owner } of inventory.uses)
    if (isPlainCall(node)) yield { node, owner, callee: unwrap(node.callee) }
}

/** `res.headers.set` → its first name and the rest; null where it is anything but names. */
export function pathOf(expression: Node): { root: Node; path: string } | null {
  const names: string[] = []
  let node = unwrap(expression)
  while (node.type === 'MemberExpression' && !node.optional && !node.computed) {
    if (node.property.type !== 'Identifier') return null
    names.unshift(node.property.name)
    node = unwrap(node.object)
  }
  return node.type === 'Identifier' ? { root: node, path: names.join('.') } : null
}

/** What calls what it is given with values of its own. */
const HANDS_ON = new Set(['then', 'catch', 'finally', 'map', 'forEach'])

/** Whether a name is a parameter of a function around `inner`: what a framework has handed to a handler, not what a promise gave. */
export function isHandedIn(name: Node, inner: Node, context: MisuseContext): boolean {
  const { bindings, inventory, funcOf } = context
  const binding = bindings.resolve(name)
  if (binding?.kind !== 'parameter') return false
  const handler = binding.scope.node
  if (!functionsAround(inventory.around.get(inner) ?? null, inventory).includes(handler)) return false
  // What the file calls by itself may be given anything: a clone, a map.
  if (isCalled(handler, context)) return false
  const given = funcOf(handler)?.givenTo
  const taker = given && unwrap(given.callee)
  return !(taker && isMember(taker) && HANDS_ON.has(propertyName(taker) ?? ''))
}

const isCalled = (fn: Node, { bindings, inventory }: MisuseContext): boolean =>
  inventory.uses.some(({ node }) => isCall(node) && functionNamed(unwrap(node.callee), bindings)?.fn === fn)
