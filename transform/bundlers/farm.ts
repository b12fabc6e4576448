/** `afterword/farm` */

import path from 'node:path'
import type { JsPlugin } from '@farmfe/core'
import { findJobs, JOBS, keptImportsOf } from '../manifest.ts'
import type { Options } from '../options.ts'
import { compile, excludedBy, messagesOf, SOURCES, settingsOf } from './file.ts'
import { FILE, isOfJobs, slashed } from './jobs.ts'
import { HELPERS, isInstalled, OWN_NAMES, ownTarget } from './own-names.ts'
import type { FarmPlugin } from './plugins.ts'

export type { Options } from '../options.ts'

/** Before Farm's own, which strips types. */
const FIRST = 102

/** @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) */
export default function afterword(options?: Options): FarmPlugin {
  const excluded = excludedBy(options)
  let root = process.cwd()
  let external: RegExp[] = []
  let settings = settingsOf(options, { root, development: undefined, cache: undefined })
  let maps = true
  const plugin: JsPlugin = {
    name: 'afterword',
    priority: FIRST,
    configResolved(config) {
      const { compilation } = config
      root = config.root ?? process.cwd()
      maps = Boolean(compilation?.sourcemap)
      external = (compilation?.external ?? []).flatMap((each) =>
        typeof each === 'string' ? [new RegExp(each)] : [],
      )
      settings = settingsOf(options, {
        root,
        development: compilation?.mode === 'development',
        cache: undefined,
      })
    },
    resolve: {
      filters: { sources: [OWN_NAMES.source, `^${JOBS}`], importers: ['.*'] },
      async executor({ source, importer }) {
        if (isOfJobs(source)) {
          const resolvedPath = source === JOBS ? JOBS : source.slice(FILE.length)
          return { resolvedPath, external: false, sideEffects: true, query: [], meta: {} }
        }
        const isOutside = external.some((each) => each.test(source))
        if (isOutside && isInstalled(source, root)) return null
        // Farm says where an importer lies relative to the root.
        const folder = importer ? path.dirname(path.resolve(root, importer)) : root
        if (!isOutside && !HELPERS.test(source) && isInstalled(source, folder)) return null
        const target = ownTarget(source)
        return target === null
          ? null
          : { resolvedPath: target, external: false, sideEffects: false, query: [], meta: {} }
      },
    },
    load: {
      filters: { resolvedPaths: [`^${JOBS}$`] },
      async executor() {
        const { files } = findJobs(root, options)
        return { content: keptImportsOf(files, (file) => FILE + slashed(file)), moduleType: 'js' }
      },
    },
    transform: {
      filters: { moduleTypes: ['js', 'jsx', 'ts', 'tsx'] },
      async executor({ content, resolvedPath, query, moduleType }) {
        const id = query.length > 0 ? `${resolvedPath}?${new URLSearchParams(query)}` : resolvedPath
        if (!SOURCES.test(id) || excluded?.test(id)) return null
        const result = compile(content, id, settings, 'farm')
        // Farm takes a text, and the process ends at the error that it makes of one.
        for (const message of messagesOf(result?.diagnostics ?? [])) console.warn(message)
        if (!result || result.code === content) return null
        return { content: result.code, moduleType, sourceMap: (maps && result.map?.toString()) || null }
      },
    },
  }
  return plugin
}
