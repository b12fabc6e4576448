// A carrier is a value that identifies its scope: where uncompiled code lost the register, the request that it hands
// on still knows.
import { register } from './register.ts'
import { brand } from './scope.ts'
import type { Scope } from './types.ts'

/** Frameworks have getters that throw where they have no answer. */
function read(value: unknown, name: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown> | null | undefined)?.[name]
  } catch {
    return undefined
  }
}

function known(value: unknown): Scope | undefined {
  // The symbol cannot arrive in parsed JSON: no request body passes for a scope.
  return register.carriers?.get(value) ?? (read(value, brand) ? (value as Scope) : undefined)
}

/**
 * The scope of the first candidate that is a scope, is a carrier, or has one as its `raw`, `req`, `req.raw` or
 * `request`. Any value may be asked; a getter that throws is no answer.
 */
export function from(...candidates: unknown[]): Scope | null {
  for (const value of candidates) {
    const scope =
      known(value) ??
      known(read(value, 'raw')) ??
      known(read(value, 'req')) ??
      known(read(read(value, 'req'), 'raw')) ??
      known(read(value, 'request'))
    if (scope) return scope
  }
  return null
}
