// The context that a platform gives to each request, which notes what it is asked to wait for.
import { note } from '../journal.ts'

export interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void
}

/** The journal is `kept-<id>`. What thousands of requests of one id keep is not noted: the journal would be a leak. */
export function noteKept(id: string, context: ExecutionContext): ExecutionContext {
  return {
    waitUntil(promise) {
      context.waitUntil(promise)
      if (id === 'memory') return
      note(`kept-${id}`, 'kept')
      promise.then(
        () => note(`kept-${id}`, 'settled'),
        () => note(`kept-${id}`, 'rejected'),
      )
    },
  }
}
