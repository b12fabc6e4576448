import { join, listenersOf, stays } from './listeners.ts'
import { log } from './log.ts'
import { callback, checkOptions, count, countOrNone, milliseconds, oneOf, type Rules } from './options.ts'
import { Overload } from './overload.ts'
import type { AnyFunction } from './records.ts'
import { register } from './register.ts'
import type { AfterConfig } from './types.ts'
import { watch } from './watch.ts'

const rules: Rules = {
  timeout: milliseconds,
  concurrency: count,
  maxQueue: countOrNone,
  overflow: /* @__PURE__ */ oneOf('run', 'inline', 'drop-new', 'drop-old'),
  onError: callback,
  onTask: callback,
  onRequest: callback,
  onGive: callback,
  onLost: callback,
  log: [(value) => typeof value === 'boolean', 'true or false'],
  onNoHost: /* @__PURE__ */ oneOf('throw', 'warn'),
}

/** Of these there may be several. */
const hooks = ['onError', 'onTask', 'onRequest', 'onGive', 'onLost'] as const

type Listeners = { [hook in (typeof hooks)[number]]?: AnyFunction | undefined }

/**
 * Sets what holds for every task of this process. Options add to those of earlier calls; `undefined` takes one back.
 *
 * - `timeout`: milliseconds until a task's `signal` fires and it is reported, 1 to 2147483647
 * - `concurrency`: how many callbacks may run at once in this process; the others wait, the first first
 * - `maxQueue`: how many may wait
 * - `overflow`: what happens beyond that: `run` (default: the limit is passed), `inline` (its request runs it itself, one at
 *   a time), `drop-new`, `drop-old`
 * - `onError(error, info)`: receives each failure and each dropped task, instead of the line on `console.error`
 * - `onTask(info, error)`: receives each task when it is over
 * - `onRequest(scope)`: receives the scope of each request when it is opened
 * - `onGive(info, scope)`: receives each task when it is given; a function that it returns is called with what starts the task
 * - `onLost(info)`: receives each task that `drainAfter` waits for no longer
 * - `log`: prints each request that gave tasks, with them, when they are over: for development
 * - `onNoHost`: `throw` (default) or `warn` where the host cannot keep work alive after the response
 *
 * Of the hooks there may be several: a further one is added, and each is told. `undefined` takes back all of that
 * name that are yours.
 *
 * New limits hold for what waits already, too. A hook that throws or rejects is printed, with the failure that it received, and stops nothing.
 * Where the host stops after the response, it is asked to wait for what `onTask` and `onError` return.
 * @returns a function that takes back the hooks that this call has added, and no others
 * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`; nothing is set then
 */
export function configureAfter(options: AfterConfig): () => void {
  checkOptions('configureAfter', configureAfter, options, rules)
  const { log: logs, ...rest } = options
  const config: Listeners = { ...(register.config as Listeners), ...rest }
  const added = new Set<AnyFunction>()
  for (const hook of hooks) {
    let now = listenersOf((register.config as Listeners)[hook])
    const line = (log as Listeners)[hook]
    const given = [(rest as Listeners)[hook], logs ? line : undefined].filter((one) => one !== undefined)
    const fresh = given.filter((one) => !now.includes(one))
    for (const one of fresh) added.add(one)
    if (hook in rest && !(rest as Listeners)[hook]) now = now.filter((each) => stays in each)
    if ('log' in options && !logs) now = now.filter((each) => each !== line)
    config[hook] = join([...now, ...fresh])
  }
  register.config = config as AfterConfig
  register.watch ??= watch
  register.overload ??= new Overload()
  register.overload.fill()
  return () => {
    const left: Listeners = { ...(register.config as Listeners) }
    for (const hook of hooks) left[hook] = join(listenersOf(left[hook]).filter((each) => !added.has(each)))
    register.config = left as AfterConfig
  }
}
