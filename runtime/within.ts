// `export const maxDuration = 60` of a route file.
import { clock } from './engine.ts'
import { register } from './register.ts'
import type { RequestScope } from './scope.ts'

/**
 * Called when an entry of the file is. Its request may take so many seconds from now on: then the signals of its tasks fire. The nearest
 * limit counts. By the clock that stands still for nobody and shows no date: a page that is prerendered may not ask for one.
 */
export function within(seconds: number): void {
  const live = (register.scope as RequestScope | null)?.live
  if (live) live.until = Math.min(live.until ?? Infinity, clock() + seconds * 1000)
}
