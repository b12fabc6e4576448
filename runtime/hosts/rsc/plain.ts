// `afterword/rsc` where React is not the one that renders Server Components: a server's own file around the built handler, client
// components that are rendered to HTML. It imports no React.
import { AfterwordError, coded } from '../../error.ts'
import { noReactServer } from '../../messages.generated.ts'
import { memoize } from './memo.ts'

export { withPrerender } from './prerender.ts'
export { type FetchHandler, withAfter } from './with-after.ts'

/** @throws AfterwordError `AFTERWORD_NO_REACT_SERVER` */
export function withScope<Model>(_model: Model): Model {
  throw coded(AfterwordError, noReactServer())
}

/** Kept for the tasks of a request; elsewhere `fn` itself, as React's is for clients. */
export function cache<Fn extends (...args: never[]) => unknown>(fn: Fn): Fn {
  return memoize(fn, fn) as Fn
}
