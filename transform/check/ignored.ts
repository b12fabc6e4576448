/** Which folders does a .gitignore name? What is written there is no source. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface Ignored {
  /** Reads the .gitignore of a folder. */
  enter(folder: string): void
  has(folder: string): boolean
}

/** Those of the project below `root`, and of the repository around it unless they leave out the project itself. */
export function createIgnored(root: string): Ignored {
  const rules: { base: string; pattern: RegExp; again: boolean }[] = []
  const enter = (folder: string): void => {
    const file = path.join(folder, '.gitignore')
    if (!existsSync(file)) return
    for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
      const pattern = toPattern(line.trim())
      if (pattern) rules.push({ base: folder + path.sep, pattern, again: line.startsWith('!') })
    }
  }
  const has = (folder: string): boolean => {
    let is = false
    for (const { base, pattern, again } of rules)
      if (folder.startsWith(base) && pattern.test(folder.slice(base.length).replaceAll('\\', '/')))
        is = !again
    return is
  }
  const around = foldersAround(root)
  around.forEach(enter)
  if ([...around, root].some(has)) rules.length = 0
  return { enter, has }
}

/** From the root of the repository down to the folder around the project; none where there is no repository. */
function foldersAround(root: string): string[] {
  const found: string[] = []
  for (let each = root; !existsSync(path.join(each, '.git')); ) {
    const parent = path.dirname(each)
    if (parent === each) return []
    found.unshift(parent)
    each = parent
  }
  return found
}

/** A line that may name a folder, `/dist`, `out/`, `*.generated`, as a pattern for paths below the folder of its file. */
function toPattern(line: string): RegExp | null {
  const text = line.replace(/^!/, '').replace(/\/+$/, '')
  if (text === '' || text.startsWith('#') || text.includes('[')) return null
  const parts = text.replace(/^\//, '').split('/')
  const source = parts.map((part) => {
    if (part === '**') return '.*'
    const plain = part.replace(/[.+^${}()|\\]/g, '\\$&')
    return plain.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')
  })
  const anywhere = text.includes('/') ? '' : '(?:.*/)?'
  return new RegExp(`^${anywhere}${source.join('/').replaceAll('.*/', '(?:.*/)?')}$`)
}
