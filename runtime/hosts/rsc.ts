// React Server Components without Next: where React is the one that renders them (the condition `react-server`). Elsewhere rsc/plain.ts.
import { cache as reactCache } from 'react'
import { memoize } from './rsc/memo.ts'

export { withScope } from './rsc/model.ts'
export { withPrerender } from './rsc/prerender.ts'
export { type FetchHandler, withAfter } from './rsc/with-after.ts'

/**
 * React's `cache`, kept as long as the request: `fn` is called once for the same arguments while components render, after an `await`,
 * inside of tasks, and across all of these. Each render keeps its own, and elsewhere, as in an action, nothing is kept, as with React's own. With `afterword/vite`, `cache` imported from react
 * is this.
 */
export function cache<Fn extends (...args: never[]) => unknown>(fn: Fn): Fn {
  return memoize(fn, reactCache(fn)) as Fn
}
