/**
 * What need not be parsed. It may skip only what the plan would leave unchanged, and never asks for the word `after`: a file that merely
 * awaits between an entry and an `after()` must pass the scope on.
 */
import type { ResolvedOptions } from './options.ts'

/** Declarations of types alone: `x.d.ts`, `x.d.mts`, `x.d.css.ts`. */
const DECLARATIONS = /\.d(?:\.\w+)?\.[cm]?ts$/

/** Every function has an arrow, the word, or, for a method, a parenthesis before its body or its type. */
const FUNCTION = /=>|\bfunction\b|\)\s*(?:[{:]|\/[/*])/

const TRIVIA = String.raw`(?:\s|//.*|/\*(?:[^*]|\*(?!/))*\*/)*`
const CLIENT = new RegExp(
  // A hashbang and other directives may come first; what follows must not go on with the string.
  `^\\ufeff?(?:#!.*)?${TRIVIA}(?:(["'])use [\\w :]+\\1[ \\t]*(?:;|\\r?\\n)${TRIVIA})*(["'])use client\\2\\s*` +
    '(?:;|$|(?<=\\n\\s*)(?:import|export|const|let|var|function|class|type|interface)\\b)',
)

/**
 * @param filename without the query that a tool may have added
 * @param options where the names of this package are imported from, and `cache`
 */
export function mayChange(
  code: string,
  filename: string,
  options: Pick<ResolvedOptions, 'sources' | 'host'>,
): boolean {
  if (DECLARATIONS.test(filename)) return false
  if (code.includes('use client') && CLIENT.test(code))
    return options.sources.some((each) => code.includes(each))
  return FUNCTION.test(code) || mentions(code, options)
}

/** A string may spell a source with escapes: such files are read. */
const mentions = (code: string, { sources, host }: Pick<ResolvedOptions, 'sources' | 'host'>): boolean =>
  code.includes('afterword') ||
  sources.some((each) => code.includes(each)) ||
  (host === 'rsc' && code.includes('react')) ||
  /\\[ux\d\n\r]/.test(code)
