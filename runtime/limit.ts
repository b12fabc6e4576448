// How long a task may take: its timeout, the route file's maxDuration or the host's deadline, whichever is nearest. Then its signal fires, it is
// reported, and the drain waits for it no longer.

import { clock, lacks } from './engine.ts'
import { coded } from './error.ts'
import { taskTimeout } from './messages.generated.ts'
import type { TaskRecord } from './records.ts'
import { register } from './register.ts'
import type { AfterInfo, TaskFunction } from './types.ts'

/** Timers hold 31 bits; a longer one would fire at once. */
export const longest = 0x7fffffff

/** Sets the limit. A callback gets an `AfterInfo` if it declares a parameter: `flush(timeout = 1000)` declares none. */
export function limit(task: TaskRecord, work?: TaskFunction): [] | [AfterInfo] {
  const { id, name, scope, options, note } = task
  const { outcome, status, live } = scope
  const abort = work?.length && globalThis.AbortController ? new AbortController() : undefined
  const own = options.timeout ?? register.config.timeout ?? Infinity
  const granted = live?.deadline ? Number(live.deadline) - Date.now() : Infinity
  const planned = Math.ceil((live?.until ?? Infinity) - clock())
  const ms = Math.min(own, granted, planned)
  let deadline: Date | undefined
  if (ms < Infinity) {
    deadline = new Date(Date.now() + ms)
    // `timeout` is refused where there is no timer; the host's deadline is still told of.
    note.timer = globalThis.setTimeout?.(
      () => {
        const error = coded(Error, taskTimeout(name, `${Math.max(0, ms)}`))
        error.name = 'TimeoutError'
        abort?.abort(error)
        task.settle('timeout', error)
      },
      // A deadline that has passed is no reason for a warning.
      Math.max(1, Math.min(ms, longest)),
    )
  }
  if (!work?.length) return []
  const info = { outcome, status, error: live?.error, deadline, id, name }
  if (abort) return [{ ...info, signal: abort.signal }]
  return [
    {
      ...info,
      get signal(): never {
        throw lacks('info.signal', 'AbortController')
      },
    },
  ]
}

export function unlimit({ note }: TaskRecord): void {
  if (note.timer !== undefined) clearTimeout(note.timer)
}
