// `headers` and `cookies` of `afterword`: Next's own, asked where the scope's request is known, and with the members of what is promised, for
// Next's documentation writes `await headers().get('user-agent')`, too.
import { cookies, headers } from 'next/headers'
import type { OwnRequest } from '../../register.ts'
import { register } from '../../register.ts'
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

function ask(own: () => Promise<object>, names: readonly string[]): Promise<object> | undefined {
  const { scope } = register
  // In pages/api, or where the application has opened one. By its name: each of Next's layers has a class of its own.
  if (scope && scope.host !== 'next') return undefined
  const context = (scope as NextScope | null)?.context
  return hybrid(context ? context.run(own) : own(), names)
}

export const ownRequest: OwnRequest = {
  headers: () => ask(headers, HEADERS),
  cookies: () => ask(cookies, COOKIES),
}
