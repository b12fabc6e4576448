/** Which headers and cookies does a task read? Those that it names in place are stored with it. */
import {
  isCall,
  isMember,
  isPlainCall,
  type Node,
  propertyName,
  spanOf,
  stringValue,
  walk,
} from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import type { Job, JobContext } from './context.ts'

export interface Request {
  headers: string[]
  cookies: string[]
  problems: PlannedDiagnostic[]
}

/** @param fn the function that runs as the task */
export function findRequest(job: Job, fn: Node, context: JobContext): Request {
  const read = { headers: new Set<string>(), cookies: new Set<string>() }
  const problems: PlannedDiagnostic[] = []
  const refuse = (node: Node, call: string, what: string): void => {
    problems.push({ slug: 'durable-request', at: spanOf(node), values: { job: job.name, call, what } })
  }
  walk(fn, (node) => {
    const api = isPlainCall(node) ? context.apiOf(node.callee) : null
    if (api === 'headers' || api === 'cookies')
      for (const use of usesOf(node, fn, context)) {
        const name = nameRead(use, context)
        if (name !== null) read[api].add(name)
        else if (isGet(use, context)) refuse(node, api, 'by a name that is not written there')
        else refuse(node, api, 'as a whole')
      }
    const value =
      (node.type === 'Identifier' || isMember(node)) && !isCallee(node, context) && context.apiOf(node)
    if (value === 'headers' || value === 'cookies') refuse(node, value, 'where it is handed on')
  })
  return { headers: [...read.headers], cookies: [...read.cookies], problems }
}

const isCallee = (node: Node, { tree }: JobContext): boolean => {
  const outer = tree.wrapped(node)
  const around = tree.parentOf(outer)
  return around !== null && isPlainCall(around) && around.callee === outer
}

/** What is done with what `headers()` gives, awaited or not: itself, or, where a constant holds it, that constant's mentions. */
function usesOf(call: Node, fn: Node, { tree, bindings }: JobContext): Node[] {
  let node = tree.wrapped(call)
  let around = tree.parentOf(node)
  if (around?.type === 'AwaitExpression') {
    node = tree.wrapped(around)
    around = tree.parentOf(node)
  }
  const name: Node | null = around?.type === 'VariableDeclarator' && around.init === node ? around.id : null
  const binding = name?.type === 'Identifier' ? bindings.resolve(name) : null
  if (!binding || binding.assigned) return [node]
  const uses: Node[] = []
  walk(fn, (each) => {
    if (each.type !== 'Identifier' || each === name || bindings.resolve(each) !== binding) return
    const outer = tree.wrapped(each)
    const awaiting = tree.parentOf(outer)
    uses.push(awaiting?.type === 'AwaitExpression' ? tree.wrapped(awaiting) : outer)
  })
  return uses
}

/** The call of `….get(name)` and `….has(name)`. */
function getOf(store: Node, { tree }: JobContext): Node | null {
  const member = tree.parentOf(store)
  if (!member || !isMember(member) || member.object !== store) return null
  if (!/^(?:get|has)$/.test(propertyName(member) ?? '')) return null
  const outer = tree.wrapped(member)
  const call = tree.parentOf(outer)
  return call && isCall(call) && call.callee === outer ? call : null
}

const isGet = (store: Node, context: JobContext): boolean => getOf(store, context) !== null

function nameRead(store: Node, context: JobContext): string | null {
  const call = getOf(store, context)
  return call && stringValue((call.arguments as Node[])[0])
}
