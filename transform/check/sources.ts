/** Which files are there to check? */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { languageOf } from '../parse.ts'

/** What a build has written: beside a `package.json`, for a folder of the sources may have the same name. */
const BUILT = new Set(['dist', 'build', 'out', 'output', 'coverage', 'target'])
const TESTS = /^(?:__tests__|__mocks__|__fixtures__)$/
const TEST = /[.-](?:test|spec|stories|bench)\.[cm]?[jt]sx?$|\.d(?:\.\w+)?\.[cm]?ts$/

export interface Sources {
  /** Absolute paths, in order. */
  files: string[]
  /** Pages: what their scripts load runs in a browser. */
  pages: string[]
}

/** The sources below a folder: none of packages, of builds, of hidden folders, no tests and no declarations. */
export function findSources(folder: string): Sources {
  const found: Sources = { files: [], pages: [] }
  const enter = (at: string): void => {
    const entries = readdirSync(at, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    const isPackage = entries.some(({ name }) => name === 'package.json')
    for (const entry of entries) {
      const { name } = entry
      const file = path.join(at, name)
      if (entry.isDirectory()) {
        const skipped =
          name === 'node_modules' ||
          name.startsWith('.') ||
          TESTS.test(name) ||
          (isPackage && BUILT.has(name))
        if (!skipped) enter(file)
      } else if (name === 'index.html') found.pages.push(file)
      else if (entry.isFile() && path.extname(name) !== '' && languageOf(name) && !TEST.test(name))
        found.files.push(file)
    }
  }
  enter(folder)
  return found
}
