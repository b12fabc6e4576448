/** Where the names of this package lead in Bun, in a build and without one. */
import path from 'node:path'
import MagicString from 'magic-string'
import { parseSync } from 'oxc-parser'
import { findJobs, JOBS, keptImportsOf } from '../manifest.ts'
import type { Options } from '../options.ts'
import type { BunBuilder } from './bun-builder.ts'
import { HELPERS, isInstalled, OWN_NAMES, ownTarget, PACKAGES } from './own-names.ts'

const JOBS_OF = 'afterword-jobs'

/** Bun drops an import by which nothing is named where a package says `sideEffects: false`, whatever a plugin says of it. */
export const jobsInBun = (options: Options | undefined): string =>
  keptImportsOf(findJobs(process.cwd(), options).files, (file) => file)

/** `virtual:afterword/jobs` in a build. */
export function resolveJobs(build: BunBuilder, options: Options | undefined): void {
  build.onResolve({ filter: /^virtual:afterword\/jobs$/ }, () => ({ path: JOBS, namespace: JOBS_OF }))
  build.onLoad({ filter: /./, namespace: JOBS_OF }, () => ({ contents: jobsInBun(options), loader: 'js' }))
}

export function resolveOwn(build: BunBuilder): void {
  const { external = [], packages, conditions } = build.config ?? {}
  const isOutside = packages === 'external' || external.some((each) => /^afterword\b|^\*$/.test(each))
  const named = typeof conditions === 'string' ? [conditions] : conditions
  build.onResolve({ filter: OWN_NAMES }, ({ path: source, importer }) => {
    if (isOutside && isInstalled(source, process.cwd())) return undefined
    const isOurs = HELPERS.test(source) && !PACKAGES.test(importer)
    if (!isOutside && !isOurs && isInstalled(source, path.dirname(importer))) return undefined
    const target = ownTarget(source, named)
    return target === null ? undefined : { path: target }
  })
}

/**
 * Without a build, Bun asks no plugin where an import leads: a file that cannot see this package imports its files by their paths.
 * @param file that was compiled to `code`
 */
export function locateOwn(code: string, file: string): string {
  if (isInstalled('afterword/compiled', path.dirname(file))) return code
  const { staticImports } = parseSync(file, code, { sourceType: 'module' }).module
  const text = new MagicString(code)
  for (const { moduleRequest } of staticImports) {
    const target = OWN_NAMES.test(moduleRequest.value) ? ownTarget(moduleRequest.value) : null
    if (target !== null) text.update(moduleRequest.start, moduleRequest.end, JSON.stringify(target))
  }
  return text.toString()
}

/** As an import in a folder is resolved. */
export const resolveInBun = (source: string, folder: string): string => Bun.resolveSync(source, folder)

/** What is used of Bun, whose types are there only where Bun is. */
declare const Bun: { resolveSync(source: string, folder: string): string }
