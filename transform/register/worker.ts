/** Node without `module.registerHooks`: hooks in a thread of their own, for modules. `require` is looked after where it runs. */
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'
import { JOBS } from '../manifest.ts'
import type { Settings } from '../settings.ts'
import { type CompileSource, createCompiler } from './compile.ts'
import { loadJobs } from './jobs.ts'
import { importsRuntime, noteCompiled, OWN } from './runtime.ts'
import { textOf } from './text.ts'
import { explain } from './typescript.ts'

let compile: CompileSource
let settings: Settings

export const initialize: InitializeHook<Settings> = (given) => {
  settings = given
  compile = createCompiler(settings)
}

export const resolve: ResolveHook = (specifier, context, next) =>
  specifier === JOBS
    ? { url: JOBS, shortCircuit: true }
    : next(specifier, importsRuntime(specifier, context.parentURL) ? { ...context, parentURL: OWN } : context)

export const load: LoadHook = async (url, context, next) => {
  if (url === JOBS) return loadJobs(settings)
  const loaded = await Promise.resolve(next(url, context)).catch((error) => {
    throw explain(error, url)
  })
  // CommonJS without a source is read by `require`.
  if (loaded.source === null || loaded.source === undefined) return loaded
  const source = compile(textOf(loaded.source), url, loaded.format)
  if (source === null) return loaded
  noteCompiled(url)
  return { ...loaded, source }
}
