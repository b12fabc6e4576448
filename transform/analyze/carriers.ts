/**
 * Which parameters may identify a request? By the names that frameworks' documentation uses, or whatever they are called.
 */
import type { Bindings } from './bindings.ts'
import type { Func } from './functions.ts'
import { boundIdentifiers, type Node } from './nodes.ts'

/** Names that frameworks' documentation gives to what identifies a request. */
export const CARRIER_NAMES = new Set([
  'request',
  'req',
  'res',
  'response',
  'reply',
  'c',
  'ctx',
  'context',
  'event',
])

/** Parameters by the names that documentation uses, wherever they stand in a pattern. */
export function namedCarriers(func: Func): string[] {
  const names: string[] = []
  for (const parameter of func.node.params as Node[])
    for (const each of boundIdentifiers(parameter)) if (CARRIER_NAMES.has(each.name)) names.push(each.name)
  return names
}

/** Entries whose parameters are the framework's own: the first three, whatever they are called. */
export function anyCarriers(func: Func): string[] {
  const names: string[] = []
  for (const parameter of (func.node.params as Node[]).slice(0, 3)) {
    const plain = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    if (plain.type === 'Identifier') {
      if (plain.name !== 'this') names.push(plain.name)
    } else for (const each of boundIdentifiers(plain)) if (CARRIER_NAMES.has(each.name)) names.push(each.name)
  }
  return names
}

/** Carriers in sight of a function: its own and those of the functions around it, where nothing shadows them. */
export function carriersInSight(
  func: Func,
  bindings: Bindings,
  entryOf: (func: Func) => { noOuter: boolean } | null,
): string[] {
  const names: string[] = []
  const body = bindings.scopeOf(func.node.body)
  for (let each: Func | null = func; each; each = each.parent) {
    for (const name of namedCarriers(each)) {
      const binding = body.find(name)
      const isIts = binding?.kind === 'parameter' && binding.scope.node === each.node
      if (isIts && !names.includes(name)) names.push(name)
    }
    // What stands around a route or an action belongs to another request.
    if (entryOf(each)?.noOuter) break
  }
  return names
}
