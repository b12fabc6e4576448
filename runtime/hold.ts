// What an application holds, a handle or a scope: its methods work when they are taken off, and it is printed as what it is, not as what it is
// made of. Not in the core: whoever opens a scope brings it in, as the aid.
//
//   const { cancel, done } = after(…)        const { run, close } = openScope()

type Method = (this: unknown, ...args: never[]) => unknown

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** `scope.run` gives the method bound to its scope. Nothing is made for one that nobody reads, nor kept. */
export function bindWhenRead(prototype: object, names: readonly string[]): void {
  for (const name of names) {
    const method = (prototype as Record<string, Method>)[name] as Method
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: unknown) {
        return method.bind(this)
      },
      // Test tools put spies there.
      set(this: object, value: unknown) {
        Object.defineProperty(this, name, { value, configurable: true, writable: true })
      },
    })
  }
}

type Inspect = (value: unknown, options?: object) => string

/** How `console.log` and `JSON.stringify` show what has this prototype. */
export function showAs<Shown extends object>(
  prototype: Shown,
  name: string,
  tell: (shown: Shown) => object,
): void {
  Object.defineProperties(prototype, {
    [INSPECT]: {
      value(this: Shown, _depth: number, options: object, inspect?: Inspect) {
        return inspect ? `${name} ${inspect(tell(this), options)}` : tell(this)
      },
    },
    toJSON: {
      value(this: Shown) {
        return tell(this)
      },
    },
  })
}
