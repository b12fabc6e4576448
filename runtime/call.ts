// R13: a call of this package in compiled code that does not hold the register there.
//
//   after(task)   →   call(s, after, task)
import { register } from './register.ts'
import type { Scope } from './types.ts'

/**
 * Calls `fn`, which is the author's: `after`, or what a test has put in its place. Nothing is left in the register, whatever becomes of it.
 * Stacks are read by the name of this function, where a bundler has taken its file away.
 */
export function afterwordCall<Args extends unknown[], Result>(
  scope: Scope | null,
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  const before = register.scope
  register.scope = scope
  try {
    return fn(...args)
  } finally {
    register.scope = before
  }
}
