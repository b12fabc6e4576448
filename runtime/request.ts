// The way from a scope to its request, and the form that `headers()` and `cookies()` share.
import { demand } from './after.ts'
import { AfterwordError, coded } from './error.ts'
import { liveOf } from './keep.ts'
import { here } from './lost.ts'
import { noRequest, scopeDrained } from './messages.generated.ts'
import type { Live } from './records.ts'
import type { AnyFunction } from './register.ts'
import type { RequestScope } from './scope.ts'
import type { RequestLike } from './types.ts'

/** What a task of a component runs in: Next refuses it the request, and so do we. */
interface Refusing {
  refuse?(call: string): void
}

/** What the current scope holds of its request, or the coded error that says why there is nothing. */
export function requestOf(
  call: string,
  caller: AnyFunction,
): { live: Live; request: RequestLike; scope: RequestScope } {
  const scope = demand(call, caller) as RequestScope & Refusing
  scope.refuse?.(call)
  const live = liveOf(scope)
  if (!live) throw coded(AfterwordError, scopeDrained(call, scope.name, here(caller) ?? 'this'))
  if (!live.request) throw coded(AfterwordError, noRequest(call, scope.name))
  return { live, request: live.request, scope }
}

/** One value of one request header; repeated headers joined as HTTP joins them. */
export function headerOf({ headers }: RequestLike, name: string): string | undefined {
  if (typeof headers.get === 'function') return (headers as Headers).get(name) ?? undefined
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name]
  return typeof value === 'string' ? value : value?.join(name === 'cookie' ? '; ' : ', ')
}

/**
 * A promise of `view` that has the members of `view` as well: Next's documentation uses both `await headers()` and
 * `headers().get(…)`.
 */
export function hybrid<T extends object>(view: T, members: readonly (keyof T)[]): T & Promise<T> {
  const promise = Promise.resolve(view)
  for (const name of members) {
    Object.defineProperty(promise, name, {
      get: () => {
        const value = view[name]
        return typeof value === 'function' ? value.bind(view) : value
      },
    })
  }
  return promise as T & Promise<T>
}
