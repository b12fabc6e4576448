// `externals` that keep every package outside of the bundle, in an app that has no afterword of its own: what compiling adds must be in it.
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root, run } from '../babel/harness.ts'

const made: string[] = []
afterAll(() => {
  for (const each of made) rmSync(each, { recursive: true, force: true })
})

const MAIN = `import { after } from 'next/server'

export const save = async (): Promise<string> => {
  await null
  const caught = await Promise.resolve().then(() => after(() => {})).catch((error: Error) => error.message)
  return String(caught)
}
save().then(console.log)
`

const build = (tool: string, externals: string): string => `
import * as bundler from '${tool}'
import afterword from '${join(root, 'dist/transform/bundlers', tool === 'webpack' ? 'webpack.js' : 'rspack.js')}'
const loader = ${
  tool === 'webpack'
    ? `{ loader: 'babel-loader', options: { presets: ['@babel/preset-typescript'], configFile: false } }`
    : `{ loader: 'builtin:swc-loader', options: { jsc: { parser: { syntax: 'typescript' } }, env: { targets: 'node 20' } } }`
}
const compiler = (bundler.rspack ?? bundler.default)({
  mode: 'production', target: 'node20', entry: './main.ts', plugins: [afterword()], optimization: { minimize: false },
  module: { rules: [{ test: /\\.ts$/, ...loader }] },
  externalsType: 'commonjs', externals: ${externals},
  output: { path: import.meta.dirname + '/out', filename: 'main.cjs' },
})
compiler.run((error, stats) => {
  if (error) throw error
  console.error(stats.toString({ preset: 'errors-warnings', colors: false }))
  process.exitCode = stats.hasErrors() ? 1 : 0
  compiler.close(() => {})
})
`

const PACKAGES = '[({ request }, done) => (/^[a-z@]/.test(request) ? done(null, request) : done())]'

test.each([
  ['webpack', '[/^afterword/]'],
  ['webpack', PACKAGES],
  ['@rspack/core', '[/^afterword/]'],
  ['@rspack/core', PACKAGES],
])(
  '%s, externals: %s',
  async (tool, externals) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'outside-')))
    made.push(folder)
    await mkdir(join(folder, 'node_modules/@rspack'), { recursive: true })
    await mkdir(join(folder, 'node_modules/@babel'))
    for (const name of ['webpack', '@rspack/core', 'babel-loader', '@babel/core', '@babel/preset-typescript'])
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'main.ts'), MAIN)
    writeFileSync(join(folder, 'build.js'), build(tool, externals))
    const built = await run(folder, ['build.js'])
    expect(built).toMatchObject({ code: 0 })
    const { code, stdout, stderr } = await run(folder, ['out/main.cjs'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('AFTERWORD_NO_SCOPE: after() ')
  },
  120_000,
)
