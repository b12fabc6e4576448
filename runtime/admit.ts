// Whether a callback may start: `on` says for which outcome it is; how many run at once is for `configureAfter` to limit.
import type { TaskRecord } from './records.ts'
import { register } from './register.ts'

const kinds = { sent: 'success', prerendered: 'success', errored: 'error', aborted: 'abort' } as const

/** Whether the callback may start now. If not, it is started later, or over already. */
export function admit(task: TaskRecord): boolean {
  const { on = 'always' } = task.options
  const { outcome } = task.scope
  // What is not known is neither success nor failure.
  if (on !== 'always' && (!outcome || on !== kinds[outcome])) {
    task.settle('skipped')
    return false
  }
  return register.overload ? register.overload.submit(task) : occupy(task)
}

export function occupy(task: TaskRecord): true {
  register.running++
  task.placed = true
  return true
}

/** The task is over, whether it ran or not: its place is free. */
export function giveUp(task: TaskRecord): void {
  if (task.placed) register.running--
  register.overload?.over(task)
}
