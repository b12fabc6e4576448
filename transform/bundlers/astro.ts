/**
 * `afterword/astro`: an integration, for astro.config.
 *
 *     export default defineConfig({ integrations: [afterword()] })
 */
import { type Options, resolveOptions } from '../options.ts'
import type { NamedPlugin } from './plugins.ts'
import vite from './vite.ts'

export type { Options } from '../options.ts'

interface Setup {
  updateConfig(config: { vite: { plugins: NamedPlugin[] } }): unknown
  addMiddleware(middleware: { entrypoint: string; order: 'pre' }): void
}

/**
 * Compiles what the server runs of the project (pages, components, endpoints, actions), with what of Astro awaits between them. And opens the scope
 * of each request, by a middleware in front of all others.
 * @param options as for every engine
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION)
 */
export default function afterword(options?: Options): {
  name: string
  hooks: { 'astro:config:setup'(setup: Setup): void }
} {
  resolveOptions(options)
  return {
    name: 'afterword',
    hooks: {
      'astro:config:setup'({ updateConfig, addMiddleware }) {
        updateConfig({ vite: { plugins: vite(options) } })
        addMiddleware({ entrypoint: 'afterword/astro/middleware', order: 'pre' })
      },
    },
  }
}
