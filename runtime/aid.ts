// What the core leaves to others: words, checks, limits, reports. Whoever opens a scope brings the aid in, so that
// `after` in a library does not carry it, and a task never runs without it.

import { admit, release } from './admit.ts'
import { type Enter, enterOf } from './brand.ts'
import { from } from './carriers.ts'
import { clock } from './engine.ts'
import { keep, Past } from './keep.ts'
import { limit, unlimit } from './limit.ts'
import { lost } from './lost.ts'
import { checkTask } from './options.ts'
import { watchPile } from './pile-up.ts'
import { isCompiled, placeOf } from './place.ts'
import type { Aid, Live, ScopeRecord } from './records.ts'
import { register } from './register.ts'
import { forgetRunning, Noted, report } from './report.ts'
import type { TaskStatus } from './types.ts'

function count(): Record<TaskStatus, number> {
  return { done: 0, failed: 0, timeout: 0, skipped: 0, cancelled: 0, dropped: 0 }
}

// What is checked is given next.
let enter: Enter | undefined

function remembered({ past }: ScopeRecord): Live {
  return { request: past?.request, until: past?.until, deadline: past?.deadline }
}

export const aid: Aid = {
  none: Object.freeze(count()),
  count,
  from,
  place: placeOf,
  lost: (call, caller, place, carrier) => lost(call, caller, isCompiled(place), place, carrier),
  check(task, options, place) {
    enter = undefined
    checkTask(task, options, place)
    if (options.durable) enter = enterOf(task)
  },
  give(scope, task) {
    enter?.(scope, task)
    keep(scope, task)
    scope.live ??= remembered(scope)
    watchPile(scope, task)
    const { key } = task.options
    if (key) for (const other of scope.tasks) if (other.options.key === key) other.cancel()
    register.scopes.add(scope)
  },
  close(scope, detail) {
    const { live } = scope
    const { onError, onTask } = register.config
    // Nobody asks when a request was over that gives no task.
    if (scope.tasks.size || onError || onTask) scope.closedAt = clock()
    if (!live) return
    const { error, deadline = live.deadline } = detail
    scope.past = new Past(live, deadline)
    if (!scope.tasks.size) return
    const { waitUntil, kept, headers, cookies, memo, render, until } = live
    const request = live.leaves ? scope.past.request : live.request
    // Not what only the handler needed: it holds request and response, which need not live as long as a task waits.
    scope.live = {
      request,
      waitUntil,
      kept,
      headers,
      cookies,
      memo,
      render,
      until,
      error,
      deadline,
    }
  },
  drained(scope) {
    register.scopes.delete(scope)
  },
  admit,
  note: (scope) => new Noted(scope),
  start(task, work) {
    task.note.startedAt = clock()
    // A task that goes on shall hold little: what is held is what garbage collection copies.
    task.due = undefined
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
