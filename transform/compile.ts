/** One file through filter, parser, analysis and applier: what `afterword/transform` and `afterword explain` share. */
import MagicString from 'magic-string'
import { analyze, isEmpty, type Plan } from './analyze/index.ts'
import { UnexpectedText } from './apply/text/tokens.ts'
import { applyToText } from './apply/text.ts'
import { lineFinder } from './lines.ts'
import type { ResolvedOptions } from './options.ts'
import { type Language, type Parsed, parse, type SourceType } from './parse.ts'

export interface Source {
  code: string
  /** How places and messages call it. */
  name: string
  language: Language
  sourceType: SourceType
}

export interface Compiled {
  plan: Plan
  /** Null where nothing is edited. */
  text: MagicString | null
}

export interface Analyzed extends Parsed {
  plan: Plan
  lineOf(offset: number): number
}

/** @throws UserError (AFTERWORD_SYNTAX_ERROR) */
export function analyzeSource(
  { code, name, language, sourceType }: Source,
  options: ResolvedOptions,
): Analyzed {
  const parsed = parse(code, name, language, sourceType)
  const lineOf = lineFinder(code)
  const plan = analyze(parsed.program, {
    code,
    comments: parsed.comments,
    file: name,
    lineOf,
    sources: options.sources,
    entries: options.entries,
    host: options.host,
    sites: options.sites,
    droppedPromises: options.droppedPromises,
  })
  return { ...parsed, plan, lineOf }
}

/** @throws UserError (AFTERWORD_SYNTAX_ERROR) */
export function compile(source: Source, options: ResolvedOptions): Compiled {
  const { program, comments, plan, lineOf } = analyzeSource(source, options)
  const { code, name } = source
  if (isEmpty(plan)) return { plan, text: null }
  const text = new MagicString(code)
  try {
    applyToText(plan, program, text, { code, comments, lineOf, debugFile: options.debug ? name : null })
  } catch (error) {
    if (!(error instanceof UnexpectedText)) throw error
    return { plan: leaveAlone(plan, code, error.at), text: null }
  }
  return { plan, text }
}

/** When unsure, leave it alone. */
function leaveAlone(plan: Plan, code: string, at: number): Plan {
  const syntax = code.slice(at, at + 12)
  return {
    ...plan,
    functions: [],
    sites: [],
    references: [],
    retargets: [],
    diagnostics: [{ slug: 'unknown-syntax', at: [at, at + 1], values: { syntax } }],
    leftAlone: { rule: 'R14', because: `it contains text that is not known: ${syntax}` },
  }
}
