/**
 * `node --import afterword/register app.ts`: compiles what Node loads, in memory, and keeps it in `node_modules/.cache/afterword`.
 *
 *     Node reads app.ts  →  an inserted word here and there, no line moved  →  Node strips the types and runs it
 *
 * Options stand in the field "afterword" of the project's `package.json`.
 */
import module, { register } from 'node:module'
import { UserError } from './diagnostics/diagnostic.ts'
import { isCompiled, nameOf } from './files.ts'
import { assertNode } from './node.ts'
import { namesPackages, resolveOptions } from './options.ts'
import { findPresets, tellPresets, withPresets } from './presets.ts'
import { installCommonJS, installResolve } from './register/commonjs.ts'
import { createCompiler } from './register/compile.ts'
import { installHooks } from './register/hooks.ts'
import { readSettings, type Settings } from './settings.ts'

try {
  assertNode()
  start(readSettings(process.cwd()))
} catch (error) {
  if (!(error instanceof UserError)) throw error
  console.error(`afterword: ${error.message}`)
  process.exit(1)
}

function start(settings: Settings): void {
  const { root, options } = settings
  const packages = findPresets(options, root)
  tellPresets(packages, console.error)
  const resolved = resolveOptions(withPresets(options, packages), root)
  enableSourceMaps(namesPackages(resolved))
  // For the message of a call that has lost its request: it blames nobody who is compiled.
  Reflect.set(globalThis, Symbol.for('afterword.selects.v1'), (file: string) =>
    isCompiled(file, nameOf(file, root), '', resolved),
  )
  const compile = createCompiler(settings)
  const passed = new Map<string, string>()
  installCommonJS(compile, passed)
  if ('registerHooks' in module) return installHooks(compile, passed, settings)
  installResolve()
  register('afterword/register/worker', { parentURL: import.meta.url, data: settings })
}

/** Stack traces name what was written, also without a flag. Nothing is looked up before somebody reads a stack. */
function enableSourceMaps(packages: boolean): void {
  if (!('setSourceMapsSupport' in module)) return process.setSourceMapsEnabled(true)
  if (!module.getSourceMapsSupport().enabled) module.setSourceMapsSupport(true, { nodeModules: packages })
}
