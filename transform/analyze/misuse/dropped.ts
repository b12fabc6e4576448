/** A promise of an async function of this file that nobody waits for, in what a framework calls with a request. */
import { isCall, type Node, spanOf, unwrap, walk } from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { functionNamed, functionsAround, type MisuseContext } from './context.ts'

export function findDropped({ program, inventory, bindings, entryOf }: MisuseContext): PlannedDiagnostic[] {
  const owners = new Map(inventory.uses.map(({ node, owner }) => [node, owner]))
  const found: PlannedDiagnostic[] = []
  walk(program, (statement) => {
    const call: Node | null = statement.type === 'ExpressionStatement' ? unwrap(statement.expression) : null
    const named = call && isCall(call) ? functionNamed(unwrap(call.callee), bindings) : null
    if (!call || !named?.fn.async || named.fn.generator) return
    const around = functionsAround(owners.get(call) ?? null, inventory)
    const fn = around.find(entryOf)
    const entry = fn && entryOf(fn)
    // What is written in a component runs when somebody clicks, or in an effect: in a browser.
    if (entry?.shape === 'component' && fn !== around[0]) return
    // What is merely given to something while the module is evaluated may be a test.
    if (!entry || entry.shape === 'registered') return
    const values = { name: named.binding.name, because: entry.reason }
    found.push({ slug: 'dropped-promise', at: spanOf(call), values })
  })
  return found
}
