/** From what runs in a browser downwards: which `after()` does it reach, and over which imports? */
import type { After, Module, Unit } from './graph.ts'

export interface ClientReach {
  after: After
  /** From the file that a browser loads to the one that calls. */
  chain: Module[]
}

/** They run on the server, whoever calls: what the client has of them is a reference. */
const isBoundary = ({ module, entry }: Unit): boolean =>
  module.serverOnly || entry?.shape === 'action' || entry?.shape === 'cached'

export function findClientReach(modules: Iterable<Module>): ClientReach[] {
  const cameFrom = new Map<Unit, Unit | null>()
  for (const { client, units } of modules)
    if (client !== null) for (const unit of units) cameFrom.set(unit, null)
  const found: ClientReach[] = []
  for (const unit of cameFrom.keys()) {
    for (const after of unit.afters) found.push({ after, chain: chainOf(unit, cameFrom) })
    for (const { to } of unit.uses) if (!cameFrom.has(to) && !isBoundary(to)) cameFrom.set(to, unit)
  }
  return found
}

function chainOf(unit: Unit, cameFrom: ReadonlyMap<Unit, Unit | null>): Module[] {
  const chain: Module[] = []
  for (let each: Unit | null = unit; each; each = cameFrom.get(each) ?? null)
    if (chain[0] !== each.module) chain.unshift(each.module)
  return chain
}
