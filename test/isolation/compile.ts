// Compiles a folder of TypeScript modules the way a build does, with Babel, and puts the result where Node can run it.

import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type PluginItem, transformSync } from '@babel/core'
import afterword from '../../transform/babel.ts'

const root = join(import.meta.dirname, '../..')

/** What `afterword/…` is while it is being developed: the sources themselves, so that no build can be stale. */
const sources: Record<string, string> = {
  afterword: 'runtime/index.ts',
  'afterword/compiled': 'runtime/compiled.ts',
  'afterword/node': 'runtime/hosts/node.ts',
}

export interface Compilation {
  /** Relative to this folder: `app`. */
  folder: string
  /** Where the output goes. Modules keep state, so every test has its own. */
  name: string
  /** Modules that afterword does not see, as a part of their path; true: none of them. */
  uncompiled?: string | true
  /** Instead of afterword. */
  plugins?: PluginItem[]
  /** The last word on each module's text. */
  rewrite?: (code: string) => string
  /** What `#tool` is. */
  tool?: string
}

/** @returns the URL of a compiled module, by its name in the folder */
export function compile(compilation: Compilation): (module: string) => string {
  const { folder, name, uncompiled, plugins = [afterword], rewrite = (code) => code } = compilation
  const from = join(import.meta.dirname, folder)
  const to = join(root, '.cache/isolation', `${name}-${process.pid}`)
  rmSync(to, { recursive: true, force: true })
  process.once('exit', () => rmSync(to, { recursive: true, force: true }))
  for (const file of globSync('**/*.ts', { cwd: from })) {
    const source = join(from, file)
    const seen = uncompiled !== true && !(uncompiled && file.includes(uncompiled))
    const result = transformSync(readFileSync(source, 'utf8'), {
      cwd: root,
      filename: source,
      configFile: false,
      babelrc: false,
      presets: ['@babel/preset-typescript'],
      plugins: [...(seen ? plugins : []), [retargetImports, { tool: compilation.tool }]],
    })
    const output = join(to, file.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(output), { recursive: true })
    writeFileSync(output, seen ? rewrite(result?.code ?? '') : (result?.code ?? ''))
  }
  return (module) => pathToFileURL(join(to, `${module}.js`)).href
}

interface ImportPath {
  node: { source?: { value: string } | null }
}

function retargetImports(_api: unknown, { tool }: Pick<Compilation, 'tool'>): object {
  const retarget = ({ node: { source } }: ImportPath): void => {
    if (!source) return
    const target = source.value === '#tool' && tool ? join(import.meta.dirname, tool) : sources[source.value]
    if (target) source.value = pathToFileURL(join(target.startsWith('/') ? '' : root, target)).href
    else if (source.value.startsWith('.')) source.value = source.value.replace(/\.ts$/, '.js')
  }
  return {
    visitor: {
      ImportDeclaration: retarget,
      ExportNamedDeclaration: retarget,
      ExportAllDeclaration: retarget,
    },
  }
}
