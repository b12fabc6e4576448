/**
 * `afterword/bun`: for `Bun.build({ plugins: [afterword()] })`, and for Bun without a build, by a file that is preloaded:
 *
 *     Bun.plugin(afterword())
 */
import { UserError } from '../diagnostics/diagnostic.ts'
import { type Options, resolveOptions } from '../options.ts'
import { setupBuild } from './bun-build.ts'
import type { BunBuilder } from './bun-builder.ts'
import { setupRuntime } from './bun-runtime.ts'

export type { Options } from '../options.ts'

export interface BunPlugin {
  name: string
  setup(build: BunBuilder): void | Promise<void>
}

/** @throws UserError (AFTERWORD_NOT_IN_BUN) in any other runtime; (AFTERWORD_BAD_PLUGIN_OPTION) */
export default function afterword(options?: Options): BunPlugin {
  if (!process.versions.bun) throw new UserError('not-in-bun', {})
  resolveOptions(options)
  const plugin: BunPlugin = {
    name: 'afterword',
    setup: (build) => (build.config ? setupBuild(build, plugin, options) : setupRuntime(build, options)),
  }
  return plugin
}
