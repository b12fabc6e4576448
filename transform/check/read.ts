/** The files of a project, read once: what is wrong in each of them, what it loads, and whether it may call `after()`. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Analyzed, analyzeSource, type Source } from '../compile.ts'
import { type Diagnostic, toDiagnostic, UserError } from '../diagnostics/diagnostic.ts'
import { isCompiled, nameOf } from '../files.ts'
import type { ResolvedOptions } from '../options.ts'
import { isOwnCode } from '../package.ts'
import { languageOf, sourceTypeOf } from '../parse.ts'
import { findRequests, type Resolve } from './imports.ts'

export interface File {
  file: string
  name: string
  source: Source
  /** The files of the project that it loads. */
  imports: string[]
  /** It says `after`, and imports it. */
  isSeed: boolean
}

export interface Project {
  files: Map<string, File>
  diagnostics: Diagnostic[]
}

export interface Settings {
  /** The folder that messages name files from. */
  base: string
  /** The one that `include` and `exclude` do. */
  root: string
  options: ResolvedOptions
  resolve: Resolve
}

/** @param roots absolute paths; what they import is read as well, wherever it lies, but no packages */
export function readProject(roots: readonly string[], { base, root, options, resolve }: Settings): Project {
  const files = new Map<string, File>()
  const diagnostics: Diagnostic[] = []
  const refused: { file: string; diagnostic: Diagnostic }[] = []
  const imported = new Set<string>()
  const queue = [...roots]
  const asked = new Set(queue)
  for (const file of queue) {
    const name = nameOf(file, base)
    const source = readSource(file, name)
    if ('sourceType' in source && isOwnCode(file, source.code)) continue
    const analyzed = 'sourceType' in source ? tryAnalyze(source, options) : source
    if (!('sourceType' in source) || 'level' in analyzed) {
      refused.push({ file, diagnostic: analyzed as Diagnostic })
      continue
    }
    const requests = findRequests(analyzed.module, source.code)
    const imports = requests.map((request) => resolve(file, request)).filter((each) => each !== null)
    for (const each of imports) {
      imported.add(each)
      if (asked.has(each) || !languageOf(each) || path.extname(each) === '') continue
      asked.add(each)
      queue.push(each)
    }
    const says = /\bafter\b/.test(source.code)
    files.set(file, {
      file,
      name,
      source,
      imports,
      isSeed: says && requests.some((each) => isSource(each, options)),
    })
    if (isCompiled(file, nameOf(file, root), source.code, options))
      for (const each of analyzed.plan.diagnostics)
        diagnostics.push(toDiagnostic(each, { file: name, code: source.code }))
  }
  // A template or a leftover that nothing loads stops nobody.
  for (const { file, diagnostic } of refused)
    diagnostics.push(imported.has(file) ? diagnostic : { ...diagnostic, level: 'warning' })
  return { files, diagnostics }
}

/** Whether a module that is none of the project may give `after`. */
export const isSource = (request: string, { sources }: ResolvedOptions): boolean =>
  sources.includes(request) || request.startsWith('afterword/')

/** The files that may reach one of those: they and all that import them, over whatever files. */
export function findCone(files: ReadonlyMap<string, File>): File[] {
  const importers = new Map<string, File[]>()
  for (const each of files.values())
    for (const imported of each.imports) {
      const known = importers.get(imported)
      if (known) known.push(each)
      else importers.set(imported, [each])
    }
  const cone = new Set([...files.values()].filter(({ isSeed }) => isSeed))
  for (const each of cone) for (const importer of importers.get(each.file) ?? []) cone.add(importer)
  return [...cone]
}

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
    if (!(error instanceof UserError)) throw error
    const { line, column } = (error as UserError & { loc: { line: number; column: number } }).loc
    const { name, code } = source
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
