// How much real sources grow when every function of them is compiled, and which functions are left alone and why.

import { dirname, extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Loader, transformSync } from 'esbuild'
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
  /** What `afterword/compiled` exports. */
  helpers: readonly string[]
}

/** Minified bytes of a source, and gzipped ones. */
export interface Size {
  /** A bundle of all its files, and of the names of the helpers, which both have: what they import of other packages stays outside. */
  bundle: number
  bundleGzip: number
  /** Each file by itself, one behind the other. */
  files: number
  filesGzip: number
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

export async function measureGrowth(source: Source, engine: Engine): Promise<Growth> {
  const functions: Functions = { all: 0, touched: 0, starts: 0, resumes: 0, unneeded: {}, left: {} }
  const options = engine.resolveOptions({ debug: false })
  const before = new Map<string, string>()
  const after = new Map<string, string>()
  for (const { name, code } of source.files) {
    const language = engine.languageOf(name) ?? 'jsx'
    const file = { code, name, language, sourceType: engine.sourceTypeOf(name) }
    const { plan, text } = engine.compile(file, options)
    before.set(name, code)
    after.set(name, text?.toString() ?? code)
    count(plan, functions, code)
  }
  const { title, kind, files } = source
  return {
    title,
    kind,
    files: files.length,
    before: await measure(before, engine.helpers),
    after: await measure(after, engine.helpers),
    functions,
  }
}

async function measure(files: ReadonlyMap<string, string>, helpers: readonly string[]): Promise<Size> {
  const bundled = await bundle(files, helpers)
  const joined = [...files].map(([name, code]) => minify(name, code)).join('')
  const zip = (text: string): number => gzipSync(text, { level: 9 }).length
  return {
    bundle: Buffer.byteLength(bundled),
    bundleGzip: zip(bundled),
    files: Buffer.byteLength(joined),
    filesGzip: zip(joined),
  }
}

const loaderOf = (name: string): Loader => (extname(name) === '.ts' ? 'ts' : 'jsx')

const minify = (name: string, code: string): string =>
  transformSync(code, {
    loader: loaderOf(name),
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  }).code

const HELPERS = 'afterword/compiled'

/** Nothing is shaken off: every file is somebody's. */
async function bundle(files: ReadonlyMap<string, string>, helpers: readonly string[]): Promise<string> {
  const imports = [HELPERS, ...files.keys()].map((name) => `import ${JSON.stringify(name)}\n`)
  const { outputFiles } = await build({
    stdin: { contents: `${imports.join('')}require('${HELPERS}')` },
    bundle: true,
    write: false,
    minify: true,
    treeShaking: false,
    format: 'esm',
    platform: 'node',
    legalComments: 'none',
    logLevel: 'silent',
    tsconfigRaw: '{}',
    plugins: [
      {
        name: 'files',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /./ }, ({ path, resolveDir, importer }) => {
            if (path === HELPERS) return { path, namespace: 'helpers', sideEffects: true }
            const at = path.startsWith('.') ? join(importer ? dirname(importer) : resolveDir, path) : path
            const stem = at.replace(/\.[cm]?js$/, '')
            const found = [
              at,
              `${at}.js`,
              `${at}.ts`,
              `${stem}.ts`,
              join(at, 'index.js'),
              join(at, 'index.ts'),
            ]
            const file = found.find((each) => files.has(each))
            return file ? { path: file, sideEffects: true } : { path, external: true }
          })
          onLoad({ filter: /./ }, ({ path }) => {
            if (path === HELPERS)
              return { contents: helpers.map((name) => `export let ${name} = globalThis.${name}`).join('\n') }
            const contents = files.get(path)
            // `require('./' + name)` may be anything of a folder.
            return contents === undefined ? { contents: '' } : { contents, loader: loaderOf(path) }
          })
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
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
    before: { bundle: 0, bundleGzip: 0, files: 0, filesGzip: 0 },
    after: { bundle: 0, bundleGzip: 0, files: 0, filesGzip: 0 },
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
