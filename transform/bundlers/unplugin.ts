/**
 * One plugin for every bundler, on the text engine. The files beside this one name it for each of them.
 *
 * It comes first: what it reads is the author's source, before types are stripped or async functions are lowered.
 */
import { createUnplugin, type UnpluginContext } from 'unplugin'
import type { Environment } from 'vite'
import { type Diagnostic, formatDiagnostic, UserError } from '../diagnostics/diagnostic.ts'
import { type Host, namesPackages, type Options, resolveOptions } from '../options.ts'
import { version } from '../package.ts'
import { type TransformOptions, type TransformResult, transform } from '../transform.ts'
import { rendersClients, rendersComponents } from './vite-rsc.ts'

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
  /** Where Vite keeps packages that it has bundled: usually, but not always, below `node_modules`. */
  cache: string | undefined
  /** Whether anybody asks for source maps: they cost more than the rest of the edit. Rollup and Rolldown cannot say before they write. */
  maps: boolean
}

/** What webpack and Rspack have in common. */
interface Compiler {
  context: string
  options: { mode?: unknown; cache?: unknown }
  platform?: { web?: boolean | null; webworker?: boolean | null; node?: boolean | null }
}

export const unplugin = createUnplugin((options: Options | undefined, { framework }) => {
  const resolved = resolveOptions(options)
  let build: Build = { root: process.cwd(), development: undefined, cache: undefined, maps: true }
  let compiler: Compiler | null = null
  /** By the host that they are for: one build may have environments of several. */
  const settings = new Map<Host | undefined, TransformOptions>()
  const settingsFor = (host: Host | undefined): TransformOptions => {
    const known = settings.get(host) ?? settingsOf(host ? { host, ...options } : options, build)
    settings.set(host, known)
    return known
  }
  const know = (known: Partial<Build>): void => {
    build = { ...build, ...known }
    settings.clear()
  }
  const knowCompiler = (known: Compiler): void => {
    compiler = known
    know({ root: known.context, development: known.options.mode === 'development' })
    salt(known.options.cache, options)
  }
  return {
    name: 'afterword',
    enforce: 'pre',
    transform: {
      // Where a list of plugins has an order of its own, ours need not be looked after.
      order: framework === 'rollup' || framework === 'rolldown' ? 'pre' : null,
      filter: {
        id: {
          include: SOURCES,
          // Said to the bundler, so that it need not ask for each file.
          exclude: namesPackages(resolved) ? [VIRTUAL] : [VIRTUAL, PACKAGES],
        },
      },
      handler(code, id) {
        if (compiler && isForBrowsers(compiler)) return null
        if (build.cache && id.startsWith(build.cache)) return null
        const result = compile(code, id, settingsFor(hostOf(this)), framework)
        if (!result) return null
        for (const each of result.diagnostics) report(this, each, id, framework)
        if (result.code === code) return null
        // The map is made when it is read: webpack, Rspack and Bun do so only where they want one.
        return build.maps ? result : result.code
      },
    },
    vite: {
      // What a browser loads is none of ours (client.ts looks after it), so it costs no call for each module either.
      applyToEnvironment: (environment) =>
        environment.config.consumer === 'server' && !rendersClients(environment),
      configResolved: ({ root, mode, cacheDir }) =>
        know({ root, development: mode === 'development', cache: `${cacheDir}/` }),
    },
    webpack: knowCompiler,
    rspack: knowCompiler,
    rolldown: {
      options({ cwd = process.cwd() }) {
        know({ root: cwd })
      },
    },
    esbuild: {
      config: ({ absWorkingDir, sourcemap }) =>
        know({ root: absWorkingDir ?? process.cwd(), maps: Boolean(sourcemap) }),
    },
    farm: {
      configResolved: ({ root = process.cwd(), compilation }) =>
        know({
          root,
          development: compilation?.mode === 'development',
          maps: Boolean(compilation?.sourcemap),
        }),
    },
  }
})

/** Only Vite knows what an environment is for. */
function hostOf(context: unknown): Host | undefined {
  const { environment } = context as { environment?: Environment }
  return environment && rendersComponents(environment) ? 'rsc' : undefined
}

/**
 * The page's part of a list of configurations that share their plugins: there, `afterword` is what package.json's `browser` condition
 * says. Workers are servers.
 */
const isForBrowsers = ({ platform }: Compiler): boolean =>
  platform?.web === true && !platform.webworker && !platform.node

/** What is kept on disk from build to build was made by one version with one set of options. */
function salt(cache: unknown, options: Options | undefined): void {
  if (typeof cache !== 'object' || cache === null) return
  const made = JSON.stringify(options, (_, value) => (value instanceof RegExp ? String(value) : value))
  const kept = cache as { version?: string }
  kept.version = `${kept.version ?? ''}|afterword ${version} ${made}`
}

function settingsOf(options: Options = {}, { root, development }: Build): TransformOptions {
  const debug = options.debug ?? development
  return debug === undefined ? { ...options, root } : { ...options, root, debug }
}

/**
 * The message of a syntax error holds its place and frame: tools that find them beside it as well show them twice, and so with a stack.
 * But Vite's error goes to the author's own server, which may show the stack and nothing else.
 */
function compile(
  code: string,
  id: string,
  settings: TransformOptions,
  framework: string,
): TransformResult | null {
  try {
    return transform(code, id, settings)
  } catch (error) {
    if (error instanceof UserError) {
      Object.assign(error, { id, loc: undefined, frame: undefined })
      if (framework !== 'vite') error.stack = ''
    }
    throw error
  }
}

/** What is for information only is left to those who ask. */
function report(context: UnpluginContext, each: Diagnostic, id: string, framework: string): void {
  if (each.level === 'info') return
  const message = formatDiagnostic(each)
  // Farm takes a text, and the process ends at the error that unplugin makes of one.
  if (framework === 'farm') console.warn(message)
  else context.warn({ id, message })
}
