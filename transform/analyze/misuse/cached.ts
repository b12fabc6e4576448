/** `after()` in what `'use cache'` keeps: it runs when the result is missing, not for each request. */
import { directivesOf, spanOf } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { functionsAround, givesTask, type MisuseContext } from './context.ts'

export function findInCached({ calls, inventory, funcOf, program }: MisuseContext): PlannedDiagnostic[] {
  const whole = directivesOf(program).some(isCache)
  return calls.flatMap((call): PlannedDiagnostic[] => {
    if (!givesTask(call)) return []
    const around = functionsAround(call.owner, inventory)
    const directives = around.map((fn) => funcOf(fn)?.directive ?? '')
    // An action that is written in what is kept runs in requests of its own.
    const nearest = directives.find((each) => isCache(each) || each === 'use server')
    const cached = around.length > 0 && (nearest === undefined ? whole : isCache(nearest))
    return cached
      ? [{ slug: 'after-in-cached', at: spanOf(call.node.callee), values: { call: call.api } }]
      : []
  })
}

/** What is private or remote to a cache is kept all the same. */
const isCache = (directive: string): boolean => /^use cache(?:$|:)/.test(directive)
