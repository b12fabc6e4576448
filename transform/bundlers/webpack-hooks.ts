/** What webpack and Rspack have in common, beside the loader. */
import type { Options } from '../options.ts'
import { version } from '../package.ts'
import { keepInside } from './externals.ts'
import { ownTarget, SERVERS } from './own-names.ts'

export interface Compiler {
  context: string
  options: CompilerOptions
  platform?: { web?: boolean | null; webworker?: boolean | null; node?: boolean | null }
}

interface CompilerOptions {
  externals?: unknown
  mode?: unknown
  cache?: unknown
  resolve?: { alias?: Aliases; fallback?: Aliases; conditionNames?: string[] }
}

type Aliases = Record<string, unknown> | { name: string; alias: unknown; onlyModule?: boolean }[] | false

/**
 * The page's part of a list of configurations that share their plugins: there, `afterword` is what package.json's `browser` condition
 * says. Workers are servers.
 */
export const isForBrowsers = ({ platform, options }: Compiler): boolean =>
  platform?.web === true &&
  !platform.webworker &&
  !platform.node &&
  !options.resolve?.conditionNames?.some((each) => SERVERS.test(each))

/** What is kept on disk from build to build was made by one version with one set of options. @param list what else it was made of */
export function salt(cache: unknown, options: Options | undefined, list: () => string): void {
  if (typeof cache !== 'object' || cache === null) return
  const made = JSON.stringify(options, (_, value) => (value instanceof RegExp ? String(value) : value))
  const kept = cache as { version?: string }
  kept.version = `${kept.version ?? ''}|afterword ${version} ${made}${list()}`
}

/** What the author writes, and what compiled code has Next's names from (R15). */
const WHAT_IS_WRITTEN = ['afterword', 'afterword/rsc', 'afterword/next/server', 'afterword/next/headers']

/** The helpers are those of this copy; what else is called `afterword` is, where nothing is found. Both come behind `externals`. */
export function findOwn({ context, options }: Compiler): void {
  options.externals = keepInside(options.externals, context)
  options.resolve ??= {}
  const { resolve } = options
  const { alias, fallback, conditionNames } = resolve
  const targets = (names: string[]): [string, string][] =>
    names.flatMap((name) => {
      const target = ownTarget(name, conditionNames)
      return target === null ? [] : [[name, target]]
    })
  resolve.alias = put(
    alias,
    targets(['afterword/compiled', 'afterword/rsc/compiled', 'afterword/durable/compiled']),
  )
  resolve.fallback = put(fallback, targets(WHAT_IS_WRITTEN))
}

/** Behind what the configuration says itself. */
function put(given: Aliases | undefined, own: [string, string][]): Aliases {
  if (Array.isArray(given))
    return [...given, ...own.map(([name, alias]) => ({ name, alias, onlyModule: true }))]
  return { ...(given || {}), ...Object.fromEntries(own.map(([name, alias]) => [`${name}$`, alias])) }
}
