// Keeping the host alive: at the first task of a request, for one that has none needs nothing.

import { print } from './print.ts'
import type { Live, ScopeRecord, TaskRecord } from './records.ts'
import { register } from './register.ts'
import type { CloseDetail, OpenScopeOptions, RequestLike } from './types.ts'

// Weakly, for a drained scope holds nothing: a handler that goes on after its client has gone still has its host's
// context, and its late task can be kept alive as long as it does. Not where the engine has no weak references.
const keepers = new WeakMap<ScopeRecord, WeakRef<NonNullable<OpenScopeOptions['waitUntil']>>>()

export function keep(scope: ScopeRecord, task: TaskRecord): void {
  const { live, state } = scope
  // It has a task, and that was kept alive.
  if (state === 'closed') return
  if (!live || state === 'drained') {
    try {
      keepers.get(scope)?.deref()?.(untilTold(scope, task.done))
    } catch {
      // The host has let go of this request. The task runs as long as the process does.
    }
    return
  }
  if (live.kept) return
  const { waitUntil } = live
  if (waitUntil) {
    if (globalThis.WeakRef) keepers.set(scope, new WeakRef(waitUntil))
    try {
      waitUntil(untilTold(scope, scope.drained))
    } catch (error) {
      if (register.config.onNoHost !== 'warn') throw error
      const place = `waitUntil ${task.place}`
      if (!register.told.has(place)) print('warn', error)
      register.told.add(place)
    }
  }
  live.kept = true
}

/** A host that stops after the response waits for what hooks have returned, too. */
export const untilTold = <Result>(scope: ScopeRecord, over: Promise<Result>): Promise<Result> =>
  register.watch?.told(scope, over) ?? over

function linesOf(live: Live): RequestLike['headers'] | undefined {
  try {
    return live.headersAlone?.() ?? live.request?.headers
  } catch {
    // Of a request that its server has taken back.
    return undefined
  }
}

/**
 * The response is finished. What only the handler needed goes: request and response need not live as long as a task waits, for what is held is what
 * garbage collection copies. The lines of the head stay, beyond the last task, too: whether one is pending when another is given late is a matter
 * of time, and so the answer would be.
 */
export function release(
  scope: ScopeRecord,
  live: Live,
  { error, deadline = live.deadline }: CloseDetail,
): void {
  scope.lines = linesOf(live)
  if (deadline) scope.deadline = deadline
  scope.live = null
  if (!scope.tasks.size) return
  const { headers, cookies, memo, render } = live
  if (headers || cookies || memo || render || error !== undefined)
    scope.live = { ...remembered(scope), headers, cookies, memo, render, error }
}

function remembered({ lines, deadline }: ScopeRecord): Live {
  return { request: lines && { headers: lines }, deadline }
}

/** What is known of the request, as long as its response is not finished or a task is not over. */
export function liveOf(scope: ScopeRecord): Live | null {
  if (!scope.live && scope.tasks.size) scope.live = remembered(scope)
  return scope.live
}
