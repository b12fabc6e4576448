// Who has asked to be told. `configureAfter` adds to those that are there: none replaces another's. One of them is kept as it is, so that most
// programs pay for one call; of several is made one, which holds them.
import { hookFailed } from './messages.generated.ts'
import { print } from './print.ts'
import type { AnyFunction } from './records.ts'

const several: unique symbol = Symbol.for('afterword.listeners')

/** On listeners of this package and of its modules: `undefined` does not take them back, which is for the application's own. */
export const stays: unique symbol = Symbol.for('afterword.stays')

export const stay = <Listener extends AnyFunction>(listener: Listener): Listener =>
  Object.assign(listener, { [stays]: true })

type Joined<Listener> = Listener & { readonly [several]?: readonly Listener[] }

/** All that were joined, the first given first. */
export function listenersOf<Listener extends AnyFunction>(
  joined: Joined<Listener> | undefined,
): readonly Listener[] {
  return joined ? (joined[several] ?? [joined]) : []
}

/** Undefined of none. */
export function join<Listener extends AnyFunction>(
  listeners: Iterable<Listener>,
): Joined<Listener> | undefined {
  // Each once: a module that is loaded again in development adds nothing.
  const all = [...new Set(listeners)]
  const [first] = all
  if (all.length < 2) return first
  const joined = (...args: never[]) => {
    for (const listener of all) listener(...args)
  }
  return Object.assign(joined as unknown as Listener, { [several]: all })
}

/**
 * Calls a listener of the application's: whatever it throws or rejects with is printed, after what `untold` prints, and stops nothing.
 * @returns what it returned, if it did
 */
export function call<Result>(
  name: string,
  task: string,
  request: string,
  listener: () => Result,
  untold?: () => void,
): Result | undefined {
  const fail = (error: unknown): void => {
    untold?.()
    print('error', hookFailed(name, task, request), error)
  }
  try {
    const result = listener()
    // A `then` of its own may throw, too.
    if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function')
      new Promise((resolve) => resolve(result)).catch(fail)
    return result
  } catch (error) {
    fail(error)
    return undefined
  }
}
