/**
 * What bundlers take as a plugin, as far as a type must say. Not their own types: whoever uses one bundler has not installed the others, and
 * a declaration that imports what is absent is an error of the project that imports it.
 */
export type { Options } from '../options.ts'

/** Vite, Rollup, Rolldown and Farm. */
export interface NamedPlugin {
  name: string
}

/** webpack and Rspack. */
export interface CompilerPlugin {
  apply(compiler: unknown): void
}

/** Farm sorts by it. */
export interface FarmPlugin extends NamedPlugin {
  priority?: number
}

export interface EsbuildPlugin {
  name: string
  // Bivariant, as a method: esbuild calls it with its own.
  setup(build: never): void | Promise<void>
}
