/** What `package.json` says: `"afterword": { "include": … }` in the nearest one of the working directory. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { UserError } from './diagnostics/diagnostic.ts'
import { type Options, resolveOptions } from './options.ts'

export interface Settings {
  /** The folder of that `package.json`: names of files are relative to it. Without one: the working directory. */
  root: string
  options: Options
}

/** @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION) for an option that no engine has, or a file that cannot be read as JSON */
export function readSettings(directory: string): Settings {
  const root = findUp(directory, 'package.json')
  if (root === null) return { root: directory, options: {} }
  const file = path.join(root, 'package.json')
  try {
    const options = readManifest(file).afterword ?? {}
    resolveOptions(options, root)
    return { root, options }
  } catch (error) {
    if (error instanceof UserError) error.message = `${file}: ${error.message}`
    throw error
  }
}

/** The nearest folder, from `directory` upwards, that holds `name`. */
export function findUp(directory: string, name: string): string | null {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, name))) return folder
    if (path.dirname(folder) === folder) return null
  }
}

function readManifest(file: string): { afterword?: Options } {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) ?? {}
  } catch (error) {
    throw new UserError('bad-plugin-option', {
      problem: `The file cannot be read: ${(error as Error).message}.`,
      expected: 'Mend it: options stand in its field "afterword".',
    })
  }
}
