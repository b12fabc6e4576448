/**
 * `afterword/swc`: the plugin for SWC that fits the installed @swc/core.
 *
 *     await transform(code, { jsc: { experimental: { plugins: [swcPlugin()] } } })
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { UserError } from './diagnostics/diagnostic.ts'
import { type Options, resolveOptions } from './options.ts'
import { packageFile } from './package.ts'

/** What crosses over to the plugin is JSON: patterns are parts of the path. */
export interface SwcOptions extends Omit<Options, 'include' | 'exclude'> {
  include?: string | readonly string[]
  exclude?: string | readonly string[]
}

export interface SwcTarget {
  /** A folder of the project whose @swc/core is asked for its version. Default: the current one. */
  root?: string
  /** The version of @swc/core that the tool behaves like, for tools that bring an SWC of their own. Default: what is installed. */
  version?: string
}

/**
 * An item for `jsc.experimental.plugins`: the file of the plugin, and its options.
 *
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) when an option is unknown or of the wrong kind; (AFTERWORD_UNSUPPORTED_SWC) when there is no
 * plugin for the installed @swc/core
 */
export function swcPlugin(options: SwcOptions = {}, target: SwcTarget = {}): [string, SwcOptions] {
  const { include, exclude, debug } = resolveOptions(options, target.root)
  for (const pattern of [...include, ...exclude])
    if (pattern instanceof RegExp)
      throw new UserError('bad-plugin-option', {
        problem: `The pattern ${pattern} is a regular expression, which SWC cannot hand to its plugins.`,
        expected: 'Write the part of the path as a string.',
      })
  const file = packageFile(fileFor(target.version ?? installedVersion(target.root ?? process.cwd())))
  if (!existsSync(file))
    throw new UserError('unsupported-swc', {
      problem: `${file} is missing.`,
      expected: 'Install afterword again; in a clone of it, npm run build:swc.',
    })
  return [file, { ...options, debug }]
}

function fileFor(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major === 1 && minor >= 16) return 'swc.wasm'
  if (major === 1 && minor === 15) return 'swc-1.15.wasm'
  throw new UserError('unsupported-swc', {
    problem: `There is no plugin for @swc/core ${version}.`,
    expected: 'npm install --save-dev @swc/core@^1.15, or compile with Babel or a bundler plugin instead.',
  })
}

function installedVersion(root: string): string {
  const require = createRequire(path.join(path.resolve(root), 'package.json'))
  try {
    return (
      JSON.parse(readFileSync(require.resolve('@swc/core/package.json'), 'utf8')) as { version: string }
    ).version
  } catch {
    throw new UserError('unsupported-swc', {
      problem: `@swc/core is not installed where ${root} would find it.`,
      expected:
        'npm install --save-dev @swc/core, or name the version that your tool brings: { version: "1.16" }.',
    })
  }
}
