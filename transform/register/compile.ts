/**
 * One file for Node: chosen, looked up, else compiled.
 *
 * The compiler is loaded before the program, and not for the first file that no cache holds: a program may itself be about to load what
 * the compiler is made of, and half a parser cannot parse.
 */
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'
import { isTooDeep } from '../depth.ts'
import { formatDiagnostic } from '../diagnostics/diagnostic.ts'
import { plain } from '../diagnostics/plain.ts'
import { isCompiled, nameOf } from '../files.ts'
import { mayChange } from '../filter.ts'
import { type CarriedMap, findMap, withMap } from '../maps.ts'
import { resolveOptions } from '../options.ts'
import { version } from '../package.ts'
import { findPresets, isByPreset, withPresets } from '../presets.ts'
import type { Settings } from '../settings.ts'
import { type SourceType, type TransformResult, transform } from '../transform.ts'
import { digest, type Entry, openCache, type Warning } from './cache.ts'

/**
 * @param source what Node, or a loader that came before us, would run
 * @param url of the file
 * @param format what Node takes it for; undefined where it decides by the text
 * @returns null where the file is left as it is, also if it cannot be parsed: Node says so better
 */
export type CompileSource = (source: string, url: string, format: string | null | undefined) => string | null

/** A file of one of these formats is JavaScript, or TypeScript whose types Node strips after us. */
const FORMATS: Record<string, SourceType | undefined> = {
  module: 'module',
  'module-typescript': 'module',
  commonjs: 'script',
  'commonjs-typescript': 'script',
  'require-commonjs': 'script',
  'require-commonjs-typescript': 'script',
  typescript: 'unambiguous',
}

export function createCompiler({ root, options: given }: Settings): CompileSource {
  const options = withPresets(given, findPresets(given, root))
  const resolved = resolveOptions(options, root)
  // The version alone stays while this package is worked on.
  const built = statSync(fileURLToPath(import.meta.url)).mtimeMs
  const salt = digest(version, String(built), JSON.stringify(resolved))
  const cache = openCache(root)
  const warned = new Set<string>()
  let compiling = false

  function compile(source: string, url: string, sourceType: SourceType, carried: CarriedMap | null): Entry {
    const filename = fileURLToPath(url)
    const hasModuleSyntax = (type: 'module' | 'unambiguous'): boolean =>
      !isTooDeep(source) && parseSync(filename, source, { sourceType: type }).module.hasModuleSyntax
    let type = sourceType
    if (type === 'unambiguous') type = hasModuleSyntax(type) ? 'module' : 'script'
    // A module that only reads like CommonJS would have its helpers required.
    const disguised =
      type === 'module' && /\b(?:require|module|exports)\b/.test(source) && !hasModuleSyntax(type)
    let result: TransformResult | null
    try {
      result = transform(disguised ? `${source}\nexport {}` : source, filename, {
        ...options,
        root,
        sourceType: type,
      })
    } catch (error) {
      if (!isSyntaxError(error)) throw error
      return {
        code: null,
        warnings: [{ place: error.message, text: plain(`afterword: ${error.message}`), late: true }],
      }
    }
    return {
      code: result?.map ? withMap(result.code, result.map, url, carried) : null,
      warnings: (isByPreset(options, filename) ? [] : (result?.diagnostics ?? []))
        .filter(({ level }) => level !== 'info')
        .map((each) => ({ place: `${each.code} ${each.place}`, text: formatDiagnostic(each) })),
    }
  }

  function report({ place, text, late }: Warning): void {
    if (warned.has(place)) return
    warned.add(place)
    // What Node cannot parse either ends the program with Node's own message: then ours is one too many.
    if (late) setTimeout(() => console.warn(text), 1000).unref()
    else console.warn(text)
  }

  return (source, url, format) => {
    const sourceType = FORMATS[format ?? 'typescript']
    // The parser loads a part of itself when it is used: that cannot wait for the parser.
    if (compiling || !sourceType || !url.startsWith('file:')) return null
    const file = url.replace(/[?#].*$/, '')
    const filename = fileURLToPath(file)
    if (!isCompiled(filename, nameOf(filename, root), source, resolved)) return null
    if (!mayChange(source, filename, resolved)) return null

    const carried = findMap(source, file)
    const key = digest(salt, sourceType, nameOf(filename, root), file, source, carried?.text ?? '')
    let entry = cache.read(key)
    if (!entry) {
      compiling = true
      try {
        entry = compile(source, file, sourceType, carried)
      } finally {
        compiling = false
      }
      cache.write(key, entry)
    }
    entry.warnings.forEach(report)
    return entry.code
  }
}

const isSyntaxError = (error: unknown): error is Error =>
  (error as { code?: string }).code === 'AFTERWORD_SYNTAX_ERROR'
