/**
 * One plugin for every bundler, on the text engine. The files beside this one name it for each of them.
 *
 * It comes first: what it reads is the author's source, before types are stripped or async functions are lowered.
 */
import { createUnplugin, type UnpluginBuildContext, type UnpluginContext } from 'unplugin'
import { type Diagnostic, formatDiagnostic } from '../diagnostics/diagnostic.ts'
import { namesPackages, type Options, resolveOptions } from '../options.ts'
import { type TransformOptions, transform } from '../transform.ts'

export type { Options } from '../options.ts'

/** By its extension, or by the language that a query names: `App.vue?vue&type=script&lang.ts`. */
const SOURCES = /\.[cm]?[jt]sx?(?=$|[?#])|[?&]lang[.=][cm]?[jt]sx?\b/
/** Modules that a bundler or another plugin made up. */
const VIRTUAL = /^\0/
const PACKAGES = /[\\/]node_modules[\\/]/

/** What only the bundler knows. */
export interface Build {
  /** The folder that names of files are relative to. */
  root: string
  /** Whether this build is for development. Undefined where the bundler has no such mode: then NODE_ENV says it. */
  development: boolean | undefined
}

export const unplugin = createUnplugin((options: Options | undefined) => {
  const resolved = resolveOptions(options)
  let build: Build = { root: process.cwd(), development: undefined }
  let settings: TransformOptions | null = null
  const know = (known: Partial<Build>): void => {
    build = { ...build, ...known }
    settings = null
  }
  return {
    name: 'afterword',
    enforce: 'pre',
    transform: {
      filter: {
        id: {
          include: SOURCES,
          // Said to the bundler, so that it need not ask for each file.
          exclude: namesPackages(resolved) ? [VIRTUAL] : [VIRTUAL, PACKAGES],
        },
      },
      handler(code, id) {
        settings ??= settingsOf(options, build)
        const result = transform(code, id, settings)
        if (!result) return null
        for (const each of result.diagnostics) report(this, each, id)
        return result.map && { code: result.code, map: result.map }
      },
    },
    vite: {
      configResolved: ({ root, mode }) => know({ root, development: mode === 'development' }),
    },
    webpack: ({ context, options }) => know({ root: context, development: options.mode === 'development' }),
    rspack: ({ context, options }) => know({ root: context, development: options.mode === 'development' }),
  }
})

function settingsOf(options: Options = {}, { root, development }: Build): TransformOptions {
  const debug = options.debug ?? development
  return debug === undefined ? { ...options, root } : { ...options, root, debug }
}

/** What is for information only is left to those who ask. */
function report(context: UnpluginBuildContext & UnpluginContext, each: Diagnostic, id: string): void {
  if (each.level !== 'info') context.warn({ id, message: formatDiagnostic(each) })
}
