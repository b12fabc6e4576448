// R9: `for await` and `yield*` step code that cannot be edited.
//
//   for await (const x of it)   →   for await (const x of steps(v(it), s, (suspend)))
//   yield* it                   →   yield* steps(v(it), s, (suspend))
//
// Keeps: the protocol, to the letter. The engine asks the objects made here exactly as it would ask the iterable, and
// each question is handed on at that moment, once, with the same number of arguments; what comes back is the same
// value, so that the engine's own checks and TypeErrors apply. A sync iterable in an async loop meets the engine's own
// AsyncFromSyncIterator (ECMA-262, GetIterator and CreateAsyncFromSyncIterator). No tick is added.
import { register } from './register.ts'
import type { Scope } from './types.ts'

type Method = (...args: unknown[]) => unknown
type Bag = Record<PropertyKey, unknown>

const isObject = (value: unknown) =>
  (value !== null && typeof value === 'object') || typeof value === 'function'

/** One hidden step under the scope. */
function under<T>(scope: Scope | null, step: () => T): T {
  const before = register.scope
  register.scope = scope
  try {
    return step()
  } finally {
    register.scope = before
  }
}

/** Reads a method of `target` under the scope, and makes its calls run there too. Anything else is the engine's to judge. */
function method(
  target: unknown,
  name: PropertyKey,
  scope: Scope | null,
  result = (value: unknown) => value,
): unknown {
  const found = under(scope, () => (target as Bag)[name])
  if (typeof found !== 'function') return found
  return (...args: unknown[]) => result(under(scope, () => Reflect.apply(found as Method, target, args)))
}

function iterator(target: unknown, scope: Scope | null): unknown {
  if (!isObject(target)) return target
  return {
    get next() {
      return method(target, 'next', scope)
    },
    get return() {
      return method(target, 'return', scope)
    },
    get throw() {
      return method(target, 'throw', scope)
    },
  }
}

export function steps<T>(iterable: T, scope: Scope | null, _effect?: unknown): T {
  const open = (name: symbol, kind: string): unknown => {
    if (iterable === null || iterable === undefined) throw new TypeError(`${iterable} is not ${kind}`)
    return method(iterable, name, scope, (made) => iterator(made, scope))
  }
  return {
    get [Symbol.asyncIterator]() {
      return open(Symbol.asyncIterator, 'async iterable')
    },
    get [Symbol.iterator]() {
      return open(Symbol.iterator, 'iterable')
    },
  } as T
}
