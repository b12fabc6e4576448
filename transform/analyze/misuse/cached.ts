/** `after()` in what `'use cache'` keeps: it runs when the result is missing, not for each request. */
import { directivesOf, spanOf } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { functionsAround, givesTask, type MisuseContext } from './context.ts'

export function findInCached({ calls, inventory, funcOf, program }: MisuseContext): PlannedDiagnostic[] {
  const whole = directivesOf(program).some(isCache)
  return calls.flatMap((call): PlannedDiagnostic[] => {
    if (!givesTask(call)) return []
    const around = functionsAround(call.owner, inventory)
    const cached = around.length > 0 && (whole || around.some((fn) => isCache(funcOf(fn)?.directive ?? '')))
    return cached
      ? [{ slug: 'after-in-cached', at: spanOf(call.node.callee), values: { call: call.api } }]
      : []
  })
}

/** What is private or remote to a cache is kept all the same. */
const isCache = (directive: string): boolean => /^use cache(?:$|:)/.test(directive)
