// Makes the programs that are timed: one folder for each way to know the request, in JavaScript that Node 20 can run.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PluginItem, transformSync } from '@babel/core'
import { build } from 'esbuild'
import { createTransformer } from 'unctx/transform'
import type { Engine } from './growth.ts'

const root = join(import.meta.dirname, '../..')
const home = join(root, '.cache/bench', `run-${process.pid}`)

/** A state of the compiler and its runtime: this one, or an earlier commit's. */
export interface Compiler {
  name: string
  folder: string
  plugin: PluginItem
  engine: Engine
  /** For trying out other output by hand. */
  rewrite?(code: string): string
}

export async function loadCompiler(name: string, folder = root): Promise<Compiler> {
  const { default: plugin } = await import(join(folder, 'transform/babel.ts'))
  const parts = ['compile', 'options', 'parse'].map((each) => import(join(folder, `transform/${each}.ts`)))
  const helpers = Object.keys(await import(join(folder, 'runtime/compiled.ts')))
  return { name, folder, plugin, engine: Object.assign({ helpers }, ...(await Promise.all(parts))) }
}

export interface Built {
  variants: Record<string, string>
  /** child.js and what it needs. */
  child: string
}

/** By hand comes first: it is what all others are compared with. */
export async function buildPrograms(compilers: readonly Compiler[]): Promise<Built> {
  rmSync(home, { recursive: true, force: true })
  process.once('exit', () => rmSync(home, { recursive: true, force: true }))
  const variants: Record<string, string> = {}
  const add = (name: string, context: string, program: string): string => {
    const folder = join(home, name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'scope.js'), strip('contexts/scope.ts'))
    writeFileSync(join(folder, 'context.js'), strip(`contexts/${context}.ts`))
    writeFileSync(join(folder, 'program.js'), program)
    variants[name] = folder
    return folder
  }

  add('by hand', 'threaded', strip('programs/threaded.ts'))
  const written = strip('programs/written.ts', [withoutTracked])
  for (const { name, folder, plugin, rewrite = (code: string) => code } of compilers) {
    const to = add(name, 'compiled', rewrite(compileModule(written, plugin)))
    // Not the built package: dist may be another state than the one that compiles.
    await build({
      entryPoints: [join(folder, 'runtime/compiled.ts')],
      outfile: join(to, 'runtime.js'),
      bundle: true,
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    })
  }
  add('AsyncLocalStorage', 'storage', written)
  const unctx = await createTransformer({ asyncFunctions: ['tracked'] })
  const tracked = strip('programs/written.ts')
  add('unctx', 'unctx', unctx.transform(tracked)?.code ?? tracked)

  // Whatever a folder above says, these are modules.
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }\n')
  for (const module of ['child', 'rows']) writeFileSync(join(home, `${module}.js`), strip(`${module}.ts`))
  return { variants, child: join(home, 'child.js') }
}

const babel = { cwd: root, configFile: false, babelrc: false } as const

/** A module of this folder, without types. */
function strip(file: string, plugins: PluginItem[] = []): string {
  const filename = join(import.meta.dirname, file)
  const result = transformSync(readFileSync(filename, 'utf8'), {
    ...babel,
    filename,
    presets: ['@babel/preset-typescript'],
    plugins: [...plugins, retarget as PluginItem],
  })
  return result?.code ?? ''
}

function compileModule(code: string, plugin: PluginItem): string {
  const filename = join(import.meta.dirname, 'programs/written.js')
  const result = transformSync(code, { ...babel, filename, plugins: [plugin, retarget as PluginItem] })
  return result?.code ?? ''
}

interface ImportPath {
  node: { source?: { value: string } | null }
}

function retarget(): object {
  const visit = ({ node: { source } }: ImportPath): void => {
    if (!source) return
    if (source.value === '#context') source.value = './context.js'
    else if (source.value === 'afterword/compiled') source.value = './runtime.js'
    else if (source.value.startsWith('.')) source.value = source.value.replace(/\.ts$/, '.js')
  }
  return { visitor: { ImportDeclaration: visit, ExportNamedDeclaration: visit } }
}

/** `tracked(fn)` → `fn`: only one tool wants it. */
const withoutTracked = (() => ({
  visitor: {
    CallExpression(path: {
      node: { callee: { name?: string }; arguments: unknown[] }
      replaceWith(node: unknown): void
    }) {
      if (path.node.callee.name === 'tracked') path.replaceWith(path.node.arguments[0])
    },
    ImportSpecifier(path: { node: { local: { name: string } }; remove(): void }) {
      if (path.node.local.name === 'tracked') path.remove()
    },
  },
})) as unknown as PluginItem
