/**
 * `afterword/next`, for next.config:
 *
 *     export default withAfterword(nextConfig)
 *
 * A loader reads the author's source before Next does, with Turbopack and with webpack, in `next dev` and `next build`.
 */
import path from 'node:path'
import { UserError } from '../diagnostics/diagnostic.ts'
import { type Options, resolveOptions } from '../options.ts'
import { ownFile, version } from '../package.ts'
import type { Config } from './config.ts'
import type { LoaderOptions } from './loader.ts'
import { encodePatterns } from './patterns.ts'
import { OWN_NAMES, turbopackRules } from './turbopack.ts'
import { assertNext } from './versions.ts'
import { webpackRule } from './webpack.ts'

export { afterFallbacks } from '../../runtime/hosts/next/index.ts'

export interface NextOptions extends Omit<Options, 'host'> {
  /**
   * What `after()` does if no compiled code gave it a scope. `next` (default) takes the request that Next's own context names, counts it and, in
   * development, reports it once for each place. `throw` throws AFTERWORD_NO_SCOPE.
   */
  onFallback?: 'next' | 'throw'
  /**
   * Milliseconds that `next start` waits for tasks after SIGTERM or SIGINT. Then it reports which tasks are lost, and exits. `false`: as
   * long as it takes, as Next does. Default: 10,000.
   */
  drain?: number | false
  /** The project's folder. Default: the current one, which is wrong only for `next build some/folder`. */
  root?: string
}

/**
 * @param config what next.config exports: an object, or a function of the phase, async or not
 * @param options as for every engine, and what concerns Next
 * @returns the same, with the loader; what `config` has of `turbopack`, `webpack` and `env` stays
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION, AFTERWORD_UNSUPPORTED_NEXT)
 */
export function withAfterword<Given extends object>(config?: Given, options: NextOptions = {}): Given {
  const { onFallback = 'next', drain = 10_000, root = process.cwd(), ...rest } = options ?? {}
  check(onFallback, drain, root)
  const resolved = resolveOptions({ ...rest, host: 'next' }, root)
  const folder = path.resolve(root)
  assertNext(folder)
  const { include, exclude, ...plain } = rest
  const loaderOptions: LoaderOptions = {
    ...plain,
    root: folder,
    version,
    ...(include !== undefined && { include: encodePatterns(include) }),
    ...(exclude !== undefined && { exclude: encodePatterns(exclude) }),
  }
  const loader = ownFile('transform/next/loader')
  const extend = (given: Config): Config => ({
    ...given,
    env: {
      ...given.env,
      AFTERWORD_ON_FALLBACK: onFallback,
      AFTERWORD_DRAIN: String(Number(drain)),
    },
    turbopack: {
      ...given.turbopack,
      resolveAlias: { ...OWN_NAMES, ...given.turbopack?.resolveAlias },
      rules: turbopackRules(given.turbopack?.rules ?? {}, { loader, options: loaderOptions, resolved }),
    },
    webpack: webpackRule(given.webpack, { loader, options: loaderOptions, resolved }),
  })
  if (typeof config !== 'function') return extend(config ?? {}) as Given
  const make = config as (...args: unknown[]) => Config | Promise<Config>
  return (async (...args: unknown[]) => extend(await make(...args))) as unknown as Given
}

function check(onFallback: unknown, drain: unknown, root: unknown): void {
  const refuse = (option: string, value: unknown, expected: string): never => {
    throw new UserError('bad-plugin-option', {
      problem: `The option "${option}" is ${JSON.stringify(value)}.`,
      expected: `It must be ${expected}.`,
    })
  }
  if (onFallback !== 'next' && onFallback !== 'throw') refuse('onFallback', onFallback, "'next' or 'throw'")
  const isTime = typeof drain === 'number' && drain >= 1 && drain <= 0x7fffffff
  if (drain !== false && !isTime)
    refuse('drain', drain, 'a number of milliseconds from 1 to 2147483647, or false')
  if (typeof root !== 'string') refuse('root', root, 'the path of a folder')
}
