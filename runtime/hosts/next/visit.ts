// A request as Next knows it, by Next's own record of it (its work store): what the scopes of one request share.
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external'
import type { NextScope } from './scope.ts'

/** Next's record. Alive as long as anything of the request can still run, and so is what is kept by it. */
export type Work = NonNullable<ReturnType<typeof workAsyncStorage.getStore>>

/** Calls a function in a context that was left. */
export type Context = <Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args) => Result

export interface Visit {
  readonly scopes: Set<NextScope>
  /** Next's context of each entry, for whoever has lost it. */
  readonly contexts: WeakMap<NextScope, Context>
}

const visits = new WeakMap<Work, Visit>()

export function visitOf(work: Work): Visit {
  let visit = visits.get(work)
  if (!visit) {
    visit = { scopes: new Set(), contexts: new WeakMap() }
    visits.set(work, visit)
  }
  return visit
}

/** What Next would answer here by itself, which is right as long as no pool, emitter or batcher of another request has called. */
export const currentWork = (): Work | undefined => workAsyncStorage.getStore()

/** The context of this moment: Next's, React's and the application's own. */
export const leaveContext = (): Context =>
  (globalThis as unknown as { AsyncLocalStorage: { snapshot(): Context } }).AsyncLocalStorage.snapshot()
