/** `headers()` and `cookies()` in a task: the request of a render is not known yet, and no cookie reaches anybody. */
import type { Bindings } from '../bindings.ts'
import { MAY_RENDER } from '../entries/components.ts'
import type { Imports } from '../imports.ts'
import { isCall, isMember, type Node, propertyName, spanOf, unwrap } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { type ApiCall, functionsAround, type MisuseContext, plainCalls, taskAround } from './context.ts'

export function findInTasks(context: MisuseContext): PlannedDiagnostic[] {
  const reads = context.calls.filter(({ api }) => api === 'headers' || api === 'cookies')
  return reads.length > 0 ? [...findInRender(reads, context), ...findWrites(context)] : []
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
