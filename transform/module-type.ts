/** What the nearest `package.json` says of a file whose own syntax and extension say nothing. */
import { readFileSync } from 'node:fs'
import path from 'node:path'

/** By folder. A build that runs on while the field is changed reads it once. */
const known = new Map<string, boolean>()

/** Whether a `.js` or `.ts` beside or below that `package.json` is a module: `"type": "module"`. */
export const isInModulePackage = (filename: string): boolean =>
  path.isAbsolute(filename) && isModuleFolder(path.dirname(filename))

function isModuleFolder(folder: string): boolean {
  const before = known.get(folder)
  if (before !== undefined) return before
  const type = typeIn(folder)
  const above = path.dirname(folder)
  const answer =
    type === undefined && above !== folder && path.basename(folder) !== 'node_modules'
      ? isModuleFolder(above)
      : type === 'module'
  known.set(folder, answer)
  return answer
}

/** Undefined where there is no such file; a package without the field is CommonJS. */
function typeIn(folder: string): string | null | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))?.type ?? null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : null
  }
}
