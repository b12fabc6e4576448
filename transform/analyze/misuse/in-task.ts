/** What a task does too late: the request of a render is not known yet, the head of the response has left, the body may be gone. */
import type { Bindings } from '../bindings.ts'
import { MAY_RENDER } from '../entries.ts'
import type { Imports } from '../imports.ts'
import { isCall, isMember, type Node, propertyName, spanOf, unwrap } from '../nodes.ts'
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

export function findInTasks(context: MisuseContext): PlannedDiagnostic[] {
  const { calls, tasks } = context
  const reads = calls.filter(({ api }) => api === 'headers' || api === 'cookies')
  const found = reads.length > 0 ? [...findInRender(reads, context), ...findWrites(context)] : []
  return tasks.size > 0 ? [...found, ...findTooLate(context)] : found
}

/** `headers()` and `cookies()` in a task of a component: in what renders for React alone, others' components run in the handler. */
function findInRender(reads: readonly ApiCall[], context: MisuseContext): PlannedDiagnostic[] {
  const { host, imports, entryOf, inventory } = context
  if (host === null && !imports.imports(/^next(?:\/|$)/)) return []
  return reads.flatMap(({ node, owner, api }): PlannedDiagnostic[] => {
    const inside = taskAround(owner, context)
    if (!inside) return []
    const entry = functionsAround(inside.task.owner, inventory).map(entryOf).find(Boolean)
    const isComponent = entry?.shape === 'component' && entry.reason !== MAY_RENDER
    const renders = isComponent || entry?.shape === 'metadata'
    return renders ? [{ slug: 'request-in-render-task', at: spanOf(node), values: { call: api } }] : []
  })
}

/** `cookies().set(…)` in a task, and `headers().set(…)` anywhere. */
function findWrites(context: MisuseContext): PlannedDiagnostic[] {
  const found: PlannedDiagnostic[] = []
  for (const { owner, callee } of plainCalls(context)) {
    const method = isMember(callee) ? propertyName(callee) : null
    if (method !== 'set' && method !== 'delete' && method !== 'append') continue
    const api = storeOf(callee.object, context)
    const at = spanOf(callee)
    if (api === 'headers') found.push({ slug: 'read-only-headers.written', at, values: { method } })
    const inside = api === 'cookies' && method !== 'append' ? taskAround(owner, context) : null
    if (inside) found.push({ slug: 'cookie-in-task.written', at, values: { call: inside.task.api, method } })
  }
  return found
}

/** Whose object an expression is: `cookies()`, `await cookies()`, or a constant that holds it. */
function storeOf(
  expression: Node,
  { imports, bindings }: { imports: Imports; bindings: Bindings },
): string | null {
  let node = unwrap(expression)
  for (let depth = 0; depth < 4; depth++) {
    if (node.type === 'AwaitExpression') node = unwrap(node.argument)
    if (isCall(node)) return imports.apiOf(node.callee)
    const binding = node.type === 'Identifier' ? bindings.resolve(node) : null
    if (!binding?.init || binding.key !== null || binding.assigned || binding.kind === 'function') return null
    node = unwrap(binding.init)
  }
  return null
}

/** Names that documentation gives to what a handler is handed, and paths from there. */
type Paths = readonly (readonly [names: string, paths: string])[]

const BODY = 'json text formData arrayBuffer blob bytes'
const EDITS = 'headers.set headers.append headers.delete'
const within = (object: string, paths: string): string => paths.replace(/\S+/g, `${object}.$&`)

/** What changes the head of the response. */
const WRITES: Paths = [
  [
    'res response reply',
    `setHeader appendHeader removeHeader writeHead cookie setCookie clearCookie raw.setHeader raw.writeHead ${EDITS}`,
  ],
  ['c ctx context event', `${within('res', EDITS)} node.res.setHeader cookies.set cookies.delete`],
  ['cookies', 'set delete'],
]
/** The same, if they are given a name and a value: with a name alone they read. */
const WRITES_PAIR: Paths = [
  ['res response reply', 'set append header'],
  ['c', 'header'],
]
const READS: Paths = [
  ['req request', `${BODY} body.getReader body.pipeTo body.pipeThrough`],
  ['event', `${within('req', BODY)} ${within('request', BODY)}`],
]
/** Hono keeps what it has read: a second time is none too late. */
const READS_ONCE: Paths = [['c', `${within('req', BODY)} req.parseBody`]]

/** Functions that do the same with what they are given first. */
const HELPERS = /^(?:h3|nitro|nitropack|hono\/cookie)(?:\/|$)/
const WRITERS =
  'setCookie setSignedCookie deleteCookie setHeader setHeaders setResponseHeader setResponseHeaders appendHeader appendResponseHeader'
const READERS = 'readBody readRawBody readFormData readMultipartFormData readValidatedBody'

const isListed = (list: Paths, name: string, path: string): boolean =>
  list.some(([names, paths]) => isWord(names, name) && isWord(paths, path))

const isWord = (words: string, word: string): boolean => words.split(' ').includes(word)

interface Touched {
  /** What a handler was given, and what of it is called. */
  root: Node
  what: string
  reads: boolean
  writes: boolean
  /** What is kept once it was read. */
  once: boolean
}

function findTouched(call: Node, callee: Node, { bindings }: MisuseContext): Touched | null {
  const args = call.arguments as Node[]
  if (isMember(callee)) {
    const called = pathOf(callee)
    if (!called) return null
    const { root, path } = called
    const { name } = root
    const once = isListed(READS_ONCE, name, path)
    const reads = once || isListed(READS, name, path)
    const writes = isListed(WRITES, name, path) || (args.length > 1 && isListed(WRITES_PAIR, name, path))
    return { root, what: `${name}.${path}()`, reads, writes, once }
  }
  const root = args[0] && unwrap(args[0])
  const helper = callee.type === 'Identifier' ? bindings.resolve(callee) : null
  if (root?.type !== 'Identifier' || !helper?.source || !HELPERS.test(helper.source)) return null
  const [reads, writes] = [READERS, WRITERS].map((words) => isWord(words, helper.key ?? ''))
  return { root, what: `${callee.name}()`, reads: reads ?? false, writes: writes ?? false, once: false }
}

/** What a task does with the request and the response that its handler was given. */
function findTooLate(context: MisuseContext): PlannedDiagnostic[] {
  const found: PlannedDiagnostic[] = []
  const read = new Set<unknown>()
  for (const { node, owner, callee } of plainCalls(context)) {
    const touched = findTouched(node, callee, context)
    if (!touched?.reads && !touched?.writes) continue
    const { root, what, reads, once } = touched
    const binding = context.bindings.resolve(root)
    const inside = taskAround(owner, context)
    if (!inside && once) read.add(binding)
    if (!inside || (once && read.has(binding)) || !isHandedIn(root, inside.fn, context)) continue
    const values = { call: inside.task.api, what }
    found.push({ slug: reads ? 'body-in-task' : 'response-in-task', at: spanOf(node), values })
  }
  return found
}
