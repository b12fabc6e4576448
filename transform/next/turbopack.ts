/** The loader as a rule of Turbopack. */
import { namesPackages, type ResolvedOptions } from '../options.ts'
import type { Condition, Rule, Rules } from './config.ts'
import type { LoaderOptions } from './loader.ts'

export interface Loading {
  /** The loader's file. */
  loader: string
  options: LoaderOptions
  resolved: ResolvedOptions
}

/**
 * A package of the workspace has no `afterword` beside it, and is compiled all the same. What is an alias is looked for from the project's folder,
 * by the conditions of who asks.
 */
export const OWN_NAMES: Record<string, string> = {
  afterword: 'afterword',
  'afterword/next/compiled': 'afterword/next/compiled',
  'afterword/next/server': 'afterword/next/server',
}

const SOURCES = '*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'

/** What Turbopack does not count among packages: the files that Next puts around those of an app. */
const TEMPLATES: Condition = { path: /next[\\/]dist[\\/]/ }

export function turbopackRules(rules: Rules, { loader, options, resolved }: Loading): Rules {
  const own: Condition = namesPackages(resolved)
    ? { any: [{ not: 'foreign' }, ...resolved.include.map((path): Condition => ({ path: pathOf(path) }))] }
    : { not: 'foreign' }
  const use = (condition: Condition, given: LoaderOptions): Rule => ({
    condition,
    loaders: [{ loader, options: given }],
  })
  const known = rules[SOURCES] ?? []
  return {
    ...rules,
    [SOURCES]: [
      ...(Array.isArray(known) ? known : [known]),
      use({ all: [own, { not: 'browser' }, { not: TEMPLATES }] }, options),
      use({ all: [{ not: 'foreign' }, 'browser', { content: /next\/server/ }] }, browserOptions(options)),
    ],
  }
}

/** What a browser loads gets the stand-in alone. */
export const browserOptions = ({ root, version }: LoaderOptions): LoaderOptions => ({
  root,
  version,
  browser: true,
})

/** As our own patterns are read: a part of the path. Turbopack takes a string for a glob. */
const pathOf = (pattern: string | RegExp): RegExp =>
  typeof pattern === 'string' ? new RegExp(pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')) : pattern
