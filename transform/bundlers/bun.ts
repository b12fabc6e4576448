/**
 * `afterword/bun`: for `Bun.build({ plugins: [afterword()] })`, and for Bun without a build, by a file that is preloaded:
 *
 *     Bun.plugin(afterword())
 */
import { UserError } from '../diagnostics/diagnostic.ts'
import { type BunBuilder, setupRuntime } from './bun-runtime.ts'
import { type Options, unplugin } from './unplugin.ts'

export type { Options } from './unplugin.ts'

export interface BunPlugin {
  name: string
  setup(build: BunBuilder): void | Promise<void>
}

/** @throws UserError (AFTERWORD_NOT_IN_BUN) in any other runtime; (AFTERWORD_BAD_PLUGIN_OPTION) */
export default function afterword(options?: Options): BunPlugin {
  if (!process.versions.bun) throw new UserError('not-in-bun', {})
  const plugin: BunPlugin = unplugin.bun(options)
  return {
    name: plugin.name,
    setup: (build) => (build.config ? plugin.setup(build) : setupRuntime(build, options)),
  }
}
