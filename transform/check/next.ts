/** Which files belong to an application of Next? By the nearest `package.json`. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export function createIsServedByNext(): (file: string) => boolean {
  const known = new Map<string, boolean>()
  const isServed = (folder: string): boolean => {
    const before = known.get(folder)
    if (before !== undefined) return before
    const manifest = path.join(folder, 'package.json')
    const above = path.dirname(folder)
    const answer = existsSync(manifest) ? names(manifest) : above !== folder && isServed(above)
    known.set(folder, answer)
    return answer
  }
  return (file) => isServed(path.dirname(file))
}

function names(manifest: string): boolean {
  try {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(readFileSync(manifest, 'utf8'))
    return [dependencies, devDependencies, peerDependencies].some((each) => each?.next !== undefined)
  } catch {
    return false
  }
}
