/**
 * What is written so that it cannot work, or not as it looks: read-only, each kind in its file. Nothing here decides about an edit, and what
 * is unsure is not reported.
 */
import { findImports } from '../imports.ts'
import { isPlainCall } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { findBadTasks } from './bad-task.ts'
import { findInCached } from './cached.ts'
import { type ApiCall, findTasks, type MisuseContext } from './context.ts'
import { findDropped } from './dropped.ts'
import { findInTasks } from './in-task.ts'
import { findLeftAsText } from './left-as-text.ts'
import { findAtModuleLevel } from './module-level.ts'
import { withNext } from './next.ts'
import { findReferences } from './references.ts'
import { findTooLate } from './too-late.ts'

export { findClientMisuse } from './client.ts'
export type { ApiCall } from './context.ts'
export { dropDisabled } from './disabled.ts'

interface Asked extends Omit<MisuseContext, 'tasks'> {
  sources: readonly string[]
  /** Report promises that handlers drop, too. */
  droppedPromises: boolean
  /** Whether anything is left as it is written (R14). */
  ignores: boolean
}

/** In the order of the file. */
export function findMisuse(asked: Asked): PlannedDiagnostic[] {
  const known = addNext(asked)
  const { calls } = known
  const context: MisuseContext = { ...known, tasks: findTasks(known) }
  const found = [
    ...(calls.length > 0
      ? [
          ...findAtModuleLevel(context),
          ...findBadTasks(context),
          ...findInCached(context),
          ...findInTasks(context),
          ...findTooLate(context),
          ...findReferences(context),
        ]
      : []),
    ...(asked.ignores ? findLeftAsText(context) : []),
    ...(asked.droppedPromises ? findDropped(context) : []),
  ]
  return found.filter(({ at }) => at[0] >= 0).sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1])
}

/** With the calls of Next's own names. */
function addNext(asked: Asked): Asked {
  const { code, program, bindings, inventory, host } = asked
  const names = withNext(asked)
  if (names.sources === asked.sources || !code.includes('next/headers')) return asked
  const imports = findImports(program, bindings, { ...names, host }, inventory)
  const calls = inventory.uses.flatMap(({ node, owner }): ApiCall[] => {
    const api = isPlainCall(node) && !asked.ignoredBecause(node) ? imports.apiOf(node.callee) : null
    return api ? [{ node, owner, api }] : []
  })
  return { ...asked, imports, calls }
}
