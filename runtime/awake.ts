// Workers take a request that waits for nothing but another's work for one that hangs, and end it, its tasks with it. So while one of its
// tasks waits for a place, a timer of its own goes on; each ends by itself, for no request may touch a timer of another's.
import type { ScopeRecord } from './records.ts'

const MS = 20

const awake = new WeakSet<ScopeRecord>()

const isWorker = (): boolean => globalThis.navigator?.userAgent === 'Cloudflare-Workers'

/** To be called in the context of that request. */
export function stayAwake(scope: ScopeRecord): void {
  if (awake.has(scope) || !isWorker()) return
  awake.add(scope)
  const look = () => {
    if ([...scope.tasks].some(({ queue }) => queue)) setTimeout(look, MS)
    else awake.delete(scope)
  }
  setTimeout(look, MS)
}
