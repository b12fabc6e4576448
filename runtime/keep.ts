// Keeping the host alive: at the first task of a request, for one that has none needs nothing.

import { print } from './print.ts'
import type { Live, ScopeRecord, TaskRecord } from './records.ts'
import { register } from './register.ts'
import type { OpenScopeOptions, RequestLike } from './types.ts'

// Weakly, for a drained scope holds nothing: a handler that goes on after its client has gone still has its host's
// context, and its late task can be kept alive as long as it does. Not where the engine has no weak references.
const keepers = new WeakMap<ScopeRecord, WeakRef<NonNullable<OpenScopeOptions['waitUntil']>>>()

export function keep(scope: ScopeRecord, task: TaskRecord): void {
  const { live } = scope
  if (!live || scope.state === 'drained') {
    try {
      keepers.get(scope)?.deref()?.(task.done)
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
      waitUntil(scope.drained)
    } catch (error) {
      if (register.config.onNoHost !== 'warn') throw error
      const place = `waitUntil ${task.place}`
      if (!register.told.has(place)) print('warn', error)
      register.told.add(place)
    }
  }
  live.kept = true
}

/**
 * What tasks may read that are given when all is over. Whether another one is pending then is a matter of time, and so the answer would be: the
 * lines of the request's head are kept with the scope, and nothing else of it. One object, for each request is given one.
 */
export class Past {
  readonly request: RequestLike | undefined
  readonly headers: RequestLike['headers'] | undefined
  readonly until: number | undefined
  readonly deadline: Date | undefined

  constructor(live: Live, deadline: Date | undefined) {
    this.headers = headersOf(live)
    this.request = this.headers && (this as RequestLike)
    this.until = live.until
    this.deadline = deadline
  }
}

function headersOf(live: Live): RequestLike['headers'] | undefined {
  try {
    return live.headersAlone?.() ?? live.request?.headers
  } catch {
    // Of a request that its server has taken back.
    return undefined
  }
}
