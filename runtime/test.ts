/**
 * `afterword/test`: handlers that call `after()`, tested without a server.
 *
 *     const { result, scope } = await withAfterScope({ headers: { 'x-user': 'ada' } }, () => POST(request))
 *     expect(afterTasks(scope)).toMatchObject([{ name: 'mail' }])
 *     await flushAfter(scope)
 *
 * Every call has a scope of its own: tests may run side by side.
 */
import { unviewed } from './callbacks.ts'
import { from } from './carriers.ts'
import { AfterwordError, coded } from './error.ts'
import { neverOver, whichScope } from './messages.generated.ts'
import { checkOptions, milliseconds, oneOf, type Rules, show } from './options.ts'
import type { TaskRecord } from './records.ts'
import { current, register } from './register.ts'
import type { RequestScope } from './scope.ts'
import { type Given, isWatched, openFor, type TestScopeOptions, watch } from './test-scope.ts'
import type { AfterOptions, DurableOptions, Outcome, Report, Scope } from './types.ts'

export type { TestScopeOptions } from './test-scope.ts'

export interface InScope<T> {
  readonly result: Awaited<T>
  readonly scope: Scope
  /** The Set-Cookie lines of `cookies().set(…)`. */
  readonly setCookies: readonly string[]
}

export interface WithoutAfter<T> {
  readonly result: Awaited<T>
  /** What would have run. */
  readonly tasks: readonly AfterTask[]
}

/** A task that is not over. */
export interface AfterTask extends Omit<AfterOptions, 'durable'> {
  /** As it was given. */
  readonly durable?: boolean | DurableOptions | undefined
  readonly name: string
  /** Where its `after` was written, `file:line`, if known. */
  readonly place: string | undefined
  readonly on: NonNullable<AfterOptions['on']>
  /** A promise has been running since before it was given. */
  readonly started: boolean
}

export interface FlushOptions {
  /** How the response ended. Default `sent`. */
  readonly outcome?: Outcome | undefined
  /** Its status. Default: that of the Response that the function in `withAfterScope` returned, if it did. */
  readonly status?: number | undefined
  /** What the handler threw. */
  readonly error?: unknown
  /** `throw` (default): the promise rejects with what a task threw. `keep`: it is found in `errors`. */
  readonly failures?: 'throw' | 'keep' | undefined
  /** Milliseconds until the promise rejects with the names of the tasks that are not over. Default: none. */
  readonly timeout?: number | undefined
}

export interface FlushReport extends Report {
  /** Of the tasks that failed, timed out or were dropped, in the order in which they were given. */
  readonly errors: readonly unknown[]
}

/**
 * Calls `fn(scope)` as a server calls a handler, in a scope of its own, and waits for what it returns. Its tasks wait until
 * `flushAfter(scope)` finishes the response.
 *
 * @param options what `headers()` and `cookies()` read, and carriers of the scope
 * @returns the result, the scope, and the Set-Cookie lines
 * @throws what `fn` throws, as a rejection; its scope is still open then
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`, `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`, as a rejection
 */
export function withAfterScope<T>(fn: (scope: Scope) => T): Promise<InScope<T>>
export function withAfterScope<T>(options: TestScopeOptions, fn: (scope: Scope) => T): Promise<InScope<T>>
export async function withAfterScope<T>(...given: Given<T>): Promise<InScope<T>> {
  const { scope, setCookies, run } = openFor(withAfterScope, given)
  return { result: await run(), scope, setCookies }
}

/**
 * Calls `fn(scope)` where `after` takes tasks and none ever runs, for a test that is not about them. When `fn` is over they
 * are cancelled, and so is what is given later. A promise was running before it was given: nothing waits for it, or tells how
 * it ended.
 *
 * @param options as for `withAfterScope`
 * @returns the result, and the tasks that would have run
 * @throws as `withAfterScope`
 */
