/**
 * What needs the scope inside of what is left alone, because its text is used or because of `eval` and `with` (R14). Whoever wrote
 * `afterword-ignore` knows.
 */
import { isFunction, isPlainCall, type Node, spanOf, unwrap } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { functionNamed, functionsAround, type MisuseContext } from './context.ts'
import { findNeedy, NEEDS_SCOPE } from './references.ts'

export function findLeftAsText(context: MisuseContext): PlannedDiagnostic[] {
  const { inventory, bindings, imports, code, ignoredBecause, funcOf } = context
  const found: PlannedDiagnostic[] = []
  let needy: Set<Node> | null = null
  for (const { node, owner } of inventory.uses) {
    if (!owner || !isPlainCall(node)) continue
    const because = ignoredBecause(node)
    const isText = because?.startsWith('its source text')
    if (!because || !(isText || because.startsWith('it uses'))) continue
    const callee = unwrap(node.callee)
    const around = functionsAround(owner, inventory)
    if (!NEEDS_SCOPE.test(imports.apiOf(node.callee) ?? '')) {
      const called = functionNamed(callee, bindings)
      // What runs while its caller does is handed the scope all the same.
      if (!called || !(around[0]?.async || around[0]?.generator || around.length > 1)) continue
      needy ??= findNeedy(context)
      if (!needy.has(called.fn)) continue
    }
    const root = around.filter((fn) => ignoredBecause(fn)).at(-1)
    if (!root) continue
    const name = funcOf(root)?.name ?? '(anonymous)'
    const call = `${code.slice(callee.start, callee.end).replace(/\s+/g, '')}()`
    const outside = inventory.around.get(root)
    const canBind = isText && outside && isFunction(outside) && !funcOf(outside)?.evaluated
    const fix = root.generator ? 'bind(function* () { … })' : `bind(${root.async ? 'async ' : ''}() => …)`
    const slug = !isText ? 'left-alone' : canBind ? 'left-as-text.bind' : 'left-as-text'
    found.push({ slug, at: spanOf(callee), values: { name, because, call, ...(canBind ? { fix } : {}) } })
  }
  return found
}
