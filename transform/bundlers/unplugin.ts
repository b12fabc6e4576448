/**
 * One plugin for Rollup, Rolldown, Vite, webpack and Rspack, on the text engine. The files beside this one name it for each of them; esbuild,
 * Bun and Farm, which know more than unplugin hands on, have their own.
 *
 * It comes first: what it reads is the author's source, before types are stripped or async functions are lowered.
 */
import { createUnplugin, type UnpluginBuildContext, type UnpluginContext } from 'unplugin'
import type { Environment } from 'vite'
import type { Host, Options } from '../options.ts'
import { splitId } from '../parse.ts'
import type { TransformOptions, TransformResult } from '../transform.ts'
import {
  type Build,
  browserBuild,
  compile,
  excludedBy,
  messagesOf,
  projectOf,
  SOURCES,
  settingsOf,
  wantsServer,
} from './file.ts'
import { listKept, writeJobs } from './jobs.ts'
import { isProgram, isProgramType, type LoaderContext } from './program.ts'
import { requireOwn, resolveOwn } from './rollup-hooks.ts'
import { findTextMakers, isText, type TextMaker } from './texts.ts'
import { rendersClients, rendersComponents } from './vite-rsc.ts'
import { isVitest } from './vitest.ts'
import { type Compiler, findOwn, isForBrowsers, salt } from './webpack-hooks.ts'

export type { Options } from '../options.ts'

/** Modules that a bundler or another plugin made up. */
const VIRTUAL = /^\0/

export const unplugin = createUnplugin((options: Options | undefined, { framework }) => {
  const excluded = excludedBy(options)
  const project = projectOf(options)
  let build: Build = { root: process.cwd(), development: undefined, cache: undefined, ...project }
  let compiler: Compiler | null = null
  /** By the host that they are for: one build may have environments of several. */
  const settings = new Map<Host | undefined, TransformOptions>()
  const settingsFor = (host: Host | undefined): TransformOptions => {
    const known = settings.get(host) ?? settingsOf(host ? { host, ...options } : options, build)
    settings.set(host, known)
    return known
  }
  const know = (known: Partial<Build>): void => {
    build = { ...build, ...known, ...project }
    settings.clear()
  }
  const knowCompiler = (known: Compiler): void => {
    compiler = known
    know({ root: known.context, development: known.options.mode === 'development' })
    const list = (): string => (framework === 'rspack' ? listKept(known.context, options) : '')
    salt(known.options.cache, settingsFor(undefined), list)
    if (isForBrowsers(known)) return
    findOwn(known)
    writeJobs(known as never, options)
  }
  let makers: TextMaker[] = []
  const hooks = {
    ...resolveOwn(() => build.root, options),
    buildStart(found: { plugins?: unknown }) {
      if (found?.plugins) makers = findTextMakers(found.plugins)
    },
  }
  function edit(context: UnpluginContext, code: string, id: string) {
    const result = compile(code, id, settingsFor(hostOf(context)), framework, inputMapOf(context, id))
    if (!result) return null
    for (const message of messagesOf(result.diagnostics)) context.warn({ id, message })
    if (result.code === code) return null
    // The map is made when it is read: webpack and Rspack do so only where they want one.
    return framework === 'rollup' || framework === 'vite' ? requiringOwn(context, result, id) : result
  }
  let isTold = false
  function tell(context: UnpluginContext, code: string, id: string): null {
    if (isTold || !wantsServer(code, id, settingsFor(undefined))) return null
    isTold = true
    const option = "target: 'webworker' or 'node'"
    context.warn({ id, message: browserBuild(splitId(id).filename, build.root, option) })
    return null
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
          exclude: excluded ? [VIRTUAL, excluded] : [VIRTUAL],
        },
      },
      handler(code, id, meta?: { moduleType?: string }) {
        if (!SOURCES.test(id) || VIRTUAL.test(id)) return null
        if (compiler && isForBrowsers(compiler)) return tell(this, code, id)
        if (build.cache && id.startsWith(build.cache)) return null
        if (!isProgramType(meta?.moduleType) || !isProgramHere(this, id, framework)) return null
        if (makers.length > 0)
          return isText(makers, this, code, id).then((is) => (is ? null : edit(this, code, id)))
        return edit(this, code, id)
      },
    },
    vite: {
      ...hooks,
      // What a browser loads is none of ours (client.ts looks after it), so it costs no call for each module either.
      applyToEnvironment: (environment) =>
        environment.config.consumer === 'server' && !rendersClients(environment),
      configResolved({ root, mode, cacheDir, plugins, logger }) {
        know({
          root,
          development: mode === 'development',
          cache: `${cacheDir}/`,
          redirects: isVitest(plugins),
          plugins: plugins.map(({ name }) => name),
          say: (line) => logger.info(line),
        })
        makers = findTextMakers(plugins)
      },
    },
    webpack: knowCompiler,
    rspack: knowCompiler,
    rollup: hooks,
    rolldown: {
      ...hooks,
      options({ cwd = process.cwd() }) {
        know({ root: cwd })
      },
    },
  }
})

/** Only Vite knows what an environment is for. */
function hostOf(context: unknown): Host | undefined {
  const { environment } = context as { environment?: Environment }
  return environment && rendersComponents(environment) ? 'rsc' : undefined
}

/**
 * What the loader before ours hands over beside the text, which webpack's and Rspack's alone have; or what a component's compiler does, beside a part of
 * the component.
 */
function inputMapOf(context: unknown, id: string): object | null {
  const native = (context as Partial<UnpluginBuildContext>).getNativeBuildContext?.()
  if (native?.framework === 'webpack' || native?.framework === 'rspack') return native.inputSourceMap ?? null
  if (!PART.test(id)) return null
  const map = (context as { getCombinedSourcemap?: () => CombinedMap }).getCombinedSourcemap?.()
  return map?.sources?.length ? map : null
}

/** `page.vue?vue&type=script&setup=true&lang.ts` */
const PART = /\?vue&type=script\b/

interface CombinedMap {
  sources?: unknown[]
}

/** A text that was imported, or an asset, is none of ours. */
function isProgramHere(context: UnpluginBuildContext, id: string, framework: string): boolean {
  const native = context.getNativeBuildContext?.()
  if (native?.framework === 'webpack' || native?.framework === 'rspack')
    return isProgram((native.loaderContext ?? {}) as LoaderContext)
  if (framework !== 'rollup') return true
  const { getModuleInfo } = context as { getModuleInfo?: (id: string) => ModuleInfo | null }
  return getModuleInfo?.call(context, id)?.attributes?.type === undefined
}

/** Of Rollup: what an import says with `with`. */
interface ModuleInfo {
  attributes?: Record<string, string>
}

async function requiringOwn(context: unknown, result: TransformResult, id: string) {
  return { code: await requireOwn(context, result.code, id), map: result.map }
}
