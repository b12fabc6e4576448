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

const MODULES = /\.(?:m?ts|[jt]sx|mjs)$/
const OWN_MODULES = /^(?!.*[\\/]node_modules[\\/]).*\.(?:m?ts|[jt]sx|mjs)$/

/** What is used of Bun, whose types are there only where Bun is. */
export interface BunBuilder {
  /** Of the build, if there is one. */
  config?: object
  onLoad(
    constraints: { filter: RegExp },
    load: (file: { path: string }) => { contents: string; loader: 'js' | 'jsx' | 'ts' | 'tsx' },
  ): unknown
}

export function setupRuntime(build: BunBuilder, options: Options = {}): void {
  const filter = namesPackages(resolveOptions(options)) ? MODULES : OWN_MODULES
  build.onLoad({ filter }, ({ path }) => {
    const code = readFileSync(path, 'utf8')
    const result = transform(code, path, options)
    for (const each of result?.diagnostics ?? [])
      if (each.level !== 'info') console.warn(formatDiagnostic(each))
    return { contents: result?.code ?? code, loader: loaderOf(path) }
  })
}

function loaderOf(path: string): 'js' | 'jsx' | 'ts' | 'tsx' {
  if (path.endsWith('x')) return path.endsWith('.tsx') ? 'tsx' : 'jsx'
  return path.endsWith('ts') ? 'ts' : 'js'
}
