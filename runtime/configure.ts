import { callback, checkOptions, count, milliseconds, oneOf, type Rules } from './options.ts'
import { register } from './register.ts'
import type { AfterConfig } from './types.ts'

const rules: Rules = {
  timeout: milliseconds,
  concurrency: count,
  maxQueue: count,
  overflow: /* @__PURE__ */ oneOf('throw', 'drop-newest', 'drop-oldest'),
  onError: callback,
  onTask: callback,
  onNoHost: /* @__PURE__ */ oneOf('throw', 'warn'),
}

/**
 * Sets what holds for every task of this process. Options add to those of earlier calls; `undefined` takes one back.
 *
 * - `timeout`: milliseconds until a task's `signal` fires and it is reported, 1 to 2147483647
 * - `concurrency`: how many callbacks may run at once
 * - `maxQueue`, `overflow`: checked and kept, without effect yet: the policies are not there. Any number of tasks may wait
 * - `onError(error, info)`: told of each failure, instead of the line on `console.error`
 * - `onTask(info)`: told of each task when it is over
 * - `onNoHost`: `throw` (default) or `warn` where the host cannot keep work alive after the response
 *
 * A hook that throws or rejects is printed, with the failure that it was told of, and stops nothing.
 * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`; nothing is set then
 */
export function configureAfter(options: AfterConfig): void {
  checkOptions('configureAfter', configureAfter, options, rules)
  register.config = { ...register.config, ...options }
}
