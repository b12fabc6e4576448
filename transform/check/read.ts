/** The files of a project, read once: what is wrong in each of them, what it loads, and whether it may call `after()`. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { leaveTooDeep, type PlannedDiagnostic } from '../analyze/index.ts'
import { type Analyzed, analyzeSource, type Source } from '../compile.ts'
import { type Diagnostic, toDiagnostic, UserError } from '../diagnostics/diagnostic.ts'
import { isCompiled, nameOf } from '../files.ts'
import type { ResolvedOptions } from '../options.ts'
import { isOwnCode } from '../package.ts'
import { languageOf, sourceTypeOf, TooDeep } from '../parse.ts'
import { findRequests, type Resolve } from './imports.ts'
import type { FoundJob } from './jobs.ts'
import { type Draft, draft } from './units.ts'

export interface Project {
  files: number
  /** By the path of the file. */
  drafts: Map<string, Draft>
  /** Durable tasks of what is compiled. */
  jobs: FoundJob[]
  diagnostics: Diagnostic[]
}

export interface Settings {
  /** The folder that messages name files from. */
  base: string
  /** The one that `include` and `exclude` do. */
  root: string
  options: ResolvedOptions
  resolve: Resolve
  /** Modules that pages load, with the name of the page. */
  scripts: ReadonlyMap<string, string>
}

/**
 * Imports are read before their importer, so that it is known by then whether they lead to an `after()`: no tree is kept for that, and no file
 * is parsed twice.
 *
 * @param roots absolute paths; what they import is read as well, wherever it lies, but no packages
 * @param wanted 'above': drafts of those files only that may reach an `after()`
 */
export function readProject(
  roots: readonly string[],
  { base, root, options, resolve, scripts }: Settings,
  wanted: 'above' | 'all',
): Project {
  const drafts = new Map<string, Draft>()
  const diagnostics: Diagnostic[] = []
  const jobs: FoundJob[] = []
  const refused: { file: string; diagnostic: Diagnostic; gives: boolean }[] = []
  const imported = new Set<string>()
  /** Whether a file may reach an `after()`. One that is being read may, as far as a circle of imports knows. */
  const reaches = new Map<string, boolean>()

  const read = (file: string): boolean => {
    const known = reaches.get(file)
    if (known !== undefined) return known
    reaches.set(file, true)
    const found = readFile(file)
    reaches.set(file, found)
    return found
  }

  const readFile = (file: string): boolean => {
    const name = nameOf(file, base)
    const source = readSource(file, name)
    if ('sourceType' in source && isOwnCode(file, source.code)) return false
    const analyzed = 'sourceType' in source ? tryAnalyze(source, options) : source
    if (!('sourceType' in source) || 'level' in analyzed) {
      const gives = 'code' in source && 'sourceType' in source && mayCallAfter(source.code, options)
      refused.push({ file, diagnostic: analyzed as Diagnostic, gives })
      return false
    }
    files++
    const { code } = source
    const { plan, program, lineOf } = analyzed
    let isAbove = false
    for (const request of findRequests(analyzed.module, code)) {
      if (isSource(request, options)) isAbove ||= /\bafter\b/.test(code)
      const each = resolve(file, request)
      if (each === null) continue
      imported.add(each)
      if (languageOf(each) && path.extname(each) !== '' && read(each)) isAbove = true
    }
    if (isCompiled(file, nameOf(file, root), code, options)) {
      for (const each of plan.diagnostics) diagnostics.push(toDiagnostic(each, { file: name, code }))
      for (const job of plan.jobs) jobs.push({ file: name, code, job })
    } else plan.leftAlone ??= { rule: 'R14', because: 'the options leave its file out' }
    const page = scripts.get(file) ?? null
    if (isAbove || wanted === 'all')
      drafts.set(file, draft({ file, name, code, program, plan, lineOf, page }, options))
    return isAbove
  }

  let files = 0
  for (const file of roots) read(file)
  // A template or a leftover that nothing loads stops nobody. What names after() was meant to be checked.
  for (const { file, diagnostic, gives } of refused)
    diagnostics.push(gives || imported.has(file) ? diagnostic : { ...diagnostic, level: 'warning' })
  return { files, drafts, jobs, diagnostics }
}

/** Whether a module that is none of the project may give `after`. */
export const isSource = (request: string, { sources }: ResolvedOptions): boolean =>
  sources.includes(request) || request.startsWith('afterword/')

/** By its text alone: it could not be read. */
const mayCallAfter = (code: string, { sources }: ResolvedOptions): boolean =>
  /\bafter\b/.test(code) && sources.some((each) => code.includes(`'${each}'`) || code.includes(`"${each}"`))

function readSource(file: string, name: string): Source | Diagnostic {
  try {
    const code = readFileSync(file, 'utf8')
    return { code, name, language: languageOf(file) ?? 'jsx', sourceType: sourceTypeOf(file) }
  } catch (error) {
    const planned = { slug: 'unreadable', at: [0, 0] as const, values: { problem: (error as Error).message } }
    return toDiagnostic(planned, { file: name, code: '' })
  }
}

function tryAnalyze(source: Source, options: ResolvedOptions): Analyzed | Diagnostic {
  try {
    return analyzeSource(source, options)
  } catch (error) {
    const { name, code } = source
    if (error instanceof TooDeep)
      return toDiagnostic(leaveTooDeep().diagnostics[0] as PlannedDiagnostic, { file: name, code })
    if (!(error instanceof UserError)) throw error
    const { line, column } = (error as UserError & { loc: { line: number; column: number } }).loc
    const before = code
      .split('\n')
      .slice(0, line - 1)
      .join('\n')
    const at = before.length + (line > 1 ? 1 : 0) + column
    // Place and frame stand beside it.
    const [problem = ''] = error.message.slice(`${name}:${line}:${column + 1}: `.length).split('\n')
    return toDiagnostic({ slug: 'syntax-error', at: [at, at + 1], values: { problem } }, { file: name, code })
  }
}
