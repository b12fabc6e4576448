/** The server's environments of Vite: what is compiled must be there to compile, and what it imports must be the real runtime. */
import type { Plugin } from 'vite'
import type { ResolvedOptions } from '../options.ts'
import { ownFile } from '../package.ts'
import { rendersClients } from './vite-rsc.ts'

const STAND_IN = /[\\/]runtime[\\/]client\.js$/

export function server({ include }: ResolvedOptions): Plugin {
  const packages = include.map(packageOf).filter((name) => name !== null)
  return {
    name: 'afterword:server',
    enforce: 'pre',
    applyToEnvironment: (environment) =>
      environment.config.consumer === 'server' && !rendersClients(environment),
    configEnvironment(name, { consumer = name === 'client' ? 'client' : 'server' }) {
      if (consumer === 'client') return null
      // What is compiled may lie in a package that does not depend on ours, and what Node imports by itself is looked for from there.
      const dedupe = ['afterword']
      if (packages.length === 0) return { resolve: { dedupe } }
      return {
        resolve: { noExternal: packages, dedupe },
        // What an environment bundles before it serves it would not pass through any plugin.
        optimizeDeps: { exclude: packages },
      }
    },
    resolveId: {
      filter: { id: /^afterword$/ },
      async handler(source, importer, options) {
        // Said twice: before Vite 6.3 nobody reads filters.
        if (source !== 'afterword') return null
        const found = await this.resolve(source, importer, { ...options, skipSelf: true })
        // Where `ssr.target` is 'webworker', Vite resolves a server's imports as a browser's.
        return found && STAND_IN.test(found.id) ? { ...found, id: ownFile('runtime/index') } : found
      },
    },
  }
}

/** `hono` of `node_modules/hono/`, `@hono/node-server` of `node_modules/@hono/node-server/dist`. */
function packageOf(pattern: string | RegExp): string | null {
  if (typeof pattern !== 'string') return null
  const [, name] = /^(?:.*[\\/])?node_modules[\\/]((?:@[^\\/]+[\\/])?[^@\\/][^\\/]*)/.exec(pattern) ?? []
  return name?.replaceAll('\\', '/') ?? null
}
