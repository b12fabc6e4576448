// `afterword/next/server`: where compiled code has `after` of 'next/server' from, on every host but Next (R15).
import { type After, give, after as own } from '../after.ts'
import { enterOf } from '../brand.ts'
import type { AfterHandle, GivenOptions, Task } from '../types.ts'
import { mockable } from './mocked.ts'

/** As Next's, it takes a task and nothing else: `tasks.forEach(after)` gives it an index. */
function afterOfNext(task: Task): AfterHandle {
  // biome-ignore lint/complexity/noArguments: a parameter would count in its length
  const given = arguments as unknown as never[]
  // What is compiled as durable never runs as if it were not.
  const options = enterOf(task) ? (given[1] as GivenOptions | undefined) : undefined
  return give('after', afterOfNext, task, options, undefined, given[given.length - 1])
}

export const after: After = /* @__PURE__ */ mockable(
  'next/server',
  'after',
  'next/dist/server/after',
  /* @__PURE__ */ Object.assign(afterOfNext, { with: own.with, cancel: own.cancel }) as After,
)
export { after as unstable_after }
