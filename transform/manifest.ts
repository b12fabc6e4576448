/**
 * `virtual:afterword/jobs`: the modules of a project that hold durable tasks. A worker imports it, for a job is known once its module is
 * evaluated.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { JobPlan } from './analyze/index.ts'
import { findSources } from './check/sources.ts'
import { analyzeSource } from './compile.ts'
import { isCompiled, nameOf } from './files.ts'
import { isInModulePackage } from './module-type.ts'
import { type Options, resolveOptions } from './options.ts'
import { languageOf, sourceTypeOf } from './parse.ts'

export const JOBS = 'virtual:afterword/jobs'

/** A file whose durable tasks are compiled to jobs. */
export interface JobFile {
  /** Its absolute path. */
  file: string
  jobs: readonly JobPlan[]
}

export interface Jobs {
  /** In order of their paths. */
  files: JobFile[]
  /** Absolute paths of all that was looked at: any of them may get a first job. */
  sources: readonly string[]
}

export function findJobs(root: string, given: Options = {}): Jobs {
  const options = resolveOptions(given, root)
  const { files: sources } = findSources(root)
  const files = sources.flatMap((file): JobFile[] => {
    const code = readFileSync(file, 'utf8')
    // Most files are told by their text.
    if (!/\bdurable\b/.test(code)) return []
    const name = nameOf(file, root)
    const language = languageOf(file)
    if (!language || !isCompiled(file, name, code, options)) return []
    const sourceType = sourceTypeOf(file) ?? 'unambiguous'
    const inModulePackage = (): boolean => isInModulePackage(file)
    try {
      const { plan } = analyzeSource({ code, name, language, sourceType, inModulePackage }, options)
      return plan.jobs.length > 0 ? [{ file, jobs: plan.jobs }] : []
    } catch {
      // What cannot be parsed is said where it is compiled.
      return []
    }
  })
  return { files, sources }
}

/** The folders of files: a new file appears in one of them. */
export const foldersOf = (files: readonly string[]): string[] => [...new Set(files.map(path.dirname))]

type SpecifierOf = (file: string) => string

/** A module that evaluates each of them. @param specifierOf how a file is imported there */
export const importsOf = (files: readonly JobFile[], specifierOf: SpecifierOf): string =>
  `${files.map(({ file }) => `import ${JSON.stringify(specifierOf(file))}\n`).join('')}export {}\n`

/**
 * The same for who drops an import by which nothing is named, where a package says `sideEffects: false`: what the module does names all of them.
 */
export const keptImportsOf = (files: readonly JobFile[], specifierOf: SpecifierOf): string =>
  [
    ...files.map(({ file }, index) => `import * as jobs${index} from ${JSON.stringify(specifierOf(file))}\n`),
    `globalThis[Symbol.for('afterword.jobs')] = [${files.map((_, index) => `jobs${index}`).join(', ')}]\n`,
  ].join('')
