import { author } from './callbacks.ts'
import { callbackBetweenRequests, closureBetweenRequests } from './messages.generated.ts'
import { print } from './print.ts'
import { register } from './register.ts'
import type { Scope } from './types.ts'

/**
 * R2 as development builds write it: `pick(outer, place)` for `register.scope ?? outer`. The same answer; a closure of
 * one live request that another calls is told of, once for each place.
 */
export function pick(outer: Scope | null, place: string): Scope | null {
  const { scope, told } = register
  if (
    scope &&
    outer &&
    // Not the objects: a render sees its request by a view of its own.
    scope.id !== outer.id &&
    scope.state === 'open' &&
    outer.state === 'open' &&
    !told.has(place)
  ) {
    told.add(place)
    print('warn', closureBetweenRequests(place, outer.name, scope.name))
  }
  return scope ?? outer
}

/** The same of `author`: a callback of one live request that another one runs is told of, and whose it is. */
export function authorAt(outer: Scope | null, place: string, late?: number): Scope | null {
  const { scope, told } = register
  const found = author(outer, late)
  if (
    found &&
    scope &&
    found === outer &&
    scope.id !== found.id &&
    scope.state === 'open' &&
    found.state === 'open' &&
    !told.has(place)
  ) {
    told.add(place)
    print('warn', callbackBetweenRequests(place, found.name, scope.name))
  }
  return found
}

/** The arguments from the n-th on, as a rest parameter would have them (R8). */
export function restOf(args: ArrayLike<unknown>, n: number): unknown[] {
  return Array.prototype.slice.call(args, n)
}
