/** Where the names of this package lead, for Rollup, Rolldown and Vite, whose resolvers can be asked from any place. */
import path from 'node:path'
import type { Environment } from 'vite'
import { formatMessage } from '../diagnostics/diagnostic.ts'
import type { Options } from '../options.ts'
import { ownFile } from '../package.ts'
import { forgetJobs, isOfJobs, resolveJobs } from './jobs.ts'
import { HELPERS, importersOf, isInstalled, isStandIn, OWN_NAMES, ownTarget, PACKAGES } from './own-names.ts'

interface Resolved {
  id: string
  external?: boolean | 'absolute' | 'relative'
}

interface ResolveContext {
  resolve(source: string, importer: string, options?: object): Promise<Resolved | null>
  environment?: Environment
  warn(message: string): void
  meta?: { rolldownVersion?: string }
}

interface Watcher {
  on(event: string, listener: (file: string) => void): unknown
}

const SOURCES = /\.[cm]?[jt]sx?$/

/** Modules of the bundle, made up, that hand on what stays outside of it. A path, for `external` is asked about all other names. */
const OUTSIDE = `${path.dirname(ownFile('outside/x'))}/`

/**
 * Filters are said twice: before Rollup 4.40 and Vite 6.3 nobody reads them.
 * @param root the folder of what is built
 */
export function resolveOwn(root: () => string, options?: Options) {
  const jobs = resolveJobs(root, options)
  const resolveId = async (
    context: ResolveContext,
    source: string,
    importer: string,
    options: object,
  ): Promise<Resolved | string | null> => {
    if (importer.startsWith(OUTSIDE)) return { id: source, external: true }
    for (const from of importersOf(source, importer)) {
      const found = await context.resolve(source, from, { ...options, skipSelf: true })
      if (!found) continue
      if (isStandIn(found.id) && !context.environment) tell(context, importer)
      if (!found.external || !HELPERS.test(source) || isInstalled(source, root())) return found
      break
    }
    // Rollup by itself leaves packages to those who run the bundle.
    if (!context.environment && isInstalled(source, root())) return { id: source, external: true }
    return ownTarget(source, context.environment?.config.resolve.conditions)
  }
  let isTold = false
  function tell(context: ResolveContext, importer: string): void {
    if (isTold) return
    isTold = true
    const option = context.meta?.rolldownVersion
      ? "resolve: { conditionNames: ['workerd', 'worker', 'import'] }"
      : "nodeResolve({ exportConditions: ['workerd', 'worker'] })"
    const file = path.relative(root(), importer).replaceAll('\\', '/')
    context.warn(formatMessage('browser-build', { file, option }))
  }
  return {
    resolveId: {
      filter: { id: [OWN_NAMES, /[\\/]dist[\\/]outside[\\/]/, /^virtual:afterword\/jobs/] },
      handler(this: unknown, source: string, importer: string | undefined, options: object) {
        if (source.startsWith(OUTSIDE)) return source
        if (isOfJobs(source)) return jobs.resolveId(this, source)
        if (!importer || !OWN_NAMES.test(source)) return null
        return resolveId(this as ResolveContext, source, importer, options)
      },
    },
    load: {
      filter: { id: [/[\\/]dist[\\/]outside[\\/]/, /^\0afterword:jobs$/] },
      handler(this: unknown, id: string) {
        if (!id.startsWith(OUTSIDE)) return jobs.load(this, id)
        return `export * from ${JSON.stringify(id.slice(OUTSIDE.length))}`
      },
    },
    /** While a development server of Vite runs. */
    configureServer(server: { watcher: Watcher }) {
      const changed = (file: string): void => {
        if (SOURCES.test(file) && !PACKAGES.test(file) && jobs.isStale()) forgetJobs(server as never)
      }
      for (const event of ['add', 'change', 'unlink']) server.watcher.on(event, changed)
    },
  }
}

const REQUIRED = /(?<=\brequire\(")afterword\/(?:\w+\/)?compiled(?="\))/

/**
 * The `require` of a CommonJS file. @rollup/plugin-commonjs makes an import of a default export of it where what is required stays outside of the bundle,
 * and there is none: it requires a module of the bundle instead. And where Vite runs files one by one, Node looks from the file: it gets a path.
 */
export async function requireOwn(context: unknown, code: string, id: string): Promise<string> {
  const [source] = REQUIRED.exec(code) ?? []
  if (source === undefined) return code
  const { environment, meta, resolve } = context as ResolveContext
  const replaced = (by: string | null): string => (by === null ? code : code.replace(REQUIRED, by))
  if (environment?.mode === 'dev')
    return replaced(ownTarget(source, environment.config.resolve.conditions)?.replaceAll('\\', '/') ?? null)
  if (meta?.rolldownVersion) return code
  const found = await resolve.call(context, source, id)
  return replaced(found?.external ? OUTSIDE + source : null)
}
