/**
 * In Vitest a module of Next's that our names come from (R15) is one with ours: whoever imports it gets the same module, so that
 * `vi.mock('next/server')` in any file reaches all of them, be Next installed or not. What is compiled keeps its imports as they are.
 *
 *     export * from '…/node_modules/next/server.js'
 *     export * from '…/afterword/dist/runtime/next/server.js'
 */
import type { Plugin } from 'vite'
import type { ResolvedOptions } from '../options.ts'
import { ownFile } from '../package.ts'

const MODULES = /^(?:afterword\/)?(next\/(?:server|headers))(?:\.js)?$/
const PREFIX = '\0afterword:'
const PACKAGES = /[\\/]node_modules[\\/]/

export const isVitest = (plugins: readonly { name: string }[]): boolean =>
  plugins.some(({ name }) => /^vitest(?::|$)/.test(name))

export function vitest({ sources }: ResolvedOptions): Plugin {
  let runs = false
  /** Next's own files, by their names; null where Next is not installed. */
  const own = new Map<string, string | null>()
  return {
    name: 'afterword:vitest',
    enforce: 'pre',
    applyToEnvironment: ({ config }) => config.consumer === 'server',
    configResolved({ plugins }) {
      runs = isVitest(plugins)
    },
    resolveId: {
      filter: { id: MODULES },
      async handler(source, importer, options) {
        const [, name = ''] = MODULES.exec(source) ?? []
        if (!runs || !sources.includes(name)) return null
        // What Next's own packages import is theirs.
        if (!source.startsWith('afterword/') && importer && PACKAGES.test(importer)) return null
        if (!own.get(name)) {
          const found = await this.resolve(`${name}.js`, importer, { ...options, skipSelf: true })
          own.set(name, found && !found.external ? found.id : null)
        }
        return PREFIX + name
      },
    },
    load: {
      // Said twice: before Vite 6.3 nobody reads filters.
      filter: { id: /^\0afterword:next\// },
      handler(id) {
        if (!id.startsWith(PREFIX)) return null
        const name = id.slice(PREFIX.length)
        const real = own.get(name)
        const names = name === 'next/server' ? 'after, unstable_after' : 'headers, cookies'
        // What is exported by its name goes before what a star has.
        return [
          ...(real ? [`export * from ${JSON.stringify(real)}`] : []),
          `export { ${names} } from ${JSON.stringify(ownFile(`runtime/${name}`))}`,
        ].join('\n')
      },
    },
  }
}
