/**
 * Bun without a build: each file is compiled when it is loaded. Synchronously, for `require()` cannot wait.
 *
 * Bun takes what a plugin loads for an ES module whatever it is, and what a filter matched must be loaded. So only files that are
 * modules by their names come here: TypeScript, JSX and `.mjs`. A `.js` may be CommonJS; it keeps what it was called with while it
 * runs synchronously, as all code does that is not compiled.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { formatDiagnostic } from '../diagnostics/diagnostic.ts'
import { JOBS } from '../manifest.ts'
import { namesPackages, type Options, resolveOptions } from '../options.ts'
import { findPresets, isByPreset, tellPresets, withPresets } from '../presets.ts'
import { transform } from '../transform.ts'
import type { BunBuilder, Loader } from './bun-builder.ts'
import { jobsInBun, locateOwn, resolveInBun } from './bun-resolve.ts'
import { createTexts } from './bun-texts.ts'
import { isInstalled } from './own-names.ts'

const MODULES = /\.(?:m?ts|[jt]sx|mjs)$/
const OWN_MODULES = /^(?!.*[\\/]node_modules[\\/]).*\.(?:m?ts|[jt]sx|mjs)$/

/** As `bun test` finds them. */
const TESTS = /[._](?:test|spec)\.[cm]?[jt]sx?$/

/**
 * A test may look at a mock that a preloaded file has put into a module of Next's, and Bun's `expect` knows a mock by what it is: what a test
 * imports from Next stays Next's, where it is installed.
 */
const looksAtMocks = (file: string): boolean =>
  TESTS.test(file) && isInstalled('next/server.js', path.dirname(file))

export function setupRuntime(build: BunBuilder, given: Options = {}): void {
  const packages = findPresets(given, process.cwd())
  tellPresets(packages, console.error)
  const options = withPresets(given, packages)
  const keeping = { ...options, redirects: true }
  const texts = createTexts(resolveInBun)
  build.module?.(JOBS, () => ({ contents: jobsInBun(given), loader: 'js' }))
  const filter = namesPackages(resolveOptions(options)) ? MODULES : OWN_MODULES
  build.onLoad({ filter }, ({ path: file }) => {
    const code = readFileSync(file, 'utf8')
    texts.read(code, file)
    if (texts.has(file)) return { contents: code, loader: 'text' }
    const result = transform(code, file, looksAtMocks(file) ? keeping : options)
    for (const each of isByPreset(options, file) ? [] : (result?.diagnostics ?? []))
      if (each.level !== 'info') console.warn(formatDiagnostic(each))
    return { contents: result ? locateOwn(result.code, file) : code, loader: loaderOf(file) }
  })
}

function loaderOf(file: string): Loader {
  if (file.endsWith('x')) return file.endsWith('.tsx') ? 'tsx' : 'jsx'
  return file.endsWith('ts') ? 'ts' : 'js'
}
