// The same where Next has no request to ask for: client components, in a browser and when they are rendered to HTML, and pages/.
import { register } from '../../register.ts'
import type { Scope } from '../../types.ts'

export * from '../../compiled.ts'

/** The caller's. Code that server and client share is compiled once for both. */
export function entry(_shape: string): Scope | null {
  return register.scope
}

export const own = <Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result =>
  fn(...args)
