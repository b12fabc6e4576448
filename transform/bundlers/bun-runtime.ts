/**
 * Bun without a build: each file is compiled when it is loaded. Synchronously, for `require()` cannot wait.
 *
 * Bun takes what a plugin loads for an ES module whatever it is, and what a filter matched must be loaded. So only files that are
 * modules by their names come here: TypeScript, JSX and `.mjs`. A `.js` may be CommonJS; it keeps what it was called with while it
 * runs synchronously, as all code does that is not compiled.
 */
import { readFileSync } from 'node:fs'
import { formatDiagnostic } from '../diagnostics/diagnostic.ts'
import { namesPackages, type Options, resolveOptions } from '../options.ts'
import { transform } from '../transform.ts'
import type { BunBuilder, Loader } from './bun-builder.ts'
import { locateOwn, resolveInBun } from './bun-resolve.ts'
import { createTexts } from './bun-texts.ts'

const MODULES = /\.(?:m?ts|[jt]sx|mjs)$/
const OWN_MODULES = /^(?!.*[\\/]node_modules[\\/]).*\.(?:m?ts|[jt]sx|mjs)$/

export function setupRuntime(build: BunBuilder, options: Options = {}): void {
  const texts = createTexts(resolveInBun)
  const filter = namesPackages(resolveOptions(options)) ? MODULES : OWN_MODULES
  build.onLoad({ filter }, ({ path }) => {
    const code = readFileSync(path, 'utf8')
    texts.read(code, path)
    if (texts.has(path)) return { contents: code, loader: 'text' }
    const result = transform(code, path, options)
    for (const each of result?.diagnostics ?? [])
      if (each.level !== 'info') console.warn(formatDiagnostic(each))
    return { contents: result ? locateOwn(result.code, path) : code, loader: loaderOf(path) }
  })
}

function loaderOf(path: string): Loader {
  if (path.endsWith('x')) return path.endsWith('.tsx') ? 'tsx' : 'jsx'
  return path.endsWith('ts') ? 'ts' : 'js'
}
