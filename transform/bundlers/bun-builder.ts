/** What is used of Bun, whose types are there only where Bun is. */
export type Loader = 'js' | 'jsx' | 'ts' | 'tsx' | 'text'

export interface BunBuilder {
  /** Of the build, if there is one. */
  config?: {
    external?: readonly string[]
    packages?: string
    conditions?: string | readonly string[]
    target?: string
    sourcemap?: boolean | string
    entrypoints?: readonly string[]
    plugins?: readonly object[]
  }
  onLoad(
    constraints: { filter: RegExp; namespace?: string },
    load: (file: {
      path: string
      loader?: string
    }) => MaybePromise<{ contents: string; loader: Loader } | undefined>,
  ): unknown
  /** Without a build: a module that nobody has written. */
  module?(name: string, load: () => { contents: string; loader: Loader }): unknown
  onEnd?(done: () => void): unknown
  onResolve(
    constraints: { filter: RegExp },
    resolve: (args: { path: string; importer: string }) => { path: string; namespace?: string } | undefined,
  ): unknown
}

type MaybePromise<T> = T | Promise<T>
