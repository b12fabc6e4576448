import { need } from './engine.ts'
import { coded } from './error.ts'
import { bindWhenRead } from './hold.ts'
import { readOnlyHeaders } from './messages.generated.ts'
import { register } from './register.ts'
import { hybrid, requestOf } from './request.ts'
import type { RequestLike } from './types.ts'

type Refused = 'the headers of the request cannot be changed'

/**
 * The request's headers, as `Headers` has them, without a way to change them: still a `Headers` to all who take one, such as
 * `new Headers(…)` and `fetch`. What `this` must be makes each call of these three a type error.
 */
export interface ReadonlyHeaders extends Headers {
  append(this: Refused, name: string, value: string): never
  set(this: Refused, name: string, value: string): never
  delete(this: Refused, name: string): never
}

function refuse(): never {
  throw coded(TypeError, readOnlyHeaders())
}

// Made when it is first needed: some engines have no Headers.
let Readonly: typeof Headers | undefined

/** Still a Headers to all who take one. Its methods can be taken off, as those of Next's. */
function defineReadonly(): typeof Headers {
  class RequestHeaders extends Headers {}
  const { prototype } = RequestHeaders
  bindWhenRead(prototype, ['get', 'has', 'entries', 'keys', 'values', 'forEach', 'getSetCookie'])
  for (const name of ['append', 'set', 'delete']) Object.defineProperty(prototype, name, { value: refuse })
  return RequestHeaders
}

function makeView(request: RequestLike): Headers {
  Readonly ??= defineReadonly()
  const view = new Readonly()
  const append = (name: string, value: string) => Headers.prototype.append.call(view, name, value)
  for (const [name, value] of request.headers instanceof Headers
    ? request.headers
    : Object.entries(request.headers)) {
    // HTTP/2 has its request line among the headers, under names that Headers does not take.
    if (value === undefined || name.startsWith(':')) continue
    if (typeof value === 'string') append(name, value)
    else for (const one of value) append(name, one)
  }
  return view
}

/**
 * The headers of this request, read-only: a promise of them, and at once the object itself. Works in the handler and in
 * its tasks.
 * @throws AfterwordError `AFTERWORD_NO_SCOPE` outside any request, `AFTERWORD_SCOPE_DRAINED` outside of a task when the last one is over,
 * `AFTERWORD_NO_REQUEST` in a scope that was opened without a request
 * @see https://nextjs.org/docs/app/api-reference/functions/headers
 */
export function headers(): ReadonlyHeaders & Promise<ReadonlyHeaders> {
  const own = register.own?.headers()
  if (own) return own as ReturnType<typeof headers>
  const { live, request } = requestOf('headers', headers)
  need('headers()', 'Headers')
  live.headers ??= hybrid(makeView(request), [
    'get',
    'has',
    'entries',
    'keys',
    'values',
    'forEach',
    'getSetCookie',
    'append',
    'set',
    'delete',
    Symbol.iterator,
  ])
  return live.headers as ReadonlyHeaders & Promise<ReadonlyHeaders>
}
