/** `after` and its like in a file that says `'use client'`. */
import { findBindings } from '../bindings.ts'
import { findIgnored } from '../ignored.ts'
import { findImports } from '../imports.ts'
import { findInventory } from '../inventory.ts'
import { isPlainCall, type Node, spanOf, UnknownSyntax } from '../nodes.ts'
import type { AnalyzeOptions } from '../options.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { withNext } from './next.ts'

/** What has no answer in a browser. */
const REFUSED = /^(?:after(?:\.with|\.cancel)?|headers|cookies|openScope)$/

export function findClientMisuse(program: Node, options: AnalyzeOptions): PlannedDiagnostic[] {
  const { code, comments } = options
  const known = withNext(options)
  if (!known.sources.some((each) => code.includes(each))) return []
  try {
    const bindings = findBindings(program)
    const inventory = findInventory(program)
    const imports = findImports(program, bindings, known, inventory)
    const ignored = findIgnored(program, inventory, code, comments, bindings)
    if (ignored.file) return []
    return inventory.uses.flatMap(({ node }): PlannedDiagnostic[] => {
      const api = isPlainCall(node) && !ignored.reasons.has(node) ? imports.apiOf(node.callee) : null
      if (!api || !REFUSED.test(api)) return []
      return [{ slug: 'in-browser.file', at: spanOf(node.callee), values: { call: api } }]
    })
  } catch (error) {
    if (error instanceof UnknownSyntax) return []
    throw error
  }
}
