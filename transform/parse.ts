/** Text → ESTree, by oxc. Types stay in the tree: the output is TypeScript where the input is. */
import { type EcmaScriptModule, type ParserOptions, parseSync, rawTransferSupported } from 'oxc-parser'
import type { Comment, Node, Span } from './analyze/index.ts'
import { isTooDeep } from './depth.ts'
import { UserError } from './diagnostics/diagnostic.ts'
import { frameOf } from './diagnostics/frame.ts'

/** `unambiguous`: a script if it says `require`, `module` or `exports` and is no module by its syntax. */
export type SourceType = 'module' | 'script' | 'unambiguous'

export interface Parsed {
  program: Node
  comments: readonly Comment[]
  /** What it imports and exports, without a look at the tree. */
  module: EcmaScriptModule
}

export type Language = 'jsx' | 'ts' | 'tsx'

/** The language of a file by its name, or by `lang` in its query; null if it is none that we read. Without an extension it is JavaScript. */
export function languageOf(id: string): Language | null {
  const { filename, query } = splitId(id)
  const extension = /\blang[.=]([cm]?[jt]sx?)\b/.exec(query)?.[1] ?? /\.(\w+)$/.exec(filename)?.[1]
  if (extension === undefined || /^[cm]?jsx?$/.test(extension)) return 'jsx'
  if (/^[cm]?ts$/.test(extension)) return 'ts'
  return extension === 'tsx' ? 'tsx' : null
}

/** Tools add queries to the names of files. */
export function splitId(id: string): { filename: string; query: string } {
  const at = id.search(/[?#](?!.*[\\/])/)
  return at === -1 ? { filename: id, query: '' } : { filename: id.slice(0, at), query: id.slice(at) }
}

/** What the extension says, where it says anything. */
export function sourceTypeOf(filename: string): SourceType {
  if (/\.m[jt]s$/.test(filename)) return 'module'
  return /\.c[jt]s$/.test(filename) ? 'script' : 'unambiguous'
}

/** Through shared memory, five times as fast, where this engine has what that needs. */
const NOTHING = {}
const fast: object = rawTransferSupported() ? { experimentalRawTransfer: true } : NOTHING

/** oxc-parser 0.159 ends the process when it hands more than 4,096 import declarations through shared memory. */
const MANY = 4000

function hasManyImports(code: string): boolean {
  let count = 0
  for (let at = code.indexOf('import'); at !== -1 && count <= MANY; at = code.indexOf('import', at + 6))
    count++
  return count > MANY
}

/** A program that is nested too deep for its parser. */
export class TooDeep extends Error {}

/**
 * @param name how messages call the file
 * @param inModulePackage asked where the text leaves it open
 * @throws UserError (AFTERWORD_SYNTAX_ERROR) with the place and the lines around it
 * @throws TooDeep
 */
export function parse(
  code: string,
  name: string,
  language: Language,
  sourceType: SourceType,
  inModulePackage?: () => boolean,
): Parsed {
  if (isTooDeep(code)) throw new TooDeep()
  const isModule = (): boolean => !/\b(?:require|module|exports)\b/.test(code) || inModulePackage?.() === true
  const guess = sourceType === 'unambiguous' && isModule() ? 'module' : sourceType
  const first = read(code, name, language, guess === 'script' ? 'commonjs' : guess)
  if (first.errors.length === 0) return first
  // What is no module may be meant for CommonJS, where the code is sloppy and the top level may return; or it is one by an `await` alone.
  for (const other of sourceType === 'unambiguous' ? (['commonjs', 'module'] as const) : []) {
    const again = read(code, name, language, other)
    if (again.errors.length === 0) return again
  }
  throw syntaxError(code, name, first.errors[0] as ParseError)
}

interface ParseError {
  message: string
  labels: { start: number; end: number }[]
}

function read(
  code: string,
  name: string,
  lang: Language,
  sourceType: NonNullable<ParserOptions['sourceType']>,
): Parsed & { errors: ParseError[] } {
  const options: ParserOptions = { lang, sourceType, preserveParens: false }
  const read = (more: object): Parsed & { errors: ParseError[] } => {
    const { errors, program, comments, module } = parseSync(name, code, { ...options, ...more })
    return { errors, program: program as unknown as Node, comments, module }
  }
  try {
    return read(hasManyImports(code) ? NOTHING : fast)
  } catch (error) {
    // What comes through shared memory is read by calls in calls, no deeper than 2,000, and asks for 6 GiB of addresses. JSON does neither.
    if (!(error instanceof RangeError)) throw error
    return read(NOTHING)
  }
}

/** With the fields that bundlers look for: `id`, `loc`, `frame`. */
function syntaxError(code: string, name: string, { message, labels: [label] }: ParseError): UserError {
  const at: Span = label ? [label.start, label.end] : [0, 1]
  const { line, column, frame } = frameOf(code, at)
  const error = new UserError('syntax-error', {
    problem: `${name}:${line}:${column}: ${message}\n\n${frame}\n`,
  })
  return Object.assign(error, { id: name, loc: { file: name, line, column: column - 1 }, frame })
}
