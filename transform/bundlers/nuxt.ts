/**
 * `afterword/nuxt`: a module, for nuxt.config.
 *
 *     export default defineNuxtConfig({ modules: ['afterword/nuxt'] })
 */
import { type Options, resolveOptions } from '../options.ts'
import { ownFile } from '../package.ts'
import { findPresets, tellPresets } from '../presets.ts'
import { ofProject } from './file.ts'
import rollup from './rollup.ts'
import vite from './vite.ts'

export type { Options } from '../options.ts'

/** Of Nitro's configuration, what is added to. */
interface NitroConfig {
  plugins?: string[]
  externals?: { inline?: unknown[] }
  rollupConfig?: { plugins?: unknown }
}

interface Nuxt {
  readonly options: {
    readonly rootDir: string
    readonly afterword?: Options
    readonly vite: { plugins?: unknown }
  }
  hook(name: 'nitro:config', added: (config: NitroConfig) => void): unknown
}

/** As Vite would call one of Nuxt's plugins: what the project's own package.json may not say. */
const NUXT = 'nuxt:'

/**
 * Compiles what the server runs of the project (pages, components, plugins, routes of the server), with what of Nuxt awaits between them, and opens the
 * scope of each request, by a plugin of Nitro's.
 * @param inline as for every engine: `modules: [['afterword/nuxt', { … }]]`, or `afterword: { … }` beside `modules`
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION)
 */
export default function afterword(inline: Options | undefined, nuxt: Nuxt): void {
  const { rootDir, vite: config } = nuxt.options
  const given = { ...nuxt.options.afterword, ...inline }
  resolveOptions(given)
  // Nuxt's Vite says little of what it is told.
  const packages = findPresets(given, rootDir, [NUXT])
  tellPresets(packages, (line) => console.info(line))
  const options = ofProject(given, { root: rootDir, plugins: [NUXT] })
  config.plugins = [vite(options), config.plugins ?? []]
  nuxt.hook('nitro:config', (nitro) => {
    nitro.plugins = [ownFile('runtime/hosts/nuxt'), ...(nitro.plugins ?? [])]
    nitro.rollupConfig = {
      ...nitro.rollupConfig,
      plugins: [rollup(options), nitro.rollupConfig?.plugins ?? []],
    }
    // What Nitro leaves to Node is not compiled.
    const inside = [...(nitro.externals?.inline ?? []), 'afterword', ...packages]
    nitro.externals = { ...nitro.externals, inline: inside }
  })
}

Object.assign(afterword, { getMeta: () => ({ name: 'afterword', configKey: 'afterword' }) })
