/** How files are called, and which of them are compiled. */
import path from 'node:path'
import { isSelected, type ResolvedOptions } from './options.ts'
import { isOwnCode } from './package.ts'

/** As places and messages call a file: relative to the root of the build, with slashes. */
export const nameOf = (filename: string, root: string): string =>
  path.relative(root, filename).replaceAll('\\', '/')

/** Whether a file is compiled at all: no part of our own runtime, and one of those that the options select. */
export function isCompiled(filename: string, name: string, code: string, options: ResolvedOptions): boolean {
  return (
    !isOwnCode(filename, code) &&
    isSelected(name.startsWith('../') ? filename.replaceAll('\\', '/') : name, options)
  )
}
