/**
 * `Bun.build({ plugins: [afterword()] })`. Bun loads a file with one plugin, and says what the file is to it: `loader`, of the configuration or
 * of an import `with { type: 'text' }`.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { formatMessage } from '../diagnostics/diagnostic.ts'
import { findMap, withMap } from '../maps.ts'
import type { Options } from '../options.ts'
import type { BunBuilder } from './bun-builder.ts'
import { resolveInBun, resolveJobs, resolveOwn } from './bun-resolve.ts'
import { createTexts } from './bun-texts.ts'
import { browserBuild, compile, excludedBy, messagesOf, settingsOf, wantsServer } from './file.ts'
import { SERVERS } from './own-names.ts'
import { isProgramType } from './program.ts'

const SOURCES = /\.[cm]?[jt]sx?$/

type Loader = 'js' | 'jsx' | 'ts' | 'tsx'

/** @param plugin this one, as it stands in the list of the build */
export function setupBuild(build: BunBuilder, plugin: object, options?: Options): void {
  const excluded = excludedBy(options)
  const { sourcemap, entrypoints = [], plugins = [] } = build.config ?? {}
  const maps = Boolean(sourcemap) && sourcemap !== 'none'
  const settings = settingsOf(options, { root: process.cwd(), development: undefined, cache: undefined })
  const texts = createTexts(resolveInBun)
  resolveOwn(build)
  resolveJobs(build, options)
  const seen = new Set<string>()
  let isTold = !isForBrowsers(build)
  const tell = (file: string, code: string): void => {
    if (isTold || !wantsServer(code, file, settings)) return
    isTold = true
    const option = "target: 'bun' or 'node', or for a Worker conditions: ['workerd', 'worker']"
    console.warn(browserBuild(file, process.cwd(), option))
  }
  const others = plugins.slice(0, Math.max(plugins.indexOf(plugin), 0))
  build.onEnd?.(() => {
    const taken = entrypoints.find((each) => SOURCES.test(each) && !seen.has(path.resolve(each)))
    if (others.length === 0 || taken === undefined) return
    const names = others.map((each) => (each as { name?: string }).name).join(', ')
    console.warn(formatMessage('not-first', { files: taken, others: names, bundler: 'Bun' }))
  })
  build.onLoad({ filter: SOURCES, namespace: 'file' }, async ({ path: file, loader }) => {
    seen.add(file)
    if (!isProgramType(loader) || excluded?.test(file)) return undefined
    const code = await readFile(file, 'utf8')
    texts.read(code, file)
    if (texts.has(file)) return undefined
    const result = compile(code, file, settings, 'bun')
    for (const message of messagesOf(result?.diagnostics ?? [])) console.warn(message)
    if (!result || result.code === code) return undefined
    tell(file, code)
    const contents =
      maps && result.map ? withMap(result.code, result.map, file, findMap(code, file)) : result.code
    return { contents, loader: (loader ?? 'js') as Loader }
  })
}

/** Bun's own default, if nothing says otherwise. */
function isForBrowsers({ config }: BunBuilder): boolean {
  const { target = 'browser', conditions = [] } = config ?? {}
  return target === 'browser' && ![conditions].flat().some((each) => SERVERS.test(each))
}
