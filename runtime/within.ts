// `export const maxDuration = 60` of a route file.
import { clock } from './engine.ts'
import type { ScopeRecord } from './records.ts'
import { register } from './register.ts'

/**
 * Called when an entry of the file is. Its request may take so many seconds from now on: then the signals of its tasks fire. The nearest
 * limit counts. By the clock that stands still for nobody and shows no date: a page that is prerendered may not ask for one.
 */
export function within(seconds: number): void {
  const scope = register.scope as ScopeRecord | null
  if (scope && scope.state !== 'drained')
    scope.until = Math.min(scope.until ?? Infinity, clock() + seconds * 1000)
}
