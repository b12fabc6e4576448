/**
 * `afterword/vite`, for Vite 6 and newer: by environment. What a server runs is compiled, be it called `ssr`, `rsc` or `worker`; what a
 * browser runs, or the `ssr` beside an `rsc`, gets the client's stand-in instead of the runtime, and a build error for what would only work on a server.
 */
import { type Options, resolveOptions } from '../options.ts'
import { client } from './client.ts'
import { components } from './components.ts'
import type { NamedPlugin } from './plugins.ts'
import { unplugin } from './unplugin.ts'
import { rsc } from './vite-rsc.ts'
import { server } from './vite-server.ts'
import { vitest } from './vitest.ts'

export type { Options } from '../options.ts'

/**
 * @param options as for every engine. Packages that `include` names by a text (`'node_modules/hono/'`) are made part of the server
 * environments, which leave packages to Node otherwise. One that a regular expression names must be listed in `ssr.noExternal` (or in
 * `resolve.noExternal` of its environment) by hand: no name can be read from it. Web workers are built with plugins of their own: list this
 * one in `worker.plugins` too, and an `after` in them is found when they are built, not when it is called.
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) when Vite reads its configuration
 */
export default function afterword(options?: Options): NamedPlugin[] {
  const resolved = resolveOptions(options)
  return [
    unplugin.vite(options),
    rsc(),
    server(options),
    components(options),
    vitest(resolved),
    client(resolved),
  ].flat()
}
