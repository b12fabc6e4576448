// What the core leaves to others: words, checks, limits, reports. Whoever opens a scope brings the aid in, so that
// `after` in a library does not carry it, and a task never runs without it.

import { admit, giveUp } from './admit.ts'
import { type Enter, enterOf } from './brand.ts'
import { from } from './carriers.ts'
import { clock } from './engine.ts'
import { keep, release } from './keep.ts'
import { limit, unlimit } from './limit.ts'
import { lost } from './lost.ts'
import { checkTask } from './options.ts'
import { watchPile } from './pile-up.ts'
import { isCompiled, placeOf } from './place.ts'
import type { Aid } from './records.ts'
import { register } from './register.ts'
import { count, forgetRunning, note, report } from './report.ts'
import { Ring } from './ring.ts'

// What is checked is given next.
let enter: Enter | undefined

export const aid: Aid = {
  none: Object.freeze(count()),
  nobody: new Ring(),
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
    if (scope.tasks === aid.nobody) scope.tasks = new Ring()
    watchPile(scope, task)
    const { key } = task.options
    if (key) for (const other of scope.tasks) if (other.options.key === key) other.cancel()
    register.scopes.add(scope)
    register.watch?.given(scope, task)
    register.trace?.(task)
  },
  close(scope, detail) {
    const { live, tasks } = scope
    const { onError, onTask } = register.config
    // Nobody asks when a request was over that gives no task.
    if (tasks.size || onError || onTask) scope.closedAt = clock()
    if (live) release(scope, live, detail)
    if (tasks.size) for (const task of tasks) task.due?.()
  },
  drained(scope) {
    register.scopes.delete(scope)
  },
  admit,
  note,
  start(task, work) {
    task.startedAt = clock()
    // A task that goes on shall hold little: what is held is what garbage collection copies.
    task.due = undefined
    forgetRunning(task.scope)
    return limit(task, work)
  },
  over(task) {
    forgetRunning(task.scope)
    unlimit(task)
    giveUp(task)
    report(task)
  },
}
