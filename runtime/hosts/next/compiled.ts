// `afterword/next/compiled`: what compiled code imports in Next's server layers. A name here that `afterword/compiled` has too is this host's.
export * from '../../compiled.ts'
export { after, at, entry } from './host.ts'
export { own } from './request.ts'

// package.json says that this file has effects, though it has none: so it is asked for first, whatever is taken from it, and its modules come in one
// order in all routes. Turbopack writes the same modules twice where they come in two.
