/** Which files are there to check? */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { languageOf } from '../parse.ts'
import { readConfig } from './config.ts'
import { createIgnored } from './ignored.ts'

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

/**
 * The sources below a folder: none of packages, of builds, of hidden folders, no tests and no declarations. A build is what a tsconfig or a
 * .gitignore names, too.
 */
export function findSources(folder: string): Sources {
  const found: Sources = { files: [], pages: [] }
  const ignored = createIgnored(folder)
  const written = new Set<string>()
  const enter = (at: string): void => {
    for (const each of writtenBy(at)) if (each !== folder) written.add(each)
    ignored.enter(at)
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
          (isPackage && BUILT.has(name)) ||
          written.has(file) ||
          ignored.has(file)
        if (!skipped) enter(file)
      } else if (name === 'index.html') found.pages.push(file)
      else if (entry.isFile() && path.extname(name) !== '' && languageOf(name) && !TEST.test(name))
        found.files.push(file)
    }
  }
  enter(folder)
  return found
}

/** The folders that the compiler writes, by the files of a folder that are called tsconfig. One that writes beside its sources writes none. */
function writtenBy(folder: string): string[] {
  const configs = readdirSync(folder).filter((each) => /^[tj]sconfig(?:\.[\w-]+)*\.json$/.test(each))
  return configs
    .flatMap((each) => readConfig(path.join(folder, each)).written)
    .filter((each) => each !== folder && !folder.startsWith(each + path.sep))
}
