// What another tool has written brings its map along, inline or beside it: tasks are called by the lines that their author wrote.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from '@babel/core'
import { rspack } from '@rspack/core'
import { build, transformSync as lower } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import webpack, { type Stats } from 'webpack'
import plugin from '../../transform/babel.ts'
import rspackPlugin from '../../transform/bundlers/rspack.ts'
import webpackPlugin from '../../transform/bundlers/webpack.ts'
import { transform } from '../../transform/transform.ts'
import { installPackages } from '../install.ts'
import { openProject, visit } from './harness.ts'

const SOURCE = `import { after } from 'afterword'

interface Row {
  id: string
}

export function save(row: Row, rows: Row[]): void {

  after(() => console.log(row.id))
  for (const each of rows)
    later(() => save(each, []))
}
`

const root = mkdtempSync(join(tmpdir(), 'afterword-maps-'))
afterAll(() => rmSync(root, { recursive: true }))

/** As tsc writes it: to dist/, types gone, and lines with them. */
function write(kind: 'inline' | 'beside' | 'none'): { file: string; code: string } {
  const { code, map } = lower(SOURCE, { loader: 'ts', sourcemap: true, sourcefile: '../src/save.ts' })
  const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`
  const comment = { inline: url, beside: `${kind}.js.map`, none: 'gone.js.map' }[kind]
  writeFileSync(join(root, `${kind}.js.map`), map)
  return { file: join(root, `${kind}.js`), code: `${code}//# sourceMappingURL=${comment}\n` }
}

const engines = {
  text: (code: string, filename: string, debug: boolean) => transform(code, filename, { root, debug })?.code,
  babel: (code: string, filename: string, debug: boolean) =>
    transformSync(code, {
      filename,
      root,
      cwd: root,
      configFile: false,
      babelrc: false,
      plugins: [[plugin, { debug }]],
    })?.code,
}

describe.each(Object.entries(engines))('%s', (_name, engine) => {
  test.each(['inline', 'beside'] as const)('a map that is %s', (kind) => {
    const { code, file } = write(kind)
    const compiled = engine(code, file, false)
    expect(compiled).toContain('"../src/save.ts:9"')
    expect(engine(code, file, true)).toContain('"../src/save.ts:11"')
  })

  test('a map that is gone', () => {
    const { code, file } = write('none')
    expect(engine(code, file, false)).toMatch(/"none\.js:\d"/)
  })
})

test('Babel, a map that another tool hands over', () => {
  const { code, map } = lower(SOURCE, { loader: 'ts', sourcemap: 'external', sourcefile: '../src/save.ts' })
  const filename = join(root, 'handed.js')
  const options = {
    filename,
    root,
    cwd: root,
    configFile: false as const,
    babelrc: false as const,
    plugins: [plugin],
  }
  expect(transformSync(code, { ...options, inputSourceMap: JSON.parse(map) })?.code).toContain(
    '"../src/save.ts:9"',
  )
  expect(transformSync(code, options)?.code).toMatch(/"handed\.js:\d"/)
})

/** Real source-map-loader: it takes the comment away, and hands the map over beside the text. */
const { folder: loaders, missing } = await installPackages(
  join(import.meta.dirname, 'loaders/package.json'),
  join(homedir(), '.cache/afterword/loaders'),
)
if (missing) console.warn(`Not run: source-map-loader. ${missing}`)

describe.skipIf(missing)('behind source-map-loader', () => {
  const bundlers = {
    webpack: [webpack, webpackPlugin] as const,
    rspack: [rspack as unknown as typeof webpack, rspackPlugin as unknown as typeof webpackPlugin] as const,
  }
  test.each(
    Object.entries(bundlers).flatMap(([name, [bundler, plugin]]) =>
      (['inline', 'beside'] as const).map((kind) => ({ name, bundler, plugin, kind })),
    ),
  )('$name, a map that is $kind', async ({ name, bundler, plugin, kind }) => {
    const { file } = writeFile(kind)
    const out = join(root, `out-${name}-${kind}`)
    const compiler = bundler({
      context: root,
      mode: 'development',
      target: 'node',
      entry: file,
      devtool: 'source-map',
      output: { path: out, library: { type: 'commonjs2' } },
      externals: [/^afterword/],
      resolveLoader: { modules: [join(loaders, 'node_modules')] },
      module: { rules: [{ test: /\.js$/, enforce: 'pre', use: ['source-map-loader'] }] },
      plugins: [plugin()],
    })
    const stats = await new Promise<Stats>((resolve, reject) =>
      compiler?.run((error, found) => (error || !found ? reject(error) : resolve(found))),
    )
    expect(stats.toJson().errors).toEqual([])
    expect(readFileSync(join(out, 'main.js'), 'utf8')).toMatch(/"(?:\.\.\/)?src\/save\.ts:9"/)
    const map = JSON.parse(readFileSync(join(out, 'main.js.map'), 'utf8'))
    expect(map.sources.some((each: string) => each.endsWith('src/save.ts'))).toBe(true)
  })
})

function writeFile(kind: 'inline' | 'beside'): { file: string } {
  const { file, code } = write(kind)
  writeFileSync(file, code)
  return { file }
}

test('a bundle of what tsc wrote calls tasks by the lines of the source', async () => {
  const project = openProject('esbuild')
  await build({
    entryPoints: [
      'audit',
      'boom',
      'cart',
      'feed',
      'files',
      'app',
      'main',
      'middle',
      'meet',
      'journal',
      'shared',
    ].map((name) => project.path(`src/${name}.ts`)),
    outdir: project.path('src'),
    sourcemap: true,
    logLevel: 'error',
    target: 'es2022',
  })
  project.edit('build.js', 'src/main.ts', 'src/main.js')
  for (const name of ['app', 'main', 'middle', 'audit', 'boom', 'cart', 'feed', 'files'])
    project.write(
      `src/${name}.js`,
      project.read(`src/${name}.js`).replaceAll(/(from\s+"\.\/\w+)\.ts"/g, '$1.js"'),
    )
  expect((await project.build({ mode: 'production' })).code).toBe(0)
  const { finished } = await visit(project, ['out/main.js'])
  const names = finished.map(({ name }) => name)
  expect(names.length).toBeGreaterThan(10)
  for (const name of names) expect(name).toMatch(/^src\/\w+\.ts:\d+$/)
})
