/** The server's environments of Vite: what is compiled must be there to compile, and what it imports must be the real runtime. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'
import { type Options, resolveOptions } from '../options.ts'
import { ownFile } from '../package.ts'
import { findPresets, withPresets } from '../presets.ts'
import { rendersClients } from './vite-rsc.ts'

const STAND_IN = /[\\/]runtime[\\/]client\.js$/

export function server(options: Options | undefined): Plugin {
  let inside: Inside = { names: [], all: [] }
  return {
    name: 'afterword:server',
    enforce: 'pre',
    async config({ root = process.cwd(), plugins }) {
      const packages = findPresets(options, root, await namesOf(plugins))
      const { include } = resolveOptions(withPresets(options ?? {}, packages))
      inside = findInside(include, root)
    },
    applyToEnvironment: (environment) =>
      environment.config.consumer === 'server' && !rendersClients(environment),
    configEnvironment(name, { consumer = name === 'client' ? 'client' : 'server' }) {
      if (consumer === 'client') return null
      // What is compiled may lie in a package that does not depend on ours, and what Node imports by itself is looked for from there.
      const dedupe = ['afterword']
      if (inside.all.length === 0) return { resolve: { dedupe } }
      return {
        resolve: { noExternal: inside.all, dedupe },
        // What an environment bundles before it serves it would not pass through any plugin.
        optimizeDeps: { exclude: inside.names },
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

/** What stays in a server environment: packages by their names, and beside them patterns for all of a scope. */
interface Inside {
  names: string[]
  all: (string | RegExp)[]
}

/** A list of plugins may hold lists, and promises of them. */
async function namesOf(plugins: unknown): Promise<string[]> {
  const found = await plugins
  if (Array.isArray(found)) return (await Promise.all(found.map(namesOf))).flat()
  const { name } = (found ?? {}) as { name?: unknown }
  return typeof name === 'string' ? [name] : []
}

/** `hono` of `node_modules/hono/`, `@hono/node-server` of `node_modules/@hono/node-server/dist`, all of `@hono/` of `node_modules/@hono/`. */
function findInside(patterns: readonly (string | RegExp)[], root: string): Inside {
  const inside: Inside = { names: [], all: [] }
  for (const pattern of patterns) {
    if (typeof pattern !== 'string') continue
    const text = pattern.replaceAll('\\', '/')
    const [, scope, name] = /^(?:.*\/)?node_modules\/(@[^/]+)?\/?([^@/][^/]*)?/.exec(text) ?? []
    if (scope && !name) {
      inside.all.push(new RegExp(`^${scope}/`))
      inside.names.push(...findScope(scope, root))
    } else if (name) {
      const whole = scope ? `${scope}/${name}` : name
      inside.all.push(whole)
      inside.names.push(whole)
    }
  }
  return inside
}

/** What is installed of a scope, in `node_modules` of the root and of the folders above: to bundle nothing ahead is said name by name. */
function findScope(scope: string, root: string): string[] {
  const names: string[] = []
  for (let folder = path.resolve(root); ; folder = path.dirname(folder)) {
    const found = path.join(folder, 'node_modules', scope)
    if (existsSync(found)) names.push(...readdirSync(found).map((each) => `${scope}/${each}`))
    if (path.dirname(folder) === folder) return names
  }
}
