/**
 * `afterword/vite`, for Vite 6 and newer: by environment. What a server runs is compiled, be it called `ssr`, `rsc` or `worker`; what a
 * browser runs, or the `ssr` beside an `rsc`, gets the client's stand-in instead of the runtime, and a build error for what would only work on a server.
 */
import type { DevtoolsOptions } from '../../runtime/devtools/index.ts'
import { type Options, resolveOptions } from '../options.ts'
import { client } from './client.ts'
import { components } from './components.ts'
import type { NamedPlugin } from './plugins.ts'
import { unplugin } from './unplugin.ts'
import { devtools } from './vite-devtools.ts'
import { rsc } from './vite-rsc.ts'
import { server } from './vite-server.ts'
import { vitest } from './vitest.ts'

export type { Options } from '../options.ts'

export interface ViteOptions extends Options {
  /** The page `/_after` of the development server: its options, or `false` for none. Default: it is there. */
  readonly devtools?: boolean | DevtoolsOptions | undefined
}

/**
 * @param given as for every engine. Packages that `include` names by a text (`'node_modules/hono/'`) are made part of the server
 * environments, which leave packages to Node otherwise. One that a regular expression names must be listed in `ssr.noExternal` (or in
 * `resolve.noExternal` of its environment) by hand: no name can be read from it. Web workers are built with plugins of their own: list this
 * one in `worker.plugins` too, and an `after` in them is found when they are built, not when it is called.
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) when Vite reads its configuration
 */
export default function afterword(given?: ViteOptions): NamedPlugin[] {
  const { page, options } = splitOptions(given)
  const resolved = resolveOptions(options)
  return [
    unplugin.vite(options),
    rsc(),
    server(options),
    components(options),
    vitest(resolved),
    client(resolved),
    devtools(page),
  ].flat()
}

/** The page is Vite's alone; all else is every engine's. What is no object is theirs to refuse. */
function splitOptions(given: ViteOptions | undefined): {
  page?: ViteOptions['devtools']
  options: Options | undefined
} {
  if (given === null || typeof given !== 'object' || !('devtools' in given)) return { options: given }
  const { devtools: page, ...options } = given
  return { page, options }
}
