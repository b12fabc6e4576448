/**
 * What a browser gets in place of afterword, and the error for what must not get there. Nothing is compiled.
 *
 * Frameworks strip what is for a server from their client files after us, and tree shaking drops more, so it is decided when the chunks
 * are made: by then a stand-in (client-stand-in.ts) has only those exports left that are still used.
 */
import type { Plugin } from 'vite'
import { UserError } from '../diagnostics/diagnostic.ts'
import type { ResolvedOptions } from '../options.ts'
import { ownFile } from '../package.ts'
import { codeOf, idOf, isStandIn } from './client-stand-in.ts'
import { findUses, showUses } from './client-uses.ts'
import { rendersClients } from './vite-rsc.ts'

/** `afterword` and its entries; but a library that was compiled must run in a browser too. */
const OWN = /^afterword(?:\/(?!(?:\w+\/)?compiled$|package\.json$).+)?$/

/** What Vite resolves to where a package is not installed, or is one of Node's. */
const MISSING = /^\0?__vite-(?:optional-peer-dep|browser-external)/

/** Filters are said twice: before Vite 6.3 nobody reads them. */
export function client({ sources }: ResolvedOptions): Plugin {
  const others = sources.filter((source) => source !== 'afterword')
  const names = [OWN, ...others.map(exactly)]
  let root = process.cwd()
  return {
    name: 'afterword:client',
    enforce: 'pre',
    applyToEnvironment: (environment) =>
      environment.config.consumer === 'client' || rendersClients(environment),
    configResolved(config) {
      root = config.root
    },
    resolveId: {
      filter: { id: names },
      async handler(source, importer, options) {
        if (!names.some((each) => each.test(source))) return null
        const found = await this.resolve(source, importer, { ...options, skipSelf: true })
        const isOwn = OWN.test(source)
        const isThere = found !== null && !MISSING.test(found.id)
        if (found?.external || (isThere && !isOwn)) return found
        const isMain = !isOwn || source === 'afterword'
        if (!isMain && !isThere) return found
        const { mode, config } = this.environment
        // What is rendered to HTML is loaded by a browser too, and looked at there.
        if (mode !== 'build' || config.consumer === 'server' || !importer)
          return isMain ? ownFile('runtime/client') : found
        const file = isMain ? null : (found?.id ?? null)
        return idOf({ source, importer, file })
      },
    },
    load: {
      filter: { id: /^\0afterword:client\// },
      handler: (id) => (isStandIn(id) ? codeOf(id) : null),
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === 'chunk')
      if (!chunks.some(({ moduleIds }) => moduleIds.some(isStandIn))) return
      const uses = findUses(chunks, (id) => this.getModuleInfo(id))
      if (uses.length > 0) throw new UserError('in-client-chunk', { uses: showUses(uses, root, sources) })
    },
  }
}

const exactly = (source: string): RegExp => new RegExp(`^${source.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`)
