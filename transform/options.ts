/** The options that every engine takes, with their defaults; bad ones are refused with a message that names the option. */
import { UserError } from './diagnostics/diagnostic.ts'
import { findMisread } from './patterns.ts'

export interface Options {
  /**
   * Files to compile: a part of the path, or a regular expression. The path is relative to the root of the build, with slashes; it is absolute
   * for files outside. Default: all files that the tool gives us, except `node_modules`.
   *
   * A pattern that contains `node_modules` names packages to be compiled as well (a framework whose code should pass the scope on), and
   * leaves the choice among the project's own files to the other patterns: `include: 'node_modules/hono/'`.
   */
  include?: string | RegExp | readonly (string | RegExp)[]
  /** Files to leave as they are. Default: none. */
  exclude?: string | RegExp | readonly (string | RegExp)[]
  /** Where `after`, `headers`, `cookies` and the others are imported from. */
  sources?: readonly string[]
  /** Names of other functions that a framework calls with a request. */
  entries?: readonly string[]
  /**
   * What serves the requests, if it knows the request of a component or an action and no carrier does: `rsc` (React Server Components) or
   * `next`. `afterword/vite` and `afterword/next` set it.
   */
  host?: Host
  /** Give each `after()` its place (`src/app.ts:12`) as the default name of the task. Default: true. */
  sites?: boolean
  /** Report closures that run between two live requests, once per place. Default: when NODE_ENV is 'development'. */
  debug?: boolean
  /**
   * Compile what your framework awaits between the request and your functions (`@sveltejs/kit`, `astro`, …), unasked. The nearest package.json
   * says which framework it is. Bundlers, `afterword/register` and `afterword check` do; Babel and SWC get no packages. Default: true.
   */
  presets?: boolean
  /** Warn of promises that a handler makes with an async function of its file and then drops. Default: false. */
  droppedPromises?: boolean
}

export type Host = 'rsc' | 'next'

export interface ResolvedOptions {
  include: readonly (string | RegExp)[]
  exclude: readonly (string | RegExp)[]
  sources: readonly string[]
  entries: readonly string[]
  host: Host | null
  sites: boolean
  debug: boolean
  presets: boolean
  droppedPromises: boolean
}

/** Where the names are imported from by default. In Next, `headers` and `cookies` are Next's own. */
export const defaultSources = (host: Host | null): readonly string[] =>
  host === 'next' ? ['afterword', 'next/server'] : ['afterword', 'next/server', 'next/headers']

const isPattern = (value: unknown): boolean => typeof value === 'string' || value instanceof RegExp
const isText = (value: unknown): boolean => typeof value === 'string'
const listOf = (check: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(check)

const CHECKS: Record<keyof Options, [check: (value: unknown) => boolean, expected: string]> = {
  include: [
    (value) => isPattern(value) || listOf(isPattern)(value),
    'a string, a regular expression or an array of these',
  ],
  exclude: [
    (value) => isPattern(value) || listOf(isPattern)(value),
    'a string, a regular expression or an array of these',
  ],
  sources: [listOf(isText), 'an array of module names'],
  entries: [listOf(isText), 'an array of function names'],
  host: [(value) => value === 'rsc' || value === 'next', "'rsc' or 'next'"],
  sites: [(value) => typeof value === 'boolean', 'true or false'],
  debug: [(value) => typeof value === 'boolean', 'true or false'],
  presets: [(value) => typeof value === 'boolean', 'true or false'],
  droppedPromises: [(value) => typeof value === 'boolean', 'true or false'],
}

/**
 * @param options what the user wrote; undefined stands for the defaults
 * @param root of the build: patterns are for paths below it
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) for an unknown option, a value of the wrong kind, a pattern that can match nothing
 */
export function resolveOptions(options: unknown, root?: string): ResolvedOptions {
  const given = (options ?? {}) as Record<string, unknown>
  const refuse = (problem: string, expected: string): never => {
    throw new UserError('bad-plugin-option', { problem, expected })
  }
  if (typeof given !== 'object' || Array.isArray(given))
    refuse(`The options must be an object, not ${show(options)}.`, 'Write { … } or leave them out.')
  for (const [name, value] of Object.entries(given)) {
    // Not what every object has, such as `__proto__` and `constructor`.
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof Options] : undefined
    if (!check)
      return refuse(`There is no option "${name}".`, `Options are: ${Object.keys(CHECKS).join(', ')}.`)
    if (value !== undefined && !check[0](value))
      refuse(`The option "${name}" is ${show(value)}.`, `It must be ${check[1]}.`)
  }
  const read = given as Options
  const list = (value: Options['include']): readonly (string | RegExp)[] =>
    value === undefined ? [] : typeof value === 'string' || value instanceof RegExp ? [value] : value
  const include = list(read.include)
  const exclude = list(read.exclude)
  const misread = findMisread(include, exclude, root)
  if (misread) refuse(misread.problem, misread.expected)
  return {
    include,
    exclude,
    sources: read.sources ?? defaultSources(read.host ?? null),
    entries: read.entries ?? [],
    host: read.host ?? null,
    sites: read.sites ?? true,
    debug: read.debug ?? process.env.NODE_ENV === 'development',
    presets: read.presets ?? true,
    droppedPromises: read.droppedPromises ?? false,
  }
}

const show = (value: unknown): string => {
  if (value instanceof RegExp || typeof value === 'function') return String(value)
  if (Array.isArray(value)) return `[${value.map(show).join(',')}]`
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}

/** Whether a pattern of `include` is for packages. */
const isForPackages = (pattern: string | RegExp): boolean =>
  (typeof pattern === 'string' ? pattern : pattern.source).includes('node_modules')

/** Whether anything below `node_modules` can be selected. */
export const namesPackages = ({ include }: Pick<ResolvedOptions, 'include'>): boolean =>
  include.some(isForPackages)

/** Whether a file is one of those that the options select. */
export function isSelected(
  file: string,
  { include, exclude }: Pick<ResolvedOptions, 'include' | 'exclude'>,
): boolean {
  const matches = (pattern: string | RegExp): boolean => {
    if (typeof pattern === 'string') return file.includes(pattern)
    pattern.lastIndex = 0
    return pattern.test(file)
  }
  const inPackage = /(?:^|\/)node_modules\//.test(file)
  const candidates = include.filter((pattern) => isForPackages(pattern) === inPackage)
  const included = candidates.some(matches) || (!inPackage && candidates.length === 0)
  return included && !exclude.some(matches)
}
