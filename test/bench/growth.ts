// How much real sources grow when every function of them is compiled, and which functions are left alone and why.

import { extname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Loader, transformSync } from 'esbuild'
import type { compile } from '../../transform/compile.ts'
import type { resolveOptions } from '../../transform/options.ts'
import type { languageOf, sourceTypeOf } from '../../transform/parse.ts'
import type { Source } from './corpus.ts'

/** The text engine of this state of the compiler, or of an earlier commit's. */
export interface Engine {
  compile: typeof compile
  resolveOptions: typeof resolveOptions
  languageOf: typeof languageOf
  sourceTypeOf: typeof sourceTypeOf
}

/** Bytes of all files of a source, minified one by one and joined as a bundle would be. */
export interface Size {
  minified: number
  gzip: number
}

export interface Growth {
  title: string
  kind: Source['kind']
  files: number
  before: Size
  after: Size
  functions: Functions
}

export interface Functions {
  all: number
  /** Of those that are there, the ones that the compiler does something to. */
  touched: number
  /** They set the register. */
  starts: number
  /** Suspensions with a resume behind them. */
  resumes: number
  /** Nothing needs the scope there: rule and reason → how many. */
  unneeded: Record<string, number>
  /** Something would have been needed, and is not done. */
  left: Record<string, number>
}

type Plan = ReturnType<typeof compile>['plan']

export function measureGrowth(source: Source, engine: Engine): Growth {
  const functions: Functions = { all: 0, touched: 0, starts: 0, resumes: 0, unneeded: {}, left: {} }
  const options = engine.resolveOptions({ debug: false })
  const before: string[] = []
  const after: string[] = []
  for (const { name, code } of source.files) {
    const language = engine.languageOf(name) ?? 'jsx'
    const file = { code, name, language, sourceType: engine.sourceTypeOf(name) }
    const { plan, text } = engine.compile(file, options)
    const small = minify(name, code)
    before.push(small)
    after.push(text ? minify(name, text.toString()) : small)
    count(plan, functions, small)
  }
  const { title, kind, files } = source
  return { title, kind, files: files.length, before: measure(before), after: measure(after), functions }
}

const minify = (name: string, code: string): string =>
  transformSync(code, {
    loader: extname(name) === '.ts' ? 'ts' : ('jsx' satisfies Loader),
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  }).code

function measure(files: string[]): Size {
  const text = files.join('')
  return { minified: Buffer.byteLength(text), gzip: gzipSync(text, { level: 9 }).length }
}

function count(plan: Plan, to: Functions, code: string): void {
  const add = (list: Record<string, number>, reason: string, many = 1): void => {
    list[reason] = (list[reason] ?? 0) + many
  }
  if (plan.leftAlone && plan.functions.length === 0) {
    // The whole file: its functions were not looked at. A file without any is not counted.
    const many = code.match(/\bfunction\b|=>/g)?.length ?? 0
    to.all += many
    if (many > 0) add(plan.leftAlone.rule === 'R13' ? to.unneeded : to.left, plan.leftAlone.because, many)
    return
  }
  for (const { capture, sets, suspensions, leftAlone } of plan.functions) {
    to.all++
    if (capture || sets) to.touched++
    if (sets) to.starts++
    to.resumes += suspensions.filter(({ resume }) => resume).length
    if (capture?.when === 'next') add(to.left, `captured late: ${capture.lateBecause}`)
    if (!leftAlone) continue
    const unneeded = !leftAlone.unsafe && ['R1', 'R13'].includes(leftAlone.rule)
    add(unneeded ? to.unneeded : to.left, `${leftAlone.because} (${leftAlone.rule})`)
  }
}

/** All of them as one. */
export function sumGrowth(all: readonly Growth[], title: string): Growth {
  const sum: Growth = {
    title,
    kind: all[0]?.kind ?? 'package',
    files: 0,
    before: { minified: 0, gzip: 0 },
    after: { minified: 0, gzip: 0 },
    functions: { all: 0, touched: 0, starts: 0, resumes: 0, unneeded: {}, left: {} },
  }
  const addTo = <Key extends string>(to: Record<Key, number>, from: Record<Key, number>): void => {
    for (const key of Object.keys(from) as Key[])
      if (typeof from[key] === 'number') to[key] = (to[key] ?? 0) + from[key]
  }
  for (const { files, before, after, functions } of all) {
    sum.files += files
    addTo(sum.before as Record<keyof Size, number>, before)
    addTo(sum.after as Record<keyof Size, number>, after)
    const { unneeded, left, ...numbers } = functions
    const { unneeded: sumUnneeded, left: sumLeft } = sum.functions
    addTo(sum.functions as Omit<Functions, 'unneeded' | 'left'>, numbers)
    addTo(sumUnneeded, unneeded)
    addTo(sumLeft, left)
  }
  return sum
}
