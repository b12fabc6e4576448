/** `after()`, `headers()` and `cookies()` where no request can be: in what runs while the module is evaluated. */
import { isFunction, spanOf } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { functionsAround, type MisuseContext } from './context.ts'

const NEEDS_SCOPE = /^(?:after|headers|cookies)$/

export function findAtModuleLevel({ calls, inventory, funcOf }: MisuseContext): PlannedDiagnostic[] {
  return calls.flatMap(({ node, owner, api }): PlannedDiagnostic[] => {
    // The value of a class's field is evaluated when an object is made.
    if (!NEEDS_SCOPE.test(api) || (owner && !isFunction(owner))) return []
    const isModule = functionsAround(owner, inventory).every((fn) => funcOf(fn)?.evaluated)
    return isModule ? [{ slug: 'at-module-level', at: spanOf(node.callee), values: { call: api } }] : []
  })
}
