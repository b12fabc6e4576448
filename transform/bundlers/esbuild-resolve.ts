/** Where the names of this package lead in esbuild, whose resolver can be asked from any place. */
import path from 'node:path'
import type { OnResolveResult, PluginBuild, ResolveResult } from 'esbuild'
import { formatMessage } from '../diagnostics/diagnostic.ts'
import { findJobs, foldersOf, importsOf, JOBS } from '../manifest.ts'
import type { Options } from '../options.ts'
import { HELPERS, importersOf, isInstalled, isStandIn, OWN_NAMES, ownTarget } from './own-names.ts'

/** Of modules that hand on what stays outside of the bundle: for a `require`, which cannot reach there from an ES module. */
const OUTSIDE = 'afterword-outside'
/** Of the module that imports what holds durable tasks. */
const JOBS_OF = 'afterword-jobs'

/** @param compiled files with something compiled */
export function resolveOwn(
  build: PluginBuild,
  root: string,
  compiled: ReadonlySet<string>,
  options?: Options,
): void {
  build.onResolve({ filter: /^virtual:afterword\/jobs$/ }, () => ({
    path: JOBS,
    namespace: JOBS_OF,
    sideEffects: true,
  }))
  build.onResolve({ filter: /./, namespace: JOBS_OF }, ({ path: file }) => ({
    path: file,
    sideEffects: true,
  }))
  build.onLoad({ filter: /./, namespace: JOBS_OF }, () => {
    const { files, sources } = findJobs(root, options)
    const contents = importsOf(files, (file) => file)
    return { contents, resolveDir: root, watchFiles: [...sources], watchDirs: foldersOf(sources) }
  })
  const { format, platform, conditions } = build.initialOptions
  const makesModules = format === 'esm' || (format === undefined && platform === 'neutral')
  const asked = Symbol()
  build.onResolve({ filter: OWN_NAMES }, async (args): Promise<OnResolveResult | null> => {
    const { path: source, importer, kind, pluginData } = args
    if (pluginData === asked || kind === 'entry-point') return null
    if (args.namespace === OUTSIDE) return { path: source, external: true }
    for (const from of importersOf(source, importer)) {
      const resolveDir = from === importer ? args.resolveDir : path.dirname(from)
      const found = await build.resolve(source, { kind, importer: from, resolveDir, pluginData: asked })
      if (found.errors.length > 0) continue
      if (isStandIn(found.path) && compiled.has(importer)) return warned(found, path.relative(root, importer))
      if (!found.external || !HELPERS.test(source)) return toResult(found)
      if (!isInstalled(source, root)) break
      const isOutOfReach = makesModules && kind === 'require-call'
      return isOutOfReach
        ? { path: source, namespace: OUTSIDE, pluginData: args.resolveDir }
        : toResult(found)
    }
    const target = ownTarget(source, conditions)
    return target === null ? null : { path: target }
  })
  build.onLoad({ filter: OWN_NAMES, namespace: OUTSIDE }, ({ path: source, pluginData }) => ({
    contents: `export * from ${JSON.stringify(source)}`,
    resolveDir: pluginData as string,
  }))
  let isTold = false
  function warned(found: ResolveResult, file: string): OnResolveResult {
    const values = {
      file: file.replaceAll('\\', '/'),
      option: "conditions: ['workerd', 'worker', 'browser']",
    }
    const warnings = isTold ? [] : [{ text: formatMessage('browser-build', values) }]
    isTold = true
    return { ...toResult(found), warnings }
  }
}

const toResult = (found: ResolveResult): OnResolveResult => ({
  path: found.path,
  external: found.external,
  sideEffects: found.sideEffects,
  namespace: found.namespace,
  suffix: found.suffix,
})
