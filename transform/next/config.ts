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
}

export type Webpack = (config: WebpackConfig, context: { isServer: boolean }) => unknown

export interface Config {
  env?: Record<string, string | undefined>
  turbopack?: { rules?: Rules }
  webpack?: Webpack | null
}
