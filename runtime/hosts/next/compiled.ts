// `afterword/next/compiled`: what compiled code imports in Next's server layers. A name here that `afterword/compiled` has too is this host's.
export * from '../../compiled.ts'
export { after, at, entry } from './host.ts'
export { own } from './request.ts'
