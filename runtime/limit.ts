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

const nothing: [] = []

/** Sets the limit. A callback gets an `AfterInfo` if it declares a parameter: `flush(timeout = 1000)` declares none. */
export function limit(task: TaskRecord, work?: TaskFunction): [] | [AfterInfo] {
  const { live, until, deadline = live?.deadline } = task.scope
  // What it may take is for the attempt of its job.
  if (task.options.durable) return nothing
  const own = task.options.timeout ?? register.config.timeout ?? Infinity
  // Most tasks have no limit, and do not ask how the response ended.
  return work?.length || own < Infinity || deadline || until ? prepare(task, own, work) : nothing
}

function prepare(task: TaskRecord, own: number, work?: TaskFunction): [] | [AfterInfo] {
  const { id, name, scope } = task
  const { outcome, status, live, until } = scope
  const end = scope.deadline ?? live?.deadline
  const granted = end ? Number(end) - Date.now() : Infinity
  const planned = until ? Math.ceil(until - clock()) : Infinity
  const ms = Math.min(own, granted, planned)
  let deadline: Date | undefined
  let abort: AbortController | undefined
  let late: Error | undefined
  if (ms < Infinity) {
    deadline = new Date(Date.now() + ms)
    // `timeout` is refused where there is no timer; the host's deadline is still told of.
    task.timer = globalThis.setTimeout?.(
      () => {
        late = coded(Error, taskTimeout(name, `${Math.max(0, ms)}`))
        late.name = 'TimeoutError'
        abort?.abort(late)
        task.settle('timeout', late)
      },
      // A deadline that has passed is no reason for a warning.
      Math.max(1, Math.min(ms, longest)),
    )
  }
  if (!work?.length) return nothing
  return [
    {
      outcome,
      status,
      error: live?.error,
      deadline,
      id,
      name,
      // Most ask for something else.
      get signal(): AbortSignal {
        if (abort) return abort.signal
        if (!globalThis.AbortController) throw lacks('info.signal', 'AbortController')
        abort = new AbortController()
        if (late) abort.abort(late)
        return abort.signal
      },
    },
  ]
}

export function unlimit({ timer }: TaskRecord): void {
  if (timer !== undefined) clearTimeout(timer)
}
