/**
 * `virtual:afterword/jobs`: the modules of a project that hold durable tasks. A worker imports it, for a job is known once its module is
 * evaluated.
 */
import { readFileSync } from 'node:fs'
import { findSources } from './check/sources.ts'
import { analyzeSource } from './compile.ts'
import { isCompiled, nameOf } from './files.ts'
import { isInModulePackage } from './module-type.ts'
import { type Options, resolveOptions } from './options.ts'
import { languageOf, sourceTypeOf } from './parse.ts'

export const JOBS = 'virtual:afterword/jobs'

/** @returns absolute paths, in order, of the files below `root` whose durable tasks are compiled to jobs */
export function findJobFiles(root: string, given: Options = {}): string[] {
  const options = resolveOptions(given, root)
  return findSources(root).files.filter((file) => {
    const code = readFileSync(file, 'utf8')
    // Most files are told by their text.
    if (!/\bdurable\b/.test(code)) return false
    const name = nameOf(file, root)
    const language = languageOf(file)
    if (!language || !isCompiled(file, name, code, options)) return false
    const sourceType = sourceTypeOf(file) ?? 'unambiguous'
    const inModulePackage = (): boolean => isInModulePackage(file)
    try {
      const { plan } = analyzeSource({ code, name, language, sourceType, inModulePackage }, options)
      return plan.jobs.length > 0
    } catch {
      // What cannot be parsed is said where it is compiled.
      return false
    }
  })
}

/** A module that evaluates each of them. @param specifierOf how a file is imported there */
export const importsOf = (files: readonly string[], specifierOf: (file: string) => string): string =>
  `${files.map((file) => `import ${JSON.stringify(specifierOf(file))}\n`).join('')}export {}\n`
