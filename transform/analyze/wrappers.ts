/**
 * Which functions may a framework be given as what wraps a handler? `withLog` of another file is known by its shape alone: it returns a
 * function that takes what identifies a request, or that calls what `withLog` was given.
 */
import type { Bindings } from './bindings.ts'
import { namedCarriers } from './carriers.ts'
import type { Func } from './functions.ts'
import type { Inventory } from './inventory.ts'
import { isMember, type Node, unwrap } from './nodes.ts'

/** Functions that are returned, and call what a function around them was given: as it is, or as a member of it. */
export function findWrappers(
  functions: readonly Func[],
  { uses, around }: Inventory,
  bindings: Bindings,
): Set<Node> {
  const wrappers = new Set<Node>()
  const returned = new Set(functions.filter(mayWrap).map(({ node }) => node))
  if (returned.size === 0) return wrappers
  for (const { node, owner } of uses) {
    if (!node.callee) continue
    let root = unwrap(node.callee)
    while (isMember(root)) root = unwrap(root.object)
    if (root.type !== 'Identifier') continue
    const binding = bindings.resolve(root)
    if (binding?.kind !== 'parameter') continue
    for (let each = owner; each && each !== binding.scope.node; each = around.get(each) ?? null)
      if (returned.has(each)) wrappers.add(each)
  }
  return wrappers
}

const mayWrap = (func: Func): boolean =>
  func.returned && func.parent !== null && (namedCarriers(func).length > 0 || handsOnAll(func))

/** `(...args) => handler(...args)` */
const handsOnAll = ({ node }: Func): boolean => node.params[0]?.type === 'RestElement'
