/**
 * The loader that `withAfterword` gives to Turbopack and to webpack: the text engine with the host `next`, on the author's source. It runs before
 * Next's own passes, so directives stand where they were written.
 */
import type { SourceMap } from 'magic-string'
import { isProgram, type LoaderContext as ModuleContext } from '../bundlers/program.ts'
import { formatDiagnostic } from '../diagnostics/diagnostic.ts'
import { composeMaps, mapOf } from '../maps.ts'
import { defaultSources, type Options } from '../options.ts'
import { type TransformOptions, transform } from '../transform.ts'
import { ASSET, markAssets } from './assets.ts'
import { decodePatterns, type Encoded } from './patterns.ts'

/** What crosses over to Turbopack's loaders is JSON. */
export interface LoaderOptions extends Omit<Options, 'include' | 'exclude'> {
  include?: Encoded
  exclude?: Encoded
  root: string
  /** Of this package: bundlers keep what was made from build to build, by the options that it was made with. */
  version: string
  /** For what a browser loads: only the name `after` of `next/server` becomes this package's, whose stand-in a browser gets. */
  browser?: boolean
}

interface LoaderContext extends ModuleContext {
  resourcePath: string
  resourceQuery?: string
  /** Where it is webpack that asks. */
  webpack?: boolean
  sourceMap?: boolean
  getOptions(): LoaderOptions
  emitWarning?(warning: Error): void
  callback(error: Error | null, code?: string, map?: SourceMap | object | null): void
}

// One object for one set of options: the engine prepares them once.
const prepared = new Map<string, TransformOptions>()

export default function afterwordLoader(this: LoaderContext, text: string, inputMap?: object | null): void {
  const options = this.getOptions()
  const { resourcePath, resourceQuery } = this
  if (resourceQuery === ASSET || !isProgram(this)) return this.callback(null, text, inputMap)
  const code = this.webpack ? text : markAssets(text, resourcePath)
  if (options.browser) return this.callback(null, standIn(code), inputMap)
  const result = transform(code, resourcePath, prepare(options, code), inputMap)
  const errors: string[] = []
  for (const each of result?.diagnostics ?? []) {
    if (each.level === 'error') errors.push(formatDiagnostic(each))
    if (each.level === 'warning') this.emitWarning?.(new Error(formatDiagnostic(each)))
  }
  if (errors.length > 0) throw Object.assign(new Error(errors.join('\n\n')), { stack: '' })
  if (!result || result.code === code) return this.callback(null, code, inputMap)
  if (this.sourceMap === false) return this.callback(null, result.code)
  const carried = mapOf(inputMap, resourcePath)
  this.callback(null, result.code, result.map && carried ? composeMaps(result.map, carried) : result.map)
}

function prepare(options: LoaderOptions, code: string): TransformOptions {
  const own = readsUnawaited(code)
  const key = `${own}${JSON.stringify(options)}`
  const known = prepared.get(key)
  if (known) return known
  const { include, exclude, browser, version, ...rest } = options
  const sources = options.sources ?? defaultSources('next')
  const made: TransformOptions = {
    ...rest,
    ...(include && { include: decodePatterns(include) }),
    ...(exclude && { exclude: decodePatterns(exclude) }),
    host: 'next',
    sources: own ? [...sources, 'next/headers'] : sources,
  }
  prepared.set(key, made)
  return made
}

/**
 * Next's documentation writes `await headers().get('user-agent')`, and Next's own `headers()` is a promise alone. What is imported from `afterword`
 * is the same promise with the members of what it is of; where nobody writes so, Next's own is left as it is.
 */
const readsUnawaited = (code: string): boolean =>
  /\b(?:headers|cookies)\(\)\s*\.\s*(?!(?:then|catch|finally)\b)/.test(code)

/** `import { after, NextResponse } from 'next/server'`: Next refuses the first in a client's file, where nobody may call it. */
const standIn = (code: string): string =>
  code.replace(
    /^([ \t]*)import\s*\{([^}]*)\}\s*from\s*(['"])next\/server\3/gm,
    (whole, indent: string, list: string, quote: string) => {
      const names = list.split(',').filter((name) => name.trim() !== '')
      const ours = names.filter((name) => /^\s*after(?:\s+as\s+[\w$]+)?\s*$/.test(name))
      if (ours.length === 0) return whole
      const others = names.filter((name) => !ours.includes(name))
      const rest = others.length > 0 ? `; import {${others.join(',')}} from ${quote}next/server${quote}` : ''
      const made = `${indent}import {${ours.join(',').trim()}} from ${quote}afterword${quote}${rest}`
      // As many lines as before.
      return made + '\n'.repeat(whole.split('\n').length - made.split('\n').length)
    },
  )
