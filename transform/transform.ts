/**
 * `afterword/transform`: one file, compiled on its text. What plugins of bundlers and loaders are made of.
 *
 *     const result = transform(code, '/app/src/routes.ts', { root: '/app' })
 *     if (result) return { code: result.code, map: result.map }
 */
import type { SourceMap } from 'magic-string'
import { compile } from './compile.ts'
import { type Diagnostic, toDiagnostic } from './diagnostics/diagnostic.ts'
import { isCompiled, nameOf } from './files.ts'
import { mayChange } from './filter.ts'
import { findPlaces, mapOf } from './maps.ts'
import { isInModulePackage } from './module-type.ts'
import { type Options, type ResolvedOptions, resolveOptions } from './options.ts'
import { languageOf, type SourceType, sourceTypeOf, splitId } from './parse.ts'

export { type AnalyzeOptions, analyze, type Plan } from './analyze/index.ts'
export type { Diagnostic } from './diagnostics/diagnostic.ts'
export { formatDiagnostic } from './diagnostics/diagnostic.ts'
export type { Options } from './options.ts'
export type { SourceType } from './parse.ts'

export interface TransformOptions extends Options {
  /** The folder that names of files are relative to. Default: the current one. */
  root?: string
  /**
   * Whether the file is a module, and imports the helpers, or a script, and requires them. Default: what its extension says; else
   * 'unambiguous', a script if it says `require`, `module` or `exports` and is no module by its syntax.
   */
  sourceType?: SourceType
  /** Whoever resolves imports takes Next's modules to ours (R15): they stay as they are written. Default: false. */
  redirects?: boolean
}

export interface TransformResult {
  code: string
  /** From the compiled text to `id`, to the word. Made when it is read. Null where `code` is as it was. */
  readonly map: SourceMap | null
  diagnostics: Diagnostic[]
}

/**
 * @param code the text of the file: TypeScript, TSX, JavaScript or JSX; types and JSX stay in the output
 * @param id its path, as bundlers give it: a query may follow
 * @param inputMap the source map of the tool before, where that hands it over beside the text; else what the file names in its last line counts
 * @returns null where there is nothing to change and nothing to say
 * @throws UserError (AFTERWORD_SYNTAX_ERROR) with file, line and frame; (AFTERWORD_BAD_PLUGIN_OPTION)
 */
export function transform(
  code: string,
  id: string,
  options: TransformOptions = NONE,
  inputMap?: object | string | null,
): TransformResult | null {
  const { resolved, root, sourceType, redirects } = prepare(options)
  const { filename } = splitId(id)
  const language = languageOf(id)
  if (!language || !mayChange(code, filename, resolved)) return null
  const name = nameOf(filename, root)
  if (!isCompiled(filename, name, code, resolved)) return null
  const handed = mapOf(inputMap, filename)
  const placeOf = findPlaces(code, filename, (file) => nameOf(file, root), handed) ?? undefined
  const source = {
    code,
    name,
    language,
    sourceType: sourceType ?? sourceTypeOf(filename),
    placeOf,
    inModulePackage: () => isInModulePackage(filename),
    redirects,
  }
  const { plan, text } = compile(source, resolved)
  const diagnostics = plan.diagnostics.map((each) => toDiagnostic(each, { file: name, code }))
  if (!text) return diagnostics.length > 0 ? { code, map: null, diagnostics } : null
  let map: SourceMap | null = null
  return {
    code: text.toString(),
    get map() {
      map ??= text.map(filename.replaceAll('\\', '/'))
      return map
    },
    diagnostics,
  }
}

interface Prepared {
  resolved: ResolvedOptions
  root: string
  sourceType: SourceType | undefined
  redirects: boolean
}

const NONE: TransformOptions = {}
const prepared = new WeakMap<TransformOptions, Prepared>()

/** A build hands over the same options for every file. */
function prepare(options: TransformOptions): Prepared {
  const known = prepared.get(options)
  if (known) return known
  const { root = process.cwd(), sourceType, redirects = false, ...rest } = options
  const made = { resolved: resolveOptions(rest, root), root, sourceType, redirects }
  prepared.set(options, made)
  return made
}
