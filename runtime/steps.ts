// R9: `for await` and `yield*` step code that cannot be edited.
//
//   for await (const x of it)   →   for await (const x of steps(it, s, c = suspend(c)))
//   yield* it                   →   yield* steps(it, s, c = suspend(c))
//
// Keeps: the protocol, to the letter. The engine asks the objects made here exactly as it would ask the iterable, and
// each question is handed on at that moment, once, with the same number of arguments; what comes back is the same
// value, so that the engine's own checks apply; its TypeErrors are said in its words, less our names. A sync iterable in an async loop meets the engine's own
// AsyncFromSyncIterator (ECMA-262, GetIterator and CreateAsyncFromSyncIterator). No tick is added.
import { register } from './register.ts'
import type { Scope } from './types.ts'

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

/** Makes the calls of a method run under the scope. Anything else is the engine's to judge. */
function stepped(found: unknown, target: unknown, scope: Scope | null): unknown {
  if (typeof found !== 'function') return found
  // A function of its own and not a closure around `under`: this runs at every step.
  return function step(): unknown {
    const before = register.scope
    register.scope = scope
    try {
      // biome-ignore lint/complexity/noArguments: handed on as many as there are
      return Reflect.apply(found, target, arguments)
    } finally {
      register.scope = before
    }
  }
}

const read = (target: unknown, name: PropertyKey, scope: Scope | null): unknown =>
  under(scope, () => (target as Bag)[name])

/**
 * What stands for an iterator. The engine reads `next` once, right after it has made the iterator, so that is read at once too; `return` and
 * `throw` it reads when it needs them. Lowered code asks with `in` whether they are there: so they are only if they are.
 */
function iterator(target: unknown, scope: Scope | null): unknown {
  if (!isObject(target)) return target
  const next = read(target, 'next', scope)
  const steps: Bag = {
    next: typeof next === 'function' ? stepped(next, target, scope) : () => refuse(next, 'a function'),
  }
  for (const name of ['return', 'throw'])
    if (under(scope, () => name in (target as Bag)))
      Object.defineProperty(steps, name, { get: () => stepped(read(target, name, scope), target, scope) })
  return steps
}

/** In V8's words for what has no name: its own would name what is called here. */
function refuse(value: unknown, kind: string): never {
  const type = typeof value
  throw new TypeError(`${value === null || /^[nb]/.test(type) ? `${type} ${value}` : type} is not ${kind}`)
}

export function steps<T>(iterable: T, scope: Scope | null, _effect?: unknown): T {
  let kind = 'iterable (cannot read property Symbol(Symbol.iterator))'
  const open = (name: symbol): unknown => {
    const asksAsync = name === Symbol.asyncIterator
    if (asksAsync) kind = 'async iterable'
    const found = asksAsync || iterable != null ? read(iterable, name, scope) : null
    // An async loop asks for the sync iterator next.
    if (asksAsync && found == null) return found
    if (typeof found !== 'function') refuse(iterable, kind)
    return () =>
      iterator(
        under(scope, () => Reflect.apply(found, iterable, [])),
        scope,
      )
  }
  return {
    get [Symbol.asyncIterator]() {
      return open(Symbol.asyncIterator)
    },
    get [Symbol.iterator]() {
      return open(Symbol.iterator)
    },
  } as T
}
