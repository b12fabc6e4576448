// A carrier is a value that identifies its scope: where uncompiled code lost the register, the request that it hands
// on still knows.
import { register } from './register.ts'
import { brand } from './scope.ts'
import type { Scope } from './types.ts'

// Frameworks have getters that throw where they have no answer. Each by a name of its own: a request that is unknown is
// asked for all of them, and by a computed name that takes three times as long.
type Any = Readonly<Record<PropertyKey, unknown>> | null | undefined

function brandOf(value: unknown): unknown {
  try {
    return (value as Any)?.[brand]
  } catch {}
}

function rawOf(value: unknown): unknown {
  try {
    return (value as Any)?.raw
  } catch {}
}

function reqOf(value: unknown): unknown {
  try {
    return (value as Any)?.req
  } catch {}
}

function requestOf(value: unknown): unknown {
  try {
    return (value as Any)?.request
  } catch {}
}

function known(value: unknown): Scope | undefined {
  return register.carriers?.get(value) ?? (brandOf(value) === register ? (value as Scope) : undefined)
}

function knownIn(req: unknown): Scope | undefined {
  return req === undefined ? undefined : (known(req) ?? known(rawOf(req)))
}

/**
 * The scope of the first candidate that is a scope, is a carrier, or has one as its `raw`, `req`, `req.raw` or
 * `request`. Any value may be asked; a getter that throws is no answer.
 */
export function from(...candidates: unknown[]): Scope | null {
  for (const value of candidates) {
    const scope = known(value) ?? known(rawOf(value)) ?? knownIn(reqOf(value)) ?? known(requestOf(value))
    if (scope) return scope
  }
  return null
}