export function withoutAfter<T>(fn: (scope: Scope) => T): Promise<WithoutAfter<T>>
export function withoutAfter<T>(options: TestScopeOptions, fn: (scope: Scope) => T): Promise<WithoutAfter<T>>
export async function withoutAfter<T>(...given: Given<T>): Promise<WithoutAfter<T>> {
  const { scope, run } = openFor(withoutAfter, given)
  scope.quiet = true
  try {
    const result = await run()
    return { result, tasks: afterTasks(scope) }
  } finally {
    for (const task of scope.tasks) task.cancel()
    const give = scope.after
    scope.after = (...args) => {
      const task = give.apply(scope, args)
      task.cancel()
      return task
    }
    scope.close('sent')
  }
}

/**
 * The tasks that are not over, in the order in which they were given.
 * @param carrier the scope, or the request; default: the current scope, else the only one that is open
 * @throws AfterwordError `AFTERWORD_WHICH_SCOPE` where none or several are open
 */
export function afterTasks(carrier?: object): AfterTask[] {
  return [...find('afterTasks', carrier).tasks].map(({ name, place, options, startedAt }) => ({
    ...options,
    name,
    place,
    on: options.on ?? 'always',
    started: startedAt !== undefined,
  }))
}

const any = [() => true, ''] as const
const rules: Rules = {
  // `scope.close` checks these.
  outcome: any,
  status: any,
  error: any,
  failures: /* @__PURE__ */ oneOf('throw', 'keep'),
  timeout: milliseconds,
}

/**
 * Finishes the response, as a server does when the last byte is sent, and waits until all tasks are over: nested ones, too.
 *
 * @param carrier the scope, or the request; default: the current scope, else the only one that is open
 * @returns how many tasks ended how
 * @throws what the task that failed threw, as a rejection, or an AggregateError of several; nothing with `failures: 'keep'`
 * @throws AfterwordError `AFTERWORD_WHICH_SCOPE` where none or several are open, `AFTERWORD_NEVER_OVER` after `timeout`;
 * TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`; as a rejection
 */
export async function flushAfter(carrier?: object, options: FlushOptions = {}): Promise<FlushReport> {
  checkOptions('flushAfter', flushAfter, options, rules)
  const scope = find('flushAfter', carrier)
  const record = watch(scope)
  const { outcome = 'sent', status = record.status, error, failures = 'throw', timeout } = options
  // Whoever waits for them is told here.
  scope.quiet = true
  try {
    scope.close(outcome, { status, error })
    await within(timeout, scope)
  } finally {
    scope.quiet = false
  }
  const failed = record.given.filter(({ result }) =>
    /^(?:failed|timeout|dropped)$/.test(result?.status ?? ''),
  )
  const errors = failed.map(({ result }) => result?.error)
  if (!errors.length || failures === 'keep') return { ...scope.report, errors }
  if (errors.length === 1) throw errors[0]
  throw new AggregateError(errors, `${errors.length} tasks failed: ${list(failed)}`)
}

/** Never a guess: the scope that is meant, or an error that says why there is none. */
function find(call: string, carrier: object | undefined): RequestScope {
  const refuse = (found: string): never => {
    throw coded(AfterwordError, whichScope(call, found))
  }
  if (carrier !== undefined)
    return (from(carrier) ?? refuse(`${show(carrier)} that belongs to none`)) as RequestScope
  const known = unviewed(current())
  if (known) return known as RequestScope
  const all = [...(register.scopes ?? [])] as RequestScope[]
  const own = all.filter(isWatched)
  const [only, ...others] = own.length ? own : all
  if (others.length) return refuse(`nothing, and ${others.length + 1} scopes are open`)
  return only ?? refuse('nothing, and no scope is open')
}

const list = (tasks: Iterable<TaskRecord>): string =>
  [...tasks].map(({ name, place }) => (place && place !== name ? `${name} (${place})` : name)).join(', ')

async function untilOver(scope: RequestScope): Promise<void> {
  await scope.drained
  // Given when it was drained already.
  while (scope.tasks.size) await Promise.all([...scope.tasks].map(({ done }) => done))
}

async function within(ms: number | undefined, scope: RequestScope): Promise<void> {
  if (ms === undefined) return untilOver(scope)
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(coded(AfterwordError, neverOver(`${ms}`, list(scope.tasks)))), ms)
  })
  try {
    await Promise.race([untilOver(scope), late])
  } finally {
    clearTimeout(timer)
  }
}
