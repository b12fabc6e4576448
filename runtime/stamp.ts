// Which scope an object identifies. As a WeakMap has it: by identity, unseen, for any object, and no longer than the object lives.
//
// But kept with the object, in a private field that a constructor adds to what its parent returns: entries of a WeakMap whose
// keys die young cost more in garbage collection than all else that is done for a request (1.1 of 2.3 µs, on Node 24).
import type { Scope } from './types.ts'

/** What extends it adds its private fields to an object that is there already. */
export class Same {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how the field comes to an object that is there already
    return object
  }
}

export class Stamp extends Same {
  /** Engines may come to refuse a field for what is frozen. */
  static #others: WeakMap<object, Scope> | undefined
  #scope: Scope

  private constructor(object: object, scope: Scope) {
    super(object)
    this.#scope = scope
  }

  static get(value: unknown): Scope | undefined {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined
    return #scope in value ? value.#scope : Stamp.#others?.get(value)
  }

  static set(object: object, scope: Scope): void {
    if (#scope in object) object.#scope = scope
    else
      try {
        new Stamp(object, scope)
      } catch {
        Stamp.#others ??= new WeakMap()
        Stamp.#others.set(object, scope)
      }
  }
}

export type Carriers = Pick<typeof Stamp, 'get' | 'set'>
