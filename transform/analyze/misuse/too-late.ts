/**
 * What a task does too late with what its handler was given: it answers the request that it waits for, changes a response that has left, or
 * reads a body that may be gone.
 */
import { isCall, isFunction, isMember, type Node, propertyName, spanOf, unwrap, walk } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import {
  type ApiCall,
  functionsAround,
  isHandedIn,
  type MisuseContext,
  pathOf,
  plainCalls,
  taskAround,
} from './context.ts'
import {
  ASSIGNED,
  CALLED,
  EDITS,
  HELPERS,
  isWord,
  kindOf,
  PACKAGES,
  READ_ONCE,
  RESPONSES,
  type TooLate,
} from './too-late-names.ts'

const SLUGS = { body: 'body-in-task', head: 'response-in-task', answer: 'response-in-task.answer' }

interface Touched {
  /** What a handler was given, and what of it is called. */
  root: Node
  what: string
  kind: TooLate
  /** What is kept once it was read. */
  once?: boolean
  /** The calls that a chain goes through: `res.status(404)` of `res.status(404).json(…)`. */
  inner?: readonly Node[]
}

/** `res.json`, and `res.status(404).json` by the same names. */
function memberOf(callee: Node): { root: Node; path: string; inner: Node[] } | null {
  const inner: Node[] = []
  let node = unwrap(callee.object)
  while (isCall(node) && isMember(unwrap(node.callee))) {
    inner.push(node)
    node = unwrap(unwrap(node.callee).object)
  }
  if (inner.length === 0) {
    const found = pathOf(callee)
    return found && { ...found, inner }
  }
  const path = propertyName(callee)
  return path && node.type === 'Identifier' && isWord(RESPONSES, node.name)
    ? { root: node, path, inner }
    : null
}

/** `stream.pipe(res)`, `pipeline(stream, res)` */
function findPiped(args: readonly Node[], method: string): Touched | null {
  if (!/^(?:pipe|pipeTo|pipeline)$/.test(method)) return null
  for (const each of args) {
    const found = pathOf(each)
    if (found && isWord(RESPONSES, found.root.name) && isWord(' raw', found.path))
      return { root: found.root, what: `${method}(${found.root.name})`, kind: 'answer' }
  }
  return null
}

function findTouched(call: Node, callee: Node, { bindings }: MisuseContext): Touched | null {
  const args = call.arguments as Node[]
  const method = isMember(callee) ? propertyName(callee) : callee.type === 'Identifier' ? callee.name : null
  const piped = method && findPiped(args, method)
  if (piped) return piped
  if (isMember(callee)) {
    const member = memberOf(callee)
    if (!member) return null
    const { root, path, inner } = member
    const once = kindOf(READ_ONCE, root.name, path, args.length) !== null
    const kind = once ? 'body' : kindOf(CALLED, root.name, path, args.length)
    return kind && { root, what: `${root.name}.${path}()`, kind, once, inner }
  }
  const root = args[0] && unwrap(args[0])
  const helper = callee.type === 'Identifier' ? bindings.resolve(callee) : null
  if (root?.type !== 'Identifier' || !helper?.source || !PACKAGES.test(helper.source)) return null
  const kind = kindOf(HELPERS, helper.key ?? '', '', args.length)
  return kind && { root, what: `${callee.name}()`, kind }
}

/** What a task does with the request and the response that its handler was given. */
export function findTooLate(context: MisuseContext): PlannedDiagnostic[] {
  if (context.tasks.size === 0) return []
  const found: PlannedDiagnostic[] = []
  const read = new Set<unknown>()
  const chained = new Set<Node>()
  for (const { node, owner, callee } of plainCalls(context)) {
    const touched = chained.has(node) ? null : findTouched(node, callee, context)
    if (!touched) continue
    const { root, what, kind, once, inner = [] } = touched
    const binding = context.bindings.resolve(root)
    const inside = taskAround(owner, context)
    if (!inside && once) read.add(binding)
    if (!inside || (once && read.has(binding))) continue
    if (!isHandedIn(root, inside.fn, context) && !isOwn(touched, inside.fn, context)) continue
    for (const each of inner) chained.add(each)
    found.push({ slug: SLUGS[kind], at: spanOf(node), values: { call: inside.task.api, what } })
  }
  for (const [fn, task] of context.tasks) found.push(...findAssigned(fn, task, context))
  return found
}

/** `ctx.body = …`, `res.statusCode = 404` */
function findAssigned(task: Node, { api }: ApiCall, context: MisuseContext): PlannedDiagnostic[] {
  const found: PlannedDiagnostic[] = []
  walk(task, (node) => {
    // It is looked at by itself, or runs in requests of its own.
    if (node !== task && isFunction(node) && (context.tasks.has(node) || context.entryOf(node)?.noOuter))
      return false
    if (node.type !== 'AssignmentExpression') return true
    const left = pathOf(node.left)
    const kind = left && kindOf(ASSIGNED, left.root.name, left.path, isStatus(node.right) ? 1 : 0)
    if (kind && isHandedIn(left.root, task, context)) {
      const what = `${left.root.name}.${left.path} = …`
      found.push({ slug: SLUGS[kind], at: spanOf(node.left), values: { call: api, what } })
    }
    return true
  })
  return found
}

const isStatus = (node: Node): boolean =>
  /^(?:Numeric)?Literal$/.test(node.type) && typeof node.value === 'number'

/** Whether a Response was made by the handler: `new Response(…)`, `Response.json(…)`, `await next()`. What a server has sent to this one is no such. */
function isOwn({ root, what }: Touched, task: Node, { bindings, inventory }: MisuseContext): boolean {
  const binding = bindings.resolve(root)
  const edits = `${EDITS} cookies.set cookies.delete`.split(' ')
  if (!binding?.init || binding.key !== null || !edits.some((each) => what === `${root.name}.${each}()`))
    return false
  let made = unwrap(binding.init)
  const { start, end } = made
  if (start > task.start && end < task.end) return false
  const handlers = functionsAround(inventory.around.get(task) ?? null, inventory)
  if (!handlers.some((each) => start > each.start && end < each.end)) return false
  const awaited = made.type === 'AwaitExpression'
  if (awaited) made = unwrap(made.argument)
  if (!isCall(made) && made.type !== 'NewExpression') return false
  const from = pathOf(made.callee)
  if (!from) return false
  if (isWord('Response NextResponse', from.root.name)) return true
  return awaited && from.path === '' && isWord('next resolve handler handle', from.root.name)
}
