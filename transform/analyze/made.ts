/**
 * Which expressions make what is kept for whoever comes (R2)? In guarded places the largest that call and do not suspend.
 *
 *     orders ??= await open(new Client(bus))      →      orders ??= await _m(() => (open(new Client(bus))))
 */
import type { Bindings } from './bindings.ts'
import { isAnyIn } from './guards/written.ts'
import type { Imports } from './imports.ts'
import { groupOf, isCall, type Node, unwrap } from './nodes.ts'
import type { Event, Order } from './order.ts'

/** @param guarded what stands in guarded places, the largest first */
export function findMade(
  guarded: readonly Node[],
  order: Order,
  bindings: Bindings,
  imports: Imports,
): Node[] {
  if (guarded.length === 0) return []
  const startsOf = (isMeant: (event: Event) => boolean): number[] =>
    order.events
      .filter(isMeant)
      // What stands left of `instanceof` is evaluated before that calls.
      .map(({ node }) => (node.type === 'BinaryExpression' ? node.right : node).start)
      .sort((a, b) => a - b)
  const calls = startsOf(({ kind, node }) => kind === 'call' && mayMake(node, bindings, imports))
  const suspensions = startsOf(({ kind }) => kind === 'suspension')
  const made: Node[] = []
  let last: Node | null = null
  for (const node of guarded) {
    // The third part of a `for` is evaluated behind its body.
    const isPart = last !== null && last.start <= node.start && node.end <= last.end
    if (isPart || !isValue(node)) continue
    const { start, end } = node
    if (!isAnyIn(calls, start, end) || isAnyIn(suspensions, start, end)) continue
    made.push(node)
    last = node
  }
  return made
}

/** What can be given back by a function. A class, or a function, would lose the name that its place gives it. */
const isValue = (node: Node): boolean =>
  groupOf(node) === 'other' && !/^(?:SpreadElement|Property|ObjectProperty|Super|Import)$/.test(node.type)

/** Not what this package does, nor a constructor of the language, which calls nobody. */
function mayMake(node: Node, bindings: Bindings, imports: Imports): boolean {
  if (!isCall(node) && node.type !== 'NewExpression') return true
  const callee = unwrap(node.callee)
  if (callee.type === 'Super' || imports.apiOf(callee)) return false
  return !(node.type === 'NewExpression' && callee.type === 'Identifier' && isOwn(callee, bindings))
}

const isOwn = (name: Node, bindings: Bindings): boolean =>
  /^(?:(?:Weak)?(?:Map|Set)|Array|Date|\w*Error|URL|URLSearchParams|Headers|AbortController|\w*Array)$/.test(
    name.name,
  ) && !bindings.resolve(name)
