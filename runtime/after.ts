// `after` in its two forms: the public one, and the one that compiled calls become, with the place of the call. By I3
// the register is right at every call that compiled code makes, so both look there first.
import { AfterwordError, coded } from './error.ts'
import { noScope } from './messages.generated.ts'
import { type AnyFunction, current, register } from './register.ts'
import type { AfterHandle, AfterOptions, Scope, Task } from './types.ts'

/** The scope of this moment (or of the carrier), or the coded error that says which call lost it and what to do. */
export function demand(
  call: string,
  caller: AnyFunction,
  compiled?: boolean,
  place?: string,
  carrier?: unknown,
): Scope {
  const { aid } = register
  const scope = carrier === undefined ? current() : aid?.from(carrier)
  if (scope) return scope
  // Without an aid no host has ever opened a scope: nothing more can be said.
  throw (
    aid?.lost(call, caller, compiled, place, carrier) ??
    coded(AfterwordError, noScope(call, place ? ` at ${place}` : ''))
  )
}

/** What `after(task, options)` compiles to. */
export function compiledAfter(place: string | undefined, task: Task, options?: AfterOptions): AfterHandle {
  return demand('after', compiledAfter, true, place).after(task, options, place)
}

/** What `after.with(carrier, task, options)` compiles to. */
export function afterWith(
  place: string | undefined,
  carrier: unknown,
  task: Task,
  options?: AfterOptions,
): AfterHandle {
  return demand('after.with', afterWith, true, place, carrier ?? null).after(task, options, place)
}

// Uncompiled calls do not know where they stand, and ask the stack, where there is someone to read it.
function uncompiledAfter(task: Task, options?: AfterOptions): AfterHandle {
  const place = register.aid?.here(uncompiledAfter)
  return demand('after', uncompiledAfter, false, place).after(task, options, place)
}

function uncompiledWith(carrier: object, task: Task, options?: AfterOptions): AfterHandle {
  return afterWith(register.aid?.here(uncompiledWith), carrier, task, options)
}

function cancel(name: string): boolean {
  return demand('after.cancel', cancel).cancel(name)
}

export interface After {
  /**
   * Schedules `task` to run once the response of this request has been sent (or has failed, or was aborted).
   *
   * `task` is a callback or a promise. Tasks start in the order they were given, run side by side, and none stops
   * another. A callback that declares a parameter receives an `AfterInfo`; one that declares none is called with no
   * argument. A promise is kept alive at once and its rejection reported. Given to a scope that is closed already, a
   * callback runs at once, in a microtask of its own.
   *
   * @example
   * export async function POST(request: Request) {
   *   const order = await db.save(await request.json())
   *   after(() => mail(order))
   *   return Response.json(order)
   * }
   *
   * @example A callback with a parameter is told how the response ended.
   * after(({ outcome, status, signal }) => log({ outcome, status }, { signal }))
   *
   * @example Only after a failure, at most five seconds, the last of its key.
   * after(() => alert(order), { on: 'error', timeout: 5_000, key: order.id })
   *
   * @example A promise is kept alive.
   * after(cache.warm(order.id))
   *
   * @returns a handle: its `done` never rejects, `cancel()` takes back what has not started.
   * @throws TypeError `AFTERWORD_BAD_TASK`, `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`
   * @throws AfterwordError `AFTERWORD_NO_SCOPE` where no request is known
   * @see https://nextjs.org/docs/app/api-reference/functions/after
   */
  (task: Task, options?: AfterOptions): AfterHandle
  /**
   * `after` for the request that `carrier` belongs to: a Request, `req`, `res`, a framework's context, a Scope. For code that nobody compiles.
   *
   * @example
   * queue.on('done', () => after.with(request, () => mail(order)))
   *
   * @throws TypeError `AFTERWORD_UNKNOWN_CARRIER` if no scope was opened for it
   */
  with(carrier: object, task: Task, options?: AfterOptions): AfterHandle
  /**
   * Cancels the tasks of this request that are named `name` and have not started. True if there was one.
   *
   * @example
   * after(() => remind(user), { name: 'reminder' })
   * if (user.left) after.cancel('reminder')
   *
   * @throws AfterwordError `AFTERWORD_NO_SCOPE` where no request is known
   */
  cancel(name: string): boolean
}

export const after: After = /* @__PURE__ */ Object.assign(uncompiledAfter, { with: uncompiledWith, cancel })
