// What `afterword` is in a browser (the condition `browser` in package.json): the same names, and none of the runtime.
// What needs a request says that there is none; what can be answered without one is. It stays free of side effects, so that
// a bundler drops whatever is not used.
import type { After } from './after.ts'
import { AfterwordError, coded } from './error.ts'
import { inBrowser } from './messages.generated.ts'
import type { AnyFunction } from './register.ts'
import type { HostInfo } from './types.ts'

export { AfterwordError }

/** @throws AfterwordError `AFTERWORD_IN_BROWSER` */
function refuse(call: string): never {
  throw coded(AfterwordError, inBrowser(call))
}

/** Throws `AFTERWORD_IN_BROWSER`, and so do `after.with` and `after.cancel`. */
export const after: After = /* @__PURE__ */ Object.assign(() => refuse('after'), {
  with: () => refuse('after.with'),
  cancel: () => refuse('after.cancel'),
})

/** Throws `AFTERWORD_IN_BROWSER`. */
export const headers = (): never => refuse('headers')

/** Throws `AFTERWORD_IN_BROWSER`. */
export const cookies = (): never => refuse('cookies')

/** Throws `AFTERWORD_IN_BROWSER`. */
export const openScope = (): never => refuse('openScope')

/** Throws `AFTERWORD_IN_BROWSER`. */
export const configureAfter = (): never => refuse('configureAfter')

/** Throws `AFTERWORD_IN_BROWSER`. */
export const drainAfter = (): never => refuse('drainAfter')

/** There never is one. */
export const currentScope = (): null => null

/** There is nothing to pin it to: `fn` itself. */
export const bind = <F extends AnyFunction>(fn: F): F => fn

/** A browser, which keeps nothing alive. */
export const hostInfo = (): HostInfo => ({ name: 'browser', keepsAlive: false, bodyEnd: 'handoff' })
