// `headers` and `cookies`: Next's own, asked where the scope's request is known. Those of `afterword` have the members of what is promised, too,
// for Next's documentation writes `await headers().get('user-agent')`.
import { cookies, headers } from 'next/headers'
import { AfterwordError, coded } from '../../error.ts'
import { here } from '../../lost.ts'
import { scopeDrained } from '../../messages.generated.ts'
import type { OwnRequest } from '../../register.ts'
import { register } from '../../register.ts'
import type { Scope } from '../../types.ts'
import type { NextScope } from './scope.ts'

const HEADERS = ['get', 'has', 'entries', 'keys', 'values', 'forEach', 'getSetCookie']
const COOKIES = ['get', 'getAll', 'has', 'set', 'delete', 'toString']

type Members = Record<string, (...args: unknown[]) => unknown>

// Next hands out one promise for each request.
const hybrids = new WeakMap<Promise<object>, Promise<object>>()

function hybrid(promise: Promise<object>, names: readonly string[]): Promise<object> {
  const known = hybrids.get(promise)
  if (known) return known
  const made = promise.then((value) => value)
  // A prerender that is given up rejects it, and nobody need be told.
  made.catch(() => {})
  for (const name of names)
    Object.defineProperty(made, name, {
      value: async (...args: unknown[]) => ((await promise) as Members)[name]?.(...args),
    })
  hybrids.set(promise, made)
  return made
}

/** By its name: each of Next's layers has a class of its own. */
const isOfNext = (scope: Scope | null): scope is NextScope => scope?.host === 'next'

/**
 * R15: `headers()` of Next's own, `own(headers)` in compiled code. Next answers for the request that its context has; where that is another one's,
 * or none, it is asked in the context of the scope in the register.
 * @throws what Next throws; AfterwordError `AFTERWORD_SCOPE_DRAINED` where nothing is left of the request
 */
export function own<Args extends unknown[], Result extends Promise<object>>(
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  const { scope } = register
  if (!isOfNext(scope)) return fn(...args)
  if (scope.forgotten)
    throw coded(AfterwordError, scopeDrained(fn.name || 'headers', scope.name, here(own) ?? 'this'))
  const { context } = scope
  return context ? (context.run(() => fn(...args)) as Promise<object> as Result) : fn(...args)
}

function ask(fn: () => Promise<object>, names: readonly string[]): Promise<object> | undefined {
  const { scope } = register
  // In pages/api, or where the application has opened one.
  return scope && !isOfNext(scope) ? undefined : hybrid(own(fn), names)
}

export const ownRequest: OwnRequest = {
  headers: () => ask(headers, HEADERS),
  cookies: () => ask(cookies, COOKIES),
}
