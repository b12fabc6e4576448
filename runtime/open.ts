import { aid } from './aid.ts'
import { here } from './lost.ts'
import { callback, checkOptions, type Rules, text } from './options.ts'
import { register } from './register.ts'
import { RequestScope } from './scope.ts'
import type { OpenScopeOptions, Scope } from './types.ts'

const isObject = (value: unknown) =>
  (value !== null && typeof value === 'object') || typeof value === 'function'

const rules: Rules = {
  carriers: [(value) => Array.isArray(value) && value.every(isObject), 'an array of objects'],
  waitUntil: callback,
  host: text,
  name: text,
  request: [(value) => isObject((value as { headers?: unknown } | null)?.headers), 'an object with headers'],
  setCookies: callback,
  deadline: [(value) => value instanceof Date && !Number.isNaN(value.getTime()), 'a valid Date'],
}

/** Opens a scope on behalf of a host, whose options need no check. */
export function openHostScope(options: OpenScopeOptions): RequestScope {
  register.aid ??= aid
  const scope = new RequestScope(options, aid)
  for (const carrier of options.carriers ?? []) register.carriers.set(carrier, scope)
  return scope
}

/**
 * Opens the scope of one request, for a server that no host module knows. Run the handler in it, and close it when the
 * last byte of the response was handed over:
 *
 * ```ts
 * const scope = openScope({ name: 'GET /', carriers: [request], request, waitUntil })
 * const response = await scope.run(handler, request)
 * socket.once('close', () => scope.close('sent', { status: response.status }))
 * ```
 *
 * `scope.close` is idempotent, `scope.drained` fulfils with a Report when no task is left.
 * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`
 */
export function openScope(options: OpenScopeOptions = {}): Scope {
  checkOptions('openScope', here(openScope), options, rules)
  return openHostScope(options)
}
