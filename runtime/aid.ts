// What the core leaves to others: words, checks, limits, reports. Whoever opens a scope brings the aid in, so that
// `after` in a library does not carry it, and a task never runs without it.

import { admit, release } from './admit.ts'
import { from } from './carriers.ts'
import { clock } from './engine.ts'
import { headOf, keep } from './keep.ts'
import { limit, unlimit } from './limit.ts'
import { lost } from './lost.ts'
import { checkTask } from './options.ts'
import { watchPile } from './pile-up.ts'
import { isCompiled, placeOf } from './place.ts'
import type { Aid } from './records.ts'
import { forgetRunning, lineage, report } from './report.ts'
import type { TaskStatus } from './types.ts'

function count(): Record<TaskStatus, number> {
  return { done: 0, failed: 0, timeout: 0, skipped: 0, cancelled: 0, dropped: 0 }
}

export const aid: Aid = {
  none: Object.freeze(count()),
  count,
  from,
  place: placeOf,
  lost: (call, caller, place, carrier) => lost(call, caller, isCompiled(place), place, carrier),
  check: checkTask,
  give(scope, task) {
    keep(scope, task)
    scope.live ??= { ...scope.past }
    watchPile(scope, task)
    const { key } = task.options
    if (key) for (const other of scope.tasks) if (other.options.key === key) other.cancel()
  },
  close(scope, detail) {
    scope.closedAt = clock()
    const { live } = scope
    if (!live) return
    const { request, waitUntil, kept, headers, cookies, memo, render, until } = live
    const { error, deadline = live.deadline } = detail
    scope.past = { request: headOf(live), until, deadline }
    if (!scope.tasks.size) return
    // Not what only the handler needed: it holds the response, which need not live as long as a task waits.
    scope.live = { request, waitUntil, kept, headers, cookies, memo, render, until, error, deadline }
  },
  admit,
  note: (scope) => ({ ...lineage(scope), givenAt: clock() }),
  start(task, work) {
    task.note.startedAt = clock()
    forgetRunning(task.scope)
    return limit(task, work)
  },
  over(task) {
    forgetRunning(task.scope)
    unlimit(task)
    release(task)
    report(task)
  },
}
