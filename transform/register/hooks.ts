/** Node with `module.registerHooks`: one pair of hooks in the thread that runs the program, for `import` and `require`. */
// By its default: older versions of Node have no `registerHooks` to import by name.
import module from 'node:module'
import { pathToFileURL } from 'node:url'
import { JOBS } from '../manifest.ts'
import type { Settings } from '../settings.ts'
import type { PassedOver } from './commonjs.ts'
import type { CompileSource } from './compile.ts'
import { loadJobs } from './jobs.ts'
import { importsRuntime, noteCompiled, OWN, requireRuntime } from './runtime.ts'
import { textOf } from './text.ts'
import { explain } from './typescript.ts'

/**
 * Before 24, CommonJS in TypeScript that is imported (and `--import` imports the program itself) gets a `require` that fails on ES modules
 * which import others: "request for './chunk.js' is from a module not been linked". Without a source, the loader of CommonJS takes over
 * and asks the hooks by itself.
 */
const REQUIRES_BADLY = Number(process.versions.node.split('.')[0]) < 24

export function installHooks(compile: CompileSource, passed: PassedOver, settings: Settings): void {
  module.registerHooks({
    resolve(specifier, context, next) {
      if (specifier === JOBS) return { url: JOBS, shortCircuit: true }
      if (!importsRuntime(specifier, context.parentURL)) return next(specifier, context)
      // `require` is resolved from the file that says it, whatever the context says.
      if (!context.conditions.includes('require')) return next(specifier, { ...context, parentURL: OWN })
      return { url: pathToFileURL(requireRuntime(specifier)).href, shortCircuit: true }
    },
    load(url, context, next) {
      if (url === JOBS) return loadJobs(settings)
      const loaded = attempt(url, () => next(url, context))
      if (loaded.source === null || loaded.source === undefined) return loaded
      if (REQUIRES_BADLY && loaded.format === 'commonjs-typescript' && context.conditions.includes('import'))
        return { ...loaded, format: 'commonjs', source: undefined }
      const text = textOf(loaded.source)
      const source = compile(text, url, loaded.format)
      if (!loaded.format?.startsWith('module'))
        passed.set(url, source?.slice(source.lastIndexOf('\n')) ?? text)
      if (source === null) return loaded
      noteCompiled(url)
      return { ...loaded, source }
    },
  })
}

function attempt<T>(url: string, load: () => T): T {
  try {
    return load()
  } catch (error) {
    throw explain(error, url)
  }
}
