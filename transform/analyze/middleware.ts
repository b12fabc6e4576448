/**
 * Which functions are called for the request that they are given, by their parameters alone? Middleware, and handlers that take a request and
 * what answers it. Asked where a function is handed over: it is no callback (R2), and what `.use()` is given asks its own carriers.
 */
import { isCarrier } from './carriers.ts'
import type { Func } from './functions.ts'
import { boundIdentifiers, type Node } from './nodes.ts'

/** What a payload may be called, too. */
const WEAK = new Set(['event', 'context'])

/** A carrier beside `next`, two carriers, or one out of a pattern. `event` and `context` say it only beside one of the others. */
export function isMiddleware({ node }: Func): boolean {
  let carriers = 0
  let says = 0
  let next = false
  let unpacked = false
  for (const parameter of node.params as Node[]) {
    const plain = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    for (const { name } of boundIdentifiers(plain)) {
      next ||= name === 'next'
      if (!isCarrier(name)) continue
      carriers++
      if (WEAK.has(name)) continue
      says++
      unpacked ||= plain.type !== 'Identifier'
    }
  }
  return unpacked || (carriers > 0 && next) || (says > 0 && carriers > 1)
}

/** `app.onError((error, c) => …)`: what answers in the place of a route. */
export const isHandlerOf = (method: string, { node }: Func): boolean =>
  /^(?:onError|notFound)$/.test(method) &&
  (node.params as Node[]).some((each) => each.type === 'Identifier' && isCarrier(each.name))
