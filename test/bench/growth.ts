// What compiling does to real sources: how much they grow, which functions are left alone and why, how long it takes.

import { gzipSync } from 'node:zlib'
import { transformSync as babelTransform, type InputOptions, type PluginItem } from '@babel/core'
import { transformSync as esbuildTransform } from 'esbuild'
import type { AfterwordMetadata } from '../../transform/babel.ts'
import type { Source } from './corpus.ts'

/** Bytes of all files of a source, joined as a bundle would be. Without comments, which would hide growth. */
export interface Size {
  raw: number
  gzip: number
  minified: number
  minifiedGzip: number
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
  /** Nothing needs the scope there: rule and reason → how many. */
  unneeded: Record<string, number>
  /** Something would have been needed, and is not done. */
  left: Record<string, number>
}

export function measureGrowth(source: Source, plugin: PluginItem): Growth {
  const functions: Functions = { all: 0, touched: 0, unneeded: {}, left: {} }
  const before: string[] = []
  const after: string[] = []
  for (const { name, code } of source.files) {
    before.push(print(name, code, []).code)
    const compiled = print(name, code, [plugin])
    after.push(compiled.code)
    count(compiled.metadata, functions, before.at(-1) ?? '')
  }
  const { title, kind, files } = source
  return { title, kind, files: files.length, before: measure(before), after: measure(after), functions }
}

function options(filename: string, plugins: PluginItem[]): InputOptions {
  return {
    filename,
    plugins,
    configFile: false,
    babelrc: false,
    comments: false,
    compact: false,
    sourceType: 'unambiguous',
    presets: filename.endsWith('.ts') ? ['@babel/preset-typescript'] : [],
  }
}

function print(name: string, code: string, plugins: PluginItem[]) {
  const result = quietly(() => babelTransform(code, options(name, plugins)))
  const { afterword } = (result?.metadata ?? {}) as { afterword?: AfterwordMetadata }
  return { code: result?.code ?? '', metadata: afterword }
}

/** Diagnostics are counted here, not read. */
export function quietly<T>(work: () => T): T {
  const { warn, error } = console
  console.warn = console.error = () => {}
  try {
    return work()
  } finally {
    Object.assign(console, { warn, error })
  }
}

function measure(files: string[]): Size {
  const text = files.join('\n')
  const minified = files
    .map((code) => esbuildTransform(code, { minify: true, logLevel: 'silent' }).code)
    .join('')
  const zip = (what: string): number => gzipSync(what, { level: 9 }).length
  return {
    raw: Buffer.byteLength(text),
    gzip: zip(text),
    minified: Buffer.byteLength(minified),
    minifiedGzip: zip(minified),
  }
}

function count(metadata: AfterwordMetadata | undefined, to: Functions, code: string): void {
  const add = (list: Record<string, number>, reason: string, many = 1): void => {
    list[reason] = (list[reason] ?? 0) + many
  }
  if (!metadata) return
  const { plan } = metadata
  if (plan.leftAlone && plan.functions.length === 0) {
    // The whole file: its functions were not looked at. A file without any is not counted.
    const many = code.match(/\bfunction\b|=>/g)?.length ?? 0
    to.all += many
    if (many > 0) add(plan.leftAlone.rule === 'R13' ? to.unneeded : to.left, plan.leftAlone.because, many)
    return
  }
  for (const fn of plan.functions) {
    to.all++
    if (fn.capture || fn.sets) to.touched++
    const { leftAlone, capture } = fn
    if (capture?.when === 'next') add(to.left, `captured late: ${capture.lateBecause}`)
    if (!leftAlone) continue
    const unneeded = !leftAlone.unsafe && ['R1', 'R13'].includes(leftAlone.rule)
    add(unneeded ? to.unneeded : to.left, `${leftAlone.because} (${leftAlone.rule})`)
  }
}

export interface Speed {
  title: string
  megabytes: number
  /** Milliseconds for all files, medians of interleaved rounds: Babel by itself, and what the plugin adds. */
  babel: number
  added: number
}

export function measureSpeed(source: Source, plugin: PluginItem, rounds = 5): Speed {
  const alone: number[] = []
  const added: number[] = []
  const megabytes = source.files.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0) / 1e6
  // Small sources several times over: a pause of the machine must not be all there is to see.
  const times = Math.min(20, Math.ceil(0.5 / megabytes))
  const work = (plugins: PluginItem[]): void => {
    for (let i = 0; i < times; i++) for (const { name, code } of source.files) print(name, code, plugins)
  }
  for (let round = 0; round <= rounds; round++) {
    const without = time(() => work([])) / times
    const within = time(() => work([plugin])) / times
    if (round === 0) continue
    alone.push(without)
    added.push(within - without)
  }
  return { title: source.title, megabytes, babel: median(alone), added: median(added) }
}

function time(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}
