// What an application and a server import.

import { unviewed } from './callbacks.ts'
import { coded } from './error.ts'
import { findPlatform } from './hosts/platform.ts'
import { badFunction } from './messages.generated.ts'
import { show } from './options.ts'
import { pin } from './reference.ts'
import { type AnyFunction, current, register } from './register.ts'
import type { HostInfo, Scope } from './types.ts'

export { type After, after } from './after.ts'
export { configureAfter } from './configure.ts'
export { type Cookie, type CookieAttributes, cookies, type RequestCookies } from './cookies.ts'
export { drainAfter } from './drain-after.ts'
export { AfterwordError } from './error.ts'
export { headers, type ReadonlyHeaders } from './headers.ts'
export { openScope } from './open.ts'
export type * from './types.ts'

/** The scope of this moment, to be passed on by hand; `null` where no request is known. Compiled like `after`. */
export function currentScope(): Scope | null {
  return unviewed(current())
}

/**
 * Pins `fn` to the scope of this moment, or to none: it runs there, no matter who calls it. Use it for a listener that belongs
 * to the request that listens. `this`, arguments, result, name and length are `fn`'s own.
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`
 */
export function bind<F extends AnyFunction>(fn: F): F {
  if (typeof fn !== 'function') throw coded(TypeError, badFunction('bind', show(fn)))
  return pin(fn)
}

/**
 * What is known of the host that serves this process. The last request tells; before the first one, the platform itself does.
 * Its name is the platform's, found in this order: `workers`, `vercel`, `next`, `netlify`, `deno`, `lambda`,
 * `bun`, `node`, else `unknown`.
 */
export function hostInfo(): HostInfo {
  return register.host ?? findPlatform().info
}
