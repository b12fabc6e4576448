// What `withAfter` gives back has all that it was given: an application keeps its methods, a function its properties.
type AnyFunction = (...args: never[]) => unknown

const OWN = new Set<PropertyKey>(['length', 'name', 'prototype', 'arguments', 'caller'])

function isBare(given: AnyFunction): boolean {
  for (const _inherited in given) return false
  return Reflect.ownKeys(given).every((name) => OWN.has(name))
}

/** `wrapped`, with what else `given` has. An application's methods, called on it, find what is wrapped: `withAfter(app).listen(3000)`. */
export function standForFunction<Given extends AnyFunction>(given: Given, wrapped: AnyFunction): Given {
  // The usual one: a proxy takes longer to call.
  if (isBare(given)) return wrapped as Given
  return new Proxy(given, {
    apply: (_, self, args) => Reflect.apply(wrapped, self, args),
    get: (_, name) => (name === 'length' ? wrapped.length : Reflect.get(given, name)),
  })
}

/** Methods that give requests to the `fetch` of their application: `app.request('/orders')` of Hono, `handle` and `listen` of Elysia. */
const ASKS = new Set<PropertyKey>(['request', 'handle', 'listen'])

/** What an application's `fetch` is, while one of those finds the wrapped one in its place. */
const originals = new WeakMap<object, AnyFunction>()

export const fetchOf = <Given extends { fetch: AnyFunction }>(given: Given): Given['fetch'] =>
  originals.get(given) ?? given.fetch

function exchanged<Result>(given: { fetch: AnyFunction }, fetch: AnyFunction, call: () => Result): Result {
  const own = Object.getOwnPropertyDescriptor(given, 'fetch')
  if (originals.has(given) || (own ? !own.configurable : !Object.isExtensible(given))) return call()
  originals.set(given, given.fetch)
  Object.defineProperty(given, 'fetch', { value: fetch, configurable: true, writable: true })
  try {
    return call()
  } finally {
    if (own) Object.defineProperty(given, 'fetch', own)
    else Reflect.deleteProperty(given, 'fetch')
    originals.delete(given)
  }
}

/** The same for an object, of which some methods are wrapped. Methods are called on the object itself, whose private fields no other has. */
export function standForObject<Given extends { fetch: AnyFunction }>(
  given: Given,
  wrapped: Readonly<Record<string, AnyFunction>>,
): Given {
  const prototype = Object.getPrototypeOf(given)
  if (prototype === Object.prototype || prototype === null || Object.isFrozen(given)) {
    const copy = Object.create(prototype, Object.getOwnPropertyDescriptors(given))
    for (const [name, value] of Object.entries(wrapped))
      Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true })
    return copy
  }
  const bound = new WeakMap<AnyFunction, AnyFunction>()
  const proxy: Given = new Proxy(given, {
    set: (_, name, value) => Reflect.set(given, name, value),
    get(_, name) {
      if (typeof name === 'string' && Object.hasOwn(wrapped, name)) return wrapped[name]
      const found: unknown = Reflect.get(given, name)
      if (typeof found !== 'function' || name === 'constructor') return found
      const value = found as AnyFunction
      const known = bound.get(value)
      if (known) return known
      // What gives itself, to be called again, gives what is wrapped.
      const method = new Proxy(value, {
        apply(_, self, args) {
          const call = () => Reflect.apply(value, self === proxy ? given : self, args)
          const result = ASKS.has(name) && wrapped.fetch ? exchanged(given, wrapped.fetch, call) : call()
          return result === given ? proxy : result
        },
      })
      bound.set(value, method)
      return method
    },
  })
  return proxy
}
