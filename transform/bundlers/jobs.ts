/**
 * `virtual:afterword/jobs` in bundlers. A package that says `sideEffects: false` means what it exports; its jobs are told as its modules are evaluated, so
 * each of these is marked where it is imported for them. While a bundler watches, any source may get its first job.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { findJobs, foldersOf, importsOf, JOBS } from '../manifest.ts'
import type { Options } from '../options.ts'

/** A name of ours in front of the path of a file: so resolvers are asked about it. */
export const FILE = `${JOBS}:`
const MADE = '\0afterword:jobs'

interface ResolveContext {
  resolve(source: string, importer?: string, options?: object): Promise<{ id: string } | null>
}

interface LoadContext {
  addWatchFile(file: string): void
}

/** For Rollup, Rolldown and Vite. */
export function resolveJobs(root: () => string, options: Options | undefined) {
  /** What was loaded last. */
  let text: string | null = null
  const find = (): { made: string; sources: readonly string[] } => {
    const { files, sources } = findJobs(root(), options)
    return { made: importsOf(files, (file) => FILE + slashed(file)), sources }
  }
  return {
    async resolveId(context: unknown, source: string) {
      if (source === JOBS) return { id: MADE, moduleSideEffects: true }
      const found = await (context as ResolveContext).resolve(source.slice(FILE.length), undefined, {
        skipSelf: true,
      })
      return found && { ...found, moduleSideEffects: true }
    },
    load(context: unknown, id: string): string | null {
      if (id !== MADE) return null
      const { made, sources } = find()
      text = made
      for (const each of [...sources, ...foldersOf(sources)]) (context as LoadContext).addWatchFile(each)
      return made
    },
    /** Whether a file that was changed changes the list. */
    isStale: (): boolean => text !== null && text !== find().made,
  }
}

/** What a development server of Vite has of the list. */
interface Served {
  environments?: Record<string, { moduleGraph: Graph; hot?: { send(message: object): void } }>
  moduleGraph?: Graph
}
interface Graph {
  getModuleById(id: string): object | undefined
  invalidateModule(module: never): void
}

/** The list, and what imports it, are evaluated again. */
export function forgetJobs({ environments, moduleGraph }: Served): void {
  const all = environments
    ? Object.values(environments)
    : [{ moduleGraph: moduleGraph as Graph, hot: undefined }]
  for (const { moduleGraph, hot } of all) {
    const made = moduleGraph.getModuleById(MADE)
    if (!made) continue
    moduleGraph.invalidateModule(made as never)
    hot?.send({ type: 'full-reload' })
  }
}

export const slashed = (file: string): string => file.replaceAll('\\', '/')

export const isOfJobs = (source: string): boolean => source === JOBS || source.startsWith(FILE)

/** For webpack and Rspack, which take no module that nobody has written: it lies in the cache. */
interface Compiler {
  context: string
  options: { module?: { rules?: unknown[] } }
  /** While it watches. */
  modifiedFiles?: Added
  hooks: {
    watchRun: Tap<unknown>
    afterCompile: Tap<{ fileDependencies: Added; contextDependencies: Added }>
  }
  webpack: {
    NormalModuleReplacementPlugin: new (
      what: RegExp,
      by: (request: { request: string }) => void,
    ) => { apply(compiler: unknown): void }
  }
}
interface Tap<What> {
  tap(name: string, fn: (what: What) => void): void
}
interface Added {
  add(file: string): void
}

export function writeJobs(compiler: Compiler, options: Options | undefined): void {
  const { context, webpack, hooks } = compiler
  const file = fileOf(context)
  let isUsed = false
  let sources: readonly string[] = []
  /** @returns whether it is another one */
  const write = (): boolean => {
    const found = findJobs(context, options)
    sources = found.sources
    const text = importsOf(found.files, slashed)
    if (readIfThere(file) === text) return false
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
    return true
  }
  new webpack.NormalModuleReplacementPlugin(/^virtual:afterword\/jobs$/, (request) => {
    if (!isUsed) write()
    isUsed = true
    request.request = file
  }).apply(compiler)
  hooks.watchRun.tap('afterword', () => {
    // Rspack builds again what is said to be modified, and watches nothing in node_modules.
    if (isUsed && write()) compiler.modifiedFiles?.add(file)
  })
  hooks.afterCompile.tap('afterword', ({ fileDependencies, contextDependencies }) => {
    if (!isUsed) return
    for (const each of sources) fileDependencies.add(each)
    // Not the folder of the project itself, with all its packages.
    for (const each of foldersOf(sources)) if (each !== context) contextDependencies.add(each)
  })
  compiler.options.module ??= {}
  compiler.options.module.rules ??= []
  compiler.options.module.rules.push(
    { resource: file, sideEffects: true },
    { issuer: file, sideEffects: true },
  )
}

const fileOf = (context: string): string => path.join(context, 'node_modules/.cache/afterword/jobs.mjs')

/** What Rspack keeps on disk holds no file of node_modules for changed: another list is another cache, where a build has asked for one. */
export function listKept(context: string, options: Options | undefined): string {
  if (readIfThere(fileOf(context)) === null) return ''
  const text = importsOf(findJobs(context, options).files, slashed)
  return createHash('sha1').update(text).digest('hex')
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
