// R10: a declaration with `using` disposes between two steps of the engine.
//
//   using x = e         →   const x = e; using _ = disposer(x, s)
//   await using x = e   →   const x = e; await using _ = asyncDisposer(x, s, () => (c = suspend(c)))
//
// Keeps: the method is read once, at the declaration, in the order of GetDisposeMethod (ECMA-262, Explicit Resource
// Management), what is no resource throws its TypeError there, and what disposal throws or rejects with comes through.
import { register } from './register.ts'
import type { Scope } from './types.ts'

type Callee = (this: unknown) => unknown

// Lowered code on older engines makes these symbols under these names.
const sync: typeof Symbol.dispose = Symbol.dispose ?? (Symbol.for('Symbol.dispose') as never)
const async: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? (Symbol.for('Symbol.asyncDispose') as never)

/** GetMethod under the scope: nullish is no method, anything else must be callable. */
function read(value: unknown, name: symbol, scope: Scope | null): Callee | undefined {
  const before = register.scope
  register.scope = scope
  try {
    const found = (value as Record<symbol, unknown>)[name]
    if (found === null || found === undefined) return undefined
    if (typeof found !== 'function') throw missing()
    return found as Callee
  } finally {
    register.scope = before
  }
}

function call(dispose: Callee, value: unknown, scope: Scope | null): unknown {
  const before = register.scope
  register.scope = scope
  try {
    return Reflect.apply(dispose, value, [])
  } finally {
    register.scope = before
  }
}

function assertObject(value: unknown): void {
  if (typeof value !== 'object' && typeof value !== 'function')
    throw new TypeError('An object is expected with `using` declarations')
}

/** In V8's words. */
const missing = () => new TypeError('Symbol(Symbol.dispose) is not a function')

export function disposer(value: unknown, scope: Scope | null): Disposable | null | undefined {
  if (value === null || value === undefined) return value
  assertObject(value)
  const dispose = read(value, sync, scope)
  if (!dispose) throw missing()
  return {
    [sync]() {
      call(dispose, value, scope)
    },
  } as Disposable
}

/**
 * `suspend` puts the function's caller back into the register: the engine awaits what the method returns.
 * A nullish value needs the same, for the engine awaits there too.
 */
export function asyncDisposer(value: unknown, scope: Scope | null, suspend: () => void): AsyncDisposable {
  if (value === null || value === undefined) return { [async]: () => suspend() } as never
  assertObject(value)
  const dispose = read(value, async, scope)
  if (dispose) {
    return {
      [async]() {
        suspend()
        return call(dispose, value, scope)
      },
    } as AsyncDisposable
  }
  const fallback = read(value, sync, scope)
  if (!fallback) throw missing()
  return {
    [async]() {
      suspend()
      // What a sync method returns is not awaited, and what it throws becomes a rejection.
      try {
        call(fallback, value, scope)
        return Promise.resolve()
      } catch (error) {
        return Promise.reject(error)
      }
    },
  } as AsyncDisposable
}
