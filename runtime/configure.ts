import { callback, checkOptions, count, countOrNone, milliseconds, oneOf, type Rules } from './options.ts'
import { Overload } from './overload.ts'
import { register } from './register.ts'
import type { AfterConfig } from './types.ts'

const rules: Rules = {
  timeout: milliseconds,
  concurrency: count,
  maxQueue: countOrNone,
  overflow: /* @__PURE__ */ oneOf('run', 'inline', 'drop-new', 'drop-old'),
  onError: callback,
  onTask: callback,
  onNoHost: /* @__PURE__ */ oneOf('throw', 'warn'),
}

/**
 * Sets what holds for every task of this process. Options add to those of earlier calls; `undefined` takes one back.
 *
 * - `timeout`: milliseconds until a task's `signal` fires and it is reported, 1 to 2147483647
 * - `concurrency`: how many callbacks may run at once in this process; the others wait, the first first
 * - `maxQueue`: how many may wait
 * - `overflow`: what happens beyond that: `run` (default: the limit is passed), `inline` (its request runs it itself, one at
 *   a time), `drop-new`, `drop-old`
 * - `onError(error, info)`: receives each failure and each dropped task, instead of the line on `console.error`
 * - `onTask(info)`: receives each task when it is over
 * - `onNoHost`: `throw` (default) or `warn` where the host cannot keep work alive after the response
 *
 * New limits hold for what waits already, too. A hook that throws or rejects is printed, with the failure that it received, and stops nothing.
 * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`; nothing is set then
 */
export function configureAfter(options: AfterConfig): void {
  checkOptions('configureAfter', configureAfter, options, rules)
  register.config = { ...register.config, ...options }
  register.overload ??= new Overload()
  register.overload.fill()
}
