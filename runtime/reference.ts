// R12: what is given by name to a scheduler, or to a promise of the program, runs later and has no place in the text
// that could capture.
//
//   setTimeout(save, 10)   →   setTimeout(bound(save, setTimeout), 10)
//   p.then(save)           →   chain(p, 'then', save)
//
// Keeps: the function's own `this`, arguments, result, name and length; the identity of every function that is handed
// to anything but an intrinsic promise method. Caller first: the bound scope counts only where the register is empty.
import { type AnyFunction, current, register } from './register.ts'
import type { Scope } from './types.ts'

export type Callee = (this: unknown, ...args: unknown[]) => unknown

/** Calls `fn` with what `pick` makes of the register, and puts back what was there. */
export function wrap(fn: Callee, pick: (found: Scope | null) => Scope | null): Callee {
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    const before = register.scope
    register.scope = pick(before)
    try {
      return Reflect.apply(fn, this, args)
    } finally {
      register.scope = before
    }
  }
  for (const name of ['name', 'length'] as const) {
    const own = Object.getOwnPropertyDescriptor(fn, name)
    if (own) Object.defineProperty(wrapper, name, own)
  }
  return wrapper
}

/**
 * A spy or mock of vitest, jest, Bun or node:test (`mock`), Sinon, Jasmine or Deno (`calls`): it shows what it was called with, and a test
 * expects that to be the function that it knows. Fake timers show nothing, nor do tracers that wrap the real ones: those are given a bound one.
 */
const shows = ({ mock, isSinonProxy, calls }: Record<string, unknown>): boolean =>
  !!(mock || isSinonProxy || calls)

/**
 * `fn` itself where there is no scope to bind, no function, or a spy to be called with it; else a function that runs it under the scope of
 * this moment.
 */
export function bound<T>(fn: T, callee?: unknown): T {
  const { scope } = register
  if (!scope || typeof fn !== 'function' || (typeof callee === 'function' && shows(callee as never)))
    return fn
  return wrap(fn as unknown as Callee, (found) => found ?? scope) as T
}

/**
 * For `after`, `headers` and `cookies` themselves, handed over as values: bound, with their own members. A mock stays what a test knows.
 * @param by the helper that calls it (R15)
 */
export function given<T>(fn: T, by?: (fn: T, ...args: unknown[]) => unknown): T {
  const made = bound(fn, fn)
  if (made === fn) return fn
  return Object.assign((by ? bound(by.bind(null, fn)) : made) as object, fn) as T
}

// Read once, while this module loads: what a program puts there later is not the engine's.
const { then, catch: caught, finally: last } = Promise.prototype
const intrinsics = { then, catch: caught, finally: last }

export function chain(receiver: unknown, method: 'then' | 'catch' | 'finally', ...args: unknown[]): unknown {
  const found = (receiver as Record<string, unknown>)[method]
  if (typeof found !== 'function') throw new TypeError(`(intermediate value).${method} is not a function`)
  return Reflect.apply(found, receiver, found === intrinsics[method] ? args.map((each) => bound(each)) : args)
}

/** For the public `bind`: the scope of this moment, or none, whoever calls. */
export function pin<F extends AnyFunction>(fn: F): F {
  const scope = current()
  return wrap(fn as unknown as Callee, () => scope) as unknown as F
}
