// `after`, and how compiled calls tell it where they are written. By I3 the register is right at every call that compiled code
// makes, so it looks there first.
import { AfterwordError, coded } from './error.ts'
import { noScope } from './messages.generated.ts'
import { type AnyFunction, current, register } from './register.ts'
import type {
  AfterHandle,
  AfterOptions,
  DurableAfterOptions,
  DurableTask,
  GivenOptions,
  Scope,
  Task,
} from './types.ts'

/** The scope of this moment (or of the carrier), or the coded error that says which call lost it and what to do. */
export function demand(call: string, caller: AnyFunction, place?: string, carrier?: unknown): Scope {
  const { aid } = register
  const scope = carrier === undefined ? current() : aid?.from(carrier)
  if (scope) return scope
  // Without an aid no host has ever opened a scope: nothing more can be said.
  throw aid?.lost(call, caller, place, carrier) ?? coded(AfterwordError, noScope(call))
}

/**
 * `after(task, options)` compiles to `after(task, at("src/a.ts:5", options))`: the callee stays the author's, which may be a mock, and the
 * place travels beside the last argument.
 */
export function at<T>(place: string, value: T): T {
  register.place = place
  register.placed = value
  return value
}

/** What `after` does, for a function `caller` that is it; `given` is what that was given last. */
export function give(
  call: string,
  caller: AnyFunction,
  task: Task,
  options?: GivenOptions,
  carrier?: unknown,
  given: unknown = options,
): AfterHandle {
  const place = register.aid?.place(caller, task, given)
  return demand(call, caller, place, carrier).after(task, options, place)
}

function afterIt(task: Task, options?: GivenOptions): AfterHandle {
  return give('after', afterIt, task, options)
}

/** `after.with` */
export function afterWith(carrier: object, task: Task, options?: GivenOptions): AfterHandle {
  return give('after.with', afterWith, task, options, carrier ?? null)
}

function cancel(name: string): boolean {
  return demand('after.cancel', cancel).cancel(name)
}

export interface After {
  /**
   * Schedules a task that survives its process: it is stored on the engine of `configureDurable` before the response is finished, and a worker
   * runs it at least once. The compiler makes a job of it and says what cannot be stored.
   *
   * @example
   * after(async ({ job, signal }) => mail(order, { idempotencyKey: job.id, signal }), { name: 'receipt', durable: true })
   *
   * @returns a handle whose `done` fulfils when the task is stored
   * @throws TypeError `AFTERWORD_DURABLE_VALUE`; RangeError `AFTERWORD_DURABLE_SIZE`; AfterwordError `AFTERWORD_NO_ENGINE`,
   * `AFTERWORD_DURABLE_UNCOMPILED`; and what it throws for any task
   */
  (task: DurableTask, options: DurableAfterOptions): AfterHandle
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
   * @example A callback with a parameter learns how the response ended.
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
   * `after` for the request that `carrier` belongs to: a Request, `req`, `res`, a framework's context, a Scope. For code that is not compiled.
   *
   * @example
   * queue.on('done', () => after.with(request, () => mail(order)))
   *
   * @throws TypeError `AFTERWORD_UNKNOWN_CARRIER` if no scope was opened for it
   */
  with(carrier: object, task: DurableTask, options: DurableAfterOptions): AfterHandle
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

export const after: After = /* @__PURE__ */ Object.assign(afterIt, { with: afterWith, cancel }) as After
