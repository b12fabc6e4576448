// What engines of the language alone (QuickJS, Hermes …) lack of what web engines bring.
import { AfterwordError, coded } from './error.ts'
import { engineLacks } from './messages.generated.ts'

// Read once: on globalThis it is a getter in some engines.
const { performance: watch } = globalThis

/** Milliseconds from some moment on. */
export const clock = (): number => (watch ? watch.now() : Date.now())

type Part = 'setTimeout' | 'Headers' | 'AbortController'

export const lacks = (what: string, part: Part): AfterwordError =>
  coded(AfterwordError, engineLacks(what, part))

/** @throws AfterwordError `AFTERWORD_ENGINE_LACKS` */
export function need(what: string, part: Part): true {
  if (typeof globalThis[part] === 'function') return true
  throw lacks(what, part)
}
