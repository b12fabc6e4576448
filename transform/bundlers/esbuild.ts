/**
 * `afterword/esbuild`. esbuild loads a file with one plugin: the first that gives it contents. So this one gives nothing where nothing is
 * compiled, nor where the file is no part of a program to esbuild (its `loader`, an import `with { type: 'text' }`).
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Loader, OnLoadArgs, OnLoadResult, Plugin, PluginBuild } from 'esbuild'
import { formatMessage, StoppedBuild, UserError } from '../diagnostics/diagnostic.ts'
import { findMap, withMap } from '../maps.ts'
import type { Options } from '../options.ts'
import { resolveOwn } from './esbuild-resolve.ts'
import { compile, excludedBy, messagesOf, settingsOf } from './file.ts'
import type { EsbuildPlugin } from './plugins.ts'
import { isProgramType } from './program.ts'

export type { Options } from '../options.ts'

const SOURCES = /\.[cm]?[jt]sx?$/
const LOADERS: Record<string, Loader> = {
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
}

/** @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) */
export default function afterword(options?: Options): EsbuildPlugin {
  const excluded = excludedBy(options)
  const plugin: Plugin = {
    name: 'afterword',
    setup(build) {
      const { absWorkingDir: root = process.cwd(), sourcemap, loader } = build.initialOptions
      const settings = settingsOf(options, { root, development: undefined, cache: undefined })
      /** All that came here. */
      const seen = new Set<string>()
      const compiled = new Set<string>()
      const isOurs = ({ path: file, with: attributes }: OnLoadArgs): boolean =>
        isProgramType(loaderOf(file, loader)) && attributes?.type === undefined && !excluded?.test(file)

      resolveOwn(build, root, compiled, options)
      warnIfNotFirst(build, plugin, (file) => seen.has(file) || excluded?.test(file) === true)
      build.onLoad({ filter: SOURCES, namespace: 'file' }, async (args): Promise<OnLoadResult | null> => {
        const { path: file } = args
        seen.add(file)
        if (!isOurs(args)) return null
        const code = await readFile(file, 'utf8')
        try {
          const result = compile(code, file + args.suffix, settings, 'esbuild')
          if (!result) return null
          const warnings = messagesOf(result.diagnostics).map((text) => ({ text }))
          if (result.code === code) return { warnings }
          compiled.add(file)
          const contents =
            sourcemap && result.map
              ? withMap(result.code, result.map, pathToFileURL(file).href, findMap(code, file))
              : result.code
          return { contents, loader: loaderOf(file, loader), resolveDir: path.dirname(file), warnings }
        } catch (error) {
          // What is thrown, esbuild shows with the place where the plugin stands.
          if (error instanceof UserError || error instanceof StoppedBuild)
            return { errors: [{ text: error.message }] }
          throw error
        }
      })
    },
  }
  return plugin
}

/** The longest ending that the configuration knows counts: `.tmpl.js` before `.js`. */
function loaderOf(file: string, configured: Record<string, Loader> = {}): Loader {
  const known = { ...LOADERS, ...configured }
  const name = path.basename(file)
  for (let at = name.indexOf('.'); at !== -1; at = name.indexOf('.', at + 1)) {
    const loader = known[name.slice(at)]
    if (loader) return loader
  }
  return 'default'
}

/** A plugin in front of this one that loads a source by itself. Which files a build has, its metafile says. */
function warnIfNotFirst(build: PluginBuild, plugin: Plugin, isKnown: (file: string) => boolean): void {
  const { plugins = [], absWorkingDir: root = process.cwd(), logLevel } = build.initialOptions
  const before = plugins.slice(0, Math.max(plugins.indexOf(plugin), 0))
  if (before.length === 0) return
  build.initialOptions.metafile = true
  build.onEnd(({ metafile }) => {
    const taken = Object.keys(metafile?.inputs ?? {}).filter(
      (input) => SOURCES.test(input) && !/^[\w-]{2,}:/.test(input) && !isKnown(path.resolve(root, input)),
    )
    if (taken.length === 0) return null
    const files = taken.length > 1 ? `${taken[0]} and ${taken.length - 1} more` : `${taken[0]}`
    const others = before.map(({ name }) => name).join(', ')
    const text = formatMessage('not-first', { files, others, bundler: 'esbuild' })
    // It prints no warnings that come when all is done.
    if (logLevel !== 'silent' && logLevel !== 'error') console.warn(text)
    return { warnings: [{ text }] }
  })
}
