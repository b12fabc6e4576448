/** What is read and written of Next's configuration. Its own types change the global ones of whoever imports them. */

export type Condition =
  | 'browser'
  | 'foreign'
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { path: RegExp }
  | { content: RegExp }

export interface Rule {
  condition?: Condition
  loaders: { loader: string; options: object }[]
}

export type Rules = Record<string, unknown>

interface WebpackConfig {
  module: { rules: unknown[] }
  resolve?: { plugins?: object[] }
}

interface ResolveRequest {
  request?: string
  /** The folder of who asks. */
  path?: string | false
}

type Done = (error?: Error | null, result?: unknown) => void

/** What a plugin of webpack's resolver is given. */
export interface Resolver {
  ensureHook(name: string): object
  getHook(name: string): {
    tapAsync(name: string, ask: (request: ResolveRequest, context: object, done: Done) => void): void
  }
  doResolve(hook: object, request: ResolveRequest, message: string, context: object, done: Done): void
}

export type Webpack = (config: WebpackConfig, context: { isServer: boolean }) => unknown

export interface Config {
  env?: Record<string, string | undefined>
  turbopack?: { rules?: Rules; resolveAlias?: Record<string, unknown> }
  webpack?: Webpack | null
}
