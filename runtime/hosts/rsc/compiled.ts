// What code that was compiled for React Server Components imports.
export * from '../../compiled.ts'
export { cache } from '../rsc.ts'
export { entry } from './entry.ts'
