/**
 * `virtual:afterword/jobs` in bundlers. A package that says `sideEffects: false` means what it exports; its jobs are told as its modules are evaluated, so
 * each of these is marked where it is imported for them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findJobFiles, importsOf, JOBS } from '../manifest.ts'
import type { Options } from '../options.ts'

/** A name of ours in front of the path of a file: so resolvers are asked about it. */
const FILE = `${JOBS}:`
const MADE = '\0afterword:jobs'

interface ResolveContext {
  resolve(source: string, importer?: string, options?: object): Promise<{ id: string } | null>
  addWatchFile?(file: string): void
}

/** For Rollup, Rolldown and Vite. */
export function resolveJobs(root: () => string, options: Options | undefined) {
  return {
    async resolveId(context: unknown, source: string) {
      if (source === JOBS) return { id: MADE, moduleSideEffects: true }
      const found = await (context as ResolveContext).resolve(source.slice(FILE.length), undefined, {
        skipSelf: true,
      })
      return found && { ...found, moduleSideEffects: true }
    },
    load: (id: string) =>
      id === MADE ? importsOf(findJobFiles(root(), options), (file) => FILE + slashed(file)) : null,
  }
}

const slashed = (file: string): string => file.replaceAll('\\', '/')

export const isOfJobs = (source: string): boolean => source === JOBS || source.startsWith(FILE)

/** For webpack and Rspack, which take no module that nobody has written: it lies in the cache. */
interface Compiler {
  context: string
  options: { module?: { rules?: unknown[] } }
  webpack: {
    NormalModuleReplacementPlugin: new (
      what: RegExp,
      by: (request: { request: string }) => void,
    ) => { apply(compiler: unknown): void }
  }
}

export function writeJobs(compiler: Compiler, options: Options | undefined): void {
  const { context, webpack } = compiler
  const folder = path.join(context, 'node_modules/.cache/afterword')
  const file = path.join(folder, 'jobs.mjs')
  let files: string[] = []
  new webpack.NormalModuleReplacementPlugin(/^virtual:afterword\/jobs$/, (request) => {
    files = findJobFiles(context, options)
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, importsOf(files, slashed))
    request.request = file
  }).apply(compiler)
  compiler.options.module ??= {}
  compiler.options.module.rules ??= []
  compiler.options.module.rules.push(
    { resource: file, sideEffects: true },
    { issuer: file, sideEffects: true },
  )
}
