// What the core leaves to others: words, checks, limits, reports. Whoever opens a scope brings the aid in, so that
// `after` in a library does not carry it, and a task never runs without it.

import { admit, release } from './admit.ts'
import { from } from './carriers.ts'
import type { Pending } from './drain.ts'
import { keep } from './keep.ts'
import { type Limited, limit, unlimit } from './limit.ts'
import { here, lost } from './lost.ts'
import { checkTask } from './options.ts'
import type { AnyFunction } from './register.ts'
import { forgetRunning, type Lineage, lineage, report } from './report.ts'
import type { RequestScope } from './scope.ts'
import type { AfterInfo, AfterOptions, Scope, TaskFunction } from './types.ts'

export interface Note extends Lineage, Limited {
  readonly givenAt: number
  startedAt?: number
  endedAt?: number
  /** It holds one of the places of `concurrency`. */
  placed?: boolean
}

export interface Aid {
  from(carrier: unknown): Scope | null
  here(caller: AnyFunction): string | undefined
  lost(call: string, caller: AnyFunction, compiled?: boolean, place?: string, carrier?: unknown): Error
  check(task: unknown, options: AfterOptions, place: string | undefined): void
  keep(scope: RequestScope, task: Pending): void
  note(scope: RequestScope): Note
  /** Whether a callback may start now. If not, it is started later. */
  admit(task: Pending): boolean
  /** A task starts: what to call it with. Without `work` it is a promise. */
  start(task: Pending, work?: TaskFunction): [] | [AfterInfo]
  over(task: Pending): void
}

export const aid: Aid = {
  from,
  here,
  lost,
  check: checkTask,
  keep,
  admit,
  note: (scope) => ({ ...lineage(scope), givenAt: performance.now() }),
  start(task, work) {
    task.note.startedAt = performance.now()
    forgetRunning(task.scope)
    return limit(task, work)
  },
  over(task) {
    task.note.endedAt = performance.now()
    forgetRunning(task.scope)
    unlimit(task)
    release(task)
    report(task)
  },
}
