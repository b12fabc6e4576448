import type { Backoff } from './types.ts'

/** Milliseconds to wait after that many attempts: the same each time, or twice as long as before, up to `max`. */
export function waitAfter(attempt: number, backoff: Backoff): number {
  if (typeof backoff === 'number') return backoff
  return Math.min(backoff.delay * 2 ** Math.min(attempt - 1, 30), backoff.max ?? Infinity)
}
