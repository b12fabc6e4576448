// What `afterword` is in a browser (the condition `browser` in package.json): the same names, and none of the runtime.
// What needs a request says that there is none; what can be answered without one is. It stays free of side effects, so that
// a bundler drops whatever is not used.
import { AfterwordError, coded } from './error.ts'
import { inBrowser } from './messages.generated.ts'
import type { AnyFunction } from './register.ts'
import type { HostInfo } from './types.ts'

export type { After } from './after.ts'
export type { Cookie, CookieAttributes, RequestCookies } from './cookies.ts'
export type { ReadonlyHeaders } from './headers.ts'
export type * from './types.ts'
export { AfterwordError }

/** @throws AfterwordError `AFTERWORD_IN_BROWSER` */
function refuse(call: string): never {
  throw coded(AfterwordError, inBrowser(call))
}

/** What a call of this would need. It does not exist, so the call is a type error that says why. */
export type ServerOnly<Reason extends string> = (onlyOnAServer: Reason) => never

type InBrowser = 'In a browser no response is sent: call this in what only the server loads, or in an action.'

const serverOnly =
  (call: string): ServerOnly<InBrowser> =>
  () =>
    refuse(call)

/** Throws `AFTERWORD_IN_BROWSER`, and so do `after.with` and `after.cancel`. */
export const after: ServerOnly<InBrowser> & Record<'with' | 'cancel', ServerOnly<InBrowser>> =
  /* @__PURE__ */ Object.assign(/* @__PURE__ */ serverOnly('after'), {
    with: /* @__PURE__ */ serverOnly('after.with'),
    cancel: /* @__PURE__ */ serverOnly('after.cancel'),
  })

/** Throws `AFTERWORD_IN_BROWSER`. */
export const headers: ServerOnly<InBrowser> = /* @__PURE__ */ serverOnly('headers')

/** Throws `AFTERWORD_IN_BROWSER`. */
export const cookies: ServerOnly<InBrowser> = /* @__PURE__ */ serverOnly('cookies')

/** Throws `AFTERWORD_IN_BROWSER`. */
export const openScope: ServerOnly<InBrowser> = /* @__PURE__ */ serverOnly('openScope')

/** Throws `AFTERWORD_IN_BROWSER`. */
export const configureAfter: ServerOnly<InBrowser> = /* @__PURE__ */ serverOnly('configureAfter')

/** Throws `AFTERWORD_IN_BROWSER`. */
export const drainAfter: ServerOnly<InBrowser> = /* @__PURE__ */ serverOnly('drainAfter')

/** There never is one. */
export const currentScope = (): null => null

/** There is nothing to pin it to: `fn` itself. */
export const bind = <F extends AnyFunction>(fn: F): F => fn

/** A browser, which keeps nothing alive. */
export const hostInfo = (): HostInfo => ({ name: 'browser', keepsAlive: false, bodyEnd: 'handoff' })
