// R2: a closure that is written in place for a method of an array runs on the spot, where the register is set.
//
//   rows.map((row) => format(row))   →   asked(rows).map(spot((row) => format(row)))
//
// Keeps: the closure itself, wherever `rows` is an array. What is none may call it later: then it is given a function that
// runs it as the callback that it is.
import { author } from './callbacks.ts'
import { type Callee, wrap } from './reference.ts'
import { register } from './register.ts'

const [array, map, set] = [Array.prototype, Map.prototype, Set.prototype]
const { getPrototypeOf } = Object

/** What was asked last, and has not been used yet. */
let runs = false

/**
 * Gives back `receiver`, and notes whether its methods call on the spot what they are given: those of a plain array, map or set, which are the
 * engine's. A subclass, or another realm's, is nothing that is known.
 */
export function asked<T>(receiver: T): T {
  runs = false
  if (typeof receiver === 'object' && receiver !== null) {
    const made = getPrototypeOf(receiver)
    runs = made === array || made === map || made === set
  }
  return receiver
}

/** The first argument of a method of what was asked: `fn`, or what runs it under the scope of this moment (`late`: as in `author`). */
export function spot<F>(fn: F, late?: number): F {
  const is = runs
  // Whatever ran in between has used it up.
  runs = false
  const { scope } = register
  if (is || !scope) return fn
  return wrap(fn as unknown as Callee, () => author(scope, late)) as unknown as F
}
