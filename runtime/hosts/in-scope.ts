// Handlers are called behind middleware that waits and was not compiled, and may be such as name no request: what another file has written.
import { from } from '../carriers.ts'
import type { AnyFunction } from '../records.ts'
import { register } from '../register.ts'
import type { Scope } from '../types.ts'

/** Calls it with the register set, where a scope is known and the register does not hold it already. */
export function callIn(
  scope: Scope | null,
  fn: AnyFunction,
  self: unknown,
  args: readonly unknown[],
): unknown {
  const before = register.scope
  register.scope = scope ?? before
  try {
    return Reflect.apply(fn, self, args)
  } finally {
    register.scope = before
  }
}

const made = new WeakSet<AnyFunction>()

/** The handler, called in the scope of the first thing that it is called with. What is one already stays as it is. */
export function inScope(handler: AnyFunction): AnyFunction {
  if (made.has(handler)) return handler
  const called = function (this: unknown, ...args: unknown[]) {
    return callIn(from(args[0]), handler, this, args)
  }
  made.add(called)
  return called
}
