// Whether a callback may start: `on` says for which outcome it is, `concurrency` how many of this process run at once.
// A place goes to the task that has waited longest.
import type { Pending } from './drain.ts'
import { register } from './register.ts'

const kinds = { sent: 'success', prerendered: 'success', errored: 'error', aborted: 'abort' } as const

export function admit(task: Pending): boolean {
  const { on = 'always' } = task.options
  const { outcome } = task.scope
  // What is not known is neither success nor failure.
  if (on !== 'always' && (!outcome || on !== kinds[outcome])) {
    task.settle('skipped')
    return false
  }
  const free = register.running < (register.config.concurrency ?? Infinity)
  if (free) {
    register.running++
    task.note.placed = true
  } else register.waiting.push(task)
  return free
}

export function release({ note }: Pending): void {
  if (!note.placed) return
  note.placed = false
  let next = register.waiting.shift()
  // Cancelled while they waited.
  while (next?.result) next = register.waiting.shift()
  if (!next) {
    register.running--
    return
  }
  next.note.placed = true
  const started = next
  // A job of its own. Cancelled until then, it has handed its place on already.
  queueMicrotask(() => {
    if (!started.result) started.run()
  })
}
