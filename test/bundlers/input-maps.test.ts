// What another tool has written brings its map along, inline or beside it: tasks are called by the lines that their author wrote.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from '@babel/core'
import { build, transformSync as lower } from 'esbuild'
import { afterAll, describe, expect, test } from 'vitest'
import plugin from '../../transform/babel.ts'
import { transform } from '../../transform/transform.ts'
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
