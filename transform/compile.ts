/** One file through filter, parser, analysis and applier: what `afterword/transform` and `afterword explain` share. */
import { analyze, isEmpty, leaveAlone, leaveTooDeep, type Plan } from './analyze/index.ts'
import { UnexpectedText } from './apply/text/tokens.ts'
import type { Written } from './apply/text/written.ts'
import { applyToText } from './apply/text.ts'
import { lineFinder } from './lines.ts'
import type { PlaceOf } from './maps.ts'
import type { ResolvedOptions } from './options.ts'
import { type Language, type Parsed, parse, type SourceType, TooDeep } from './parse.ts'

export interface Source {
  code: string
  /** How places and messages call it. */
  name: string
  language: Language
  sourceType: SourceType
  /** Of a file that another tool wrote. */
  placeOf?: PlaceOf | undefined
  inModulePackage?: (() => boolean) | undefined
  /** See TransformOptions. */
  redirects?: boolean
}

export interface Compiled {
  plan: Plan
  /** Null where nothing is edited. */
  text: Written | null
}

export interface Analyzed extends Parsed {
  plan: Plan
  lineOf(offset: number): number
}

/**
 * @throws UserError (AFTERWORD_SYNTAX_ERROR)
 * @throws TooDeep
 */
export function analyzeSource(
  { code, name, language, sourceType, placeOf, inModulePackage, redirects = false }: Source,
  options: ResolvedOptions,
): Analyzed {
  const parsed = parse(code, name, language, sourceType, inModulePackage)
  const lineOf = lineFinder(code)
  const plan = analyze(parsed.program, {
    code,
    comments: parsed.comments,
    file: name,
    lineOf,
    placeOf,
    inModulePackage,
    sources: options.sources,
    entries: options.entries,
    host: options.host,
    sites: options.sites,
    droppedPromises: options.droppedPromises,
    redirects,
  })
  return { ...parsed, plan, lineOf }
}

/** @throws UserError (AFTERWORD_SYNTAX_ERROR) */
export function compile(source: Source, options: ResolvedOptions): Compiled {
  let analyzed: Analyzed
  try {
    analyzed = analyzeSource(source, options)
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
    return { plan: leaveTooDeep(), text: null }
  }
  const { program, comments, plan, lineOf } = analyzed
  const { code, name } = source
  if (isEmpty(plan)) return { plan, text: null }
  try {
    const text = applyToText(plan, program, {
      code,
      comments,
      lineOf,
      placeOf: source.placeOf,
      debugFile: options.debug ? name : null,
    })
    return { plan, text }
  } catch (error) {
    if (!(error instanceof UnexpectedText)) throw error
    const syntax = code.slice(error.at, error.at + 12)
    const at = [error.at, error.at + 1] as const
    const diagnostic = { slug: 'unknown-syntax', at, values: { syntax } }
    return { plan: leaveAlone(plan, `it contains text that is not known: ${syntax}`, diagnostic), text: null }
  }
}
