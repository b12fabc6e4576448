// A file that a bundler takes for a text or an asset is not compiled: it arrives as its author wrote it.

import { globSync, mkdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Bundler, openProject, type Project } from './harness.ts'

/** A page's script: all of it would be compiled. */
const SCRIPT = `export async function load(url) {
  const answer = await fetch(url)
  show(await answer.json())
}
`

/** A loader as people install one. */
const RAW_LOADER = ['module.exports = (code) =>', "'export default ' + JSON.stringify(code)"].join(' ')

interface Way {
  name: string
  bundler: Bundler
  /** What the program imports the text with, and prints. */
  program: string
  /** Edits of the configuration. */
  edits?: [from: string | RegExp, to: string][]
  /** The text is a file of its own. */
  isAsset?: boolean
}

const print = (source: string, attributes = ''): string =>
  `import text from '${source}'${attributes}\nconsole.log(JSON.stringify(typeof text === 'string' ? text : text.toString()))\n`
const TEXT = ` with { type: 'text' }`
const asset = "console.log(new URL('./page.js', import.meta.url).href)\n"

const rule = (rule: string): [string, string] => ['rules: [', `rules: [${rule}, `]
const webpacks = (['webpack', 'rspack'] as const).flatMap((bundler): Way[] => [
  { name: 'new URL()', bundler, program: asset, isAsset: true },
  {
    name: '?raw',
    bundler,
    program: print('./page.js?raw'),
    edits: [rule(`{ resourceQuery: /raw/, type: 'asset/source' }`)],
  },
  {
    name: 'type: asset/source',
    bundler,
    program: print('./page.tmpl.js'),
    edits: [rule(`{ test: /tmpl\\.js$/, type: 'asset/source' }`)],
  },
  {
    name: 'type: asset/resource',
    bundler,
    program: print('./page.tmpl.js'),
    edits: [rule(`{ test: /tmpl\\.js$/, type: 'asset/resource' }`)],
    isAsset: true,
  },
  { name: 'raw-loader!', bundler, program: print('raw-loader!./page.js') },
  {
    name: 'a rule with raw-loader',
    bundler,
    program: print('./page.tmpl.js'),
    edits: [rule(`{ test: /tmpl\\.js$/, use: 'raw-loader' }`)],
  },
  ...(bundler === 'webpack' ? [{ name: 'with { type }', bundler, program: print('./page.js', TEXT) }] : []),
])

/** Plugins that write the string by other means than JSON, or leave it to the bundler to choose the file. */
const TEMPLATE =
  "'export default `' + code.replace(/[`$\\\\]/g, (each) => String.fromCharCode(92) + each) + '`'"
const STRING_PLUGINS = {
  'a plugin that writes a template': `{ name: 'string', transform: (code, id) => id.endsWith('.tmpl.js') ? { code: ${TEMPLATE}, map: { mappings: '' } } : null }`,
  'a plugin that asks a helper': `{ name: 'string', transform(code, id) { const dataToEsm = (text) => 'const text = ' + JSON.stringify(text) + '; export default text'; return id.endsWith('.tmpl.js') ? { code: dataToEsm(code), map: { mappings: '' } } : null } }`,
  'a plugin whose filter names the files': `{ name: 'string', transform: { filter: { id: '**/*.tmpl.js' }, handler: (code) => ({ code: ${TEMPLATE}, map: { mappings: '' } }) } }`,
}

const ways: Way[] = [
  ...webpacks,
  {
    name: 'rollup-plugin-string',
    bundler: 'rollup',
    program: print('./page.tmpl.js'),
    edits: [
      [
        'plugins: [afterword()',
        `plugins: [afterword(), { name: 'string', transform: (code, id) => id.endsWith('.tmpl.js') ? { code: \`export default \${JSON.stringify(code)};\`, map: { mappings: '' } } : null }`,
      ],
    ],
  },
  ...Object.entries(STRING_PLUGINS).map(
    ([name, plugin]): Way => ({
      name,
      bundler: 'rollup',
      program: print('./page.tmpl.js'),
      edits: [['plugins: [afterword()', `plugins: [afterword(), ${plugin}`]],
    }),
  ),
  {
    name: 'moduleTypes',
    bundler: 'rolldown',
    program: print('./page.tmpl.js'),
    edits: [['plugins: [', `moduleTypes: { '.tmpl.js': 'text' }, plugins: [`]],
  },
  {
    name: 'loader',
    bundler: 'esbuild',
    program: print('./page.tmpl.js'),
    edits: [['bundle: true', `bundle: true, loader: { '.tmpl.js': 'text' }`]],
  },
  {
    name: 'loader: file',
    bundler: 'esbuild',
    program: print('./page.tmpl.js'),
    edits: [['bundle: true', `bundle: true, loader: { '.tmpl.js': 'file' }`]],
    isAsset: true,
  },
  { name: 'with { type }', bundler: 'esbuild', program: print('./page.js', TEXT) },
  {
    name: 'loader',
    bundler: 'bun',
    program: print('./page.jsx'),
    edits: [["entrypoints: ['src/main.ts']", `entrypoints: ['src/main.ts'], loader: { '.jsx': 'text' }`]],
  },
  { name: 'with { type }', bundler: 'bun', program: print('./page.js', TEXT) },
  { name: '?raw', bundler: 'farm', program: print('./page.js?raw') },
]

const configs: Partial<Record<Bundler, string>> = {
  rollup: 'rollup.config.js',
  rolldown: 'rolldown.config.js',
  webpack: 'webpack.config.js',
  rspack: 'rspack.config.js',
  farm: 'farm.config.js',
}

describe.concurrent('what a bundler takes for a text', () => {
  test.each(ways)('$bundler: $name', async ({ bundler, program, edits = [], isAsset }) => {
    const project = openProject(bundler)
    for (const name of ['page.js', 'page.tmpl.js', 'page.jsx']) project.write(`src/${name}`, SCRIPT)
    project.write(
      'src/main.ts',
      `${program}export const save = async () => { await null; globalThis.keep() }\n`,
    )
    mkdirSync(project.path('node_modules/raw-loader'), { recursive: true })
    project.write('node_modules/raw-loader/index.js', RAW_LOADER)
    for (const [from, to] of edits) project.edit(configs[bundler] ?? 'build.js', from, to)
    const { code, stdout, stderr } = await project.build({ mode: 'development' })
    expect({ code, said: stdout + stderr }).toMatchObject({ code: 0 })
    expect(stdout + stderr).not.toMatch(/AFTERWORD_/)
    if (isAsset) return expect(assetsOf(project)).toContain(SCRIPT)
    const run = await project.node(['out/main.js'])
    expect(run).toMatchObject({ code: 0 })
    expect(JSON.parse(run.stdout)).toBe(SCRIPT)
    // The program itself is compiled.
    expect(project.readAll('out')).toMatch(/register/)
  })
})

const assetsOf = (project: Project): string[] =>
  globSync('**/*', { cwd: project.path('out'), withFileTypes: true }).flatMap((each) =>
    each.isFile()
      ? [project.read(`${each.parentPath.slice(project.directory.length + 1)}/${each.name}`)]
      : [],
  )
