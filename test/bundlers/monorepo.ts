// The ways in which a workspace in pnpm's layout is built and run: by every bundler, with afterword in the bundle and outside of it, and without a build.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { root, run } from '../babel/harness.ts'
import { layOut, remove } from '../monorepo.ts'

const bin = (file: string): string => join(root, 'node_modules', file)
const bun = bin('.bin/bun')

export interface Way {
  name: string
  /** Written beside the app's package.json. */
  files: Record<string, string>
  tools: string[]
  edit?: [file: string, from: string, to: string]
  build?: { args: string[]; node?: string }
  serve: { args: string[]; node?: string }
  /** Whether the runtime stays outside of what is built; undefined where nothing is. */
  isOutside?: boolean
}

const VITE = (more: string): string => `import afterword from 'afterword/vite'
export default { plugins: [afterword()], build: { ssr: 'src/main.ts', outDir: 'out' }, logLevel: 'warn', ${more} }
`
const viteBuild = { args: ['node_modules/vite/bin/vite.js', 'build'] }

const DEV = `import { createServer } from 'vite'
const vite = await createServer({ server: { middlewareMode: true, ws: false, hmr: false }, appType: 'custom' })
await vite.environments.ssr.runner.import('/src/main.ts')
`

const AUDIT = `export const audit = async (done) => {
  await null
  done()
}
`

const ROLLUP = (external: string): string => `import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import afterword from 'afterword/rollup'
import esbuild from 'rollup-plugin-esbuild'
export default {
  input: 'src/main.ts',
  plugins: [afterword(), resolve({ extensions: ['.ts', '.js', '.cjs'] }), esbuild(), commonjs()],
  external: [/^node:/, ${external}],
  output: { file: 'out/main.js', format: 'es' },
}
`
const rollupTools = [
  'rollup',
  '@rollup/plugin-commonjs',
  '@rollup/plugin-node-resolve',
  'rollup-plugin-esbuild',
]
const rollupBuild = { args: ['node_modules/rollup/dist/bin/rollup', '-c'] }

const ROLLDOWN = (external: string): string => `import afterword from 'afterword/rolldown'
export default {
  input: 'src/main.ts', platform: 'node', plugins: [afterword()], external: [${external}],
  output: { file: 'out/main.js', format: 'es' },
}
`

const ESBUILD = (more: string): string => `import afterword from 'afterword/esbuild'
import { build } from 'esbuild'
await build({
  entryPoints: ['src/main.ts'], bundle: true, platform: 'node', format: 'esm', outfile: 'out/main.js', plugins: [afterword()], ${more}
})
`

const WEBPACK = (
  tool: string,
  loader: string,
  externals: string,
): string => `import afterword from 'afterword/${tool === '@rspack/core' ? 'rspack' : 'webpack'}'
import * as bundler from '${tool}'
const compiler = (bundler.rspack ?? bundler.default)({
  mode: 'production', target: 'node20', entry: './src/main.ts', plugins: [afterword()], optimization: { minimize: false },
  module: { rules: [{ test: /\\.ts$/, ${loader} }] },
  experiments: { outputModule: true }, externalsType: 'module', externals: [${externals}],
  output: { path: import.meta.dirname + '/out', filename: 'main.js', module: true },
})
compiler.run((error, stats) => {
  if (error) throw error
  console.error(stats.toString({ preset: 'errors-warnings', colors: false }))
  process.exitCode = stats.hasErrors() ? 1 : 0
  compiler.close(() => {})
})
`
const BABEL = `loader: 'babel-loader', options: { presets: ['@babel/preset-typescript'], configFile: false }`
const BABEL_PLUGIN = `loader: 'babel-loader', exclude: /node_modules/, options: { presets: ['@babel/preset-typescript'], plugins: ['afterword/babel'], configFile: false, sourceType: 'unambiguous' } }, { test: /\\\\.cjs$/, ${BABEL.replace('options: {', "exclude: /node_modules/, options: { plugins: ['afterword/babel'], sourceType: 'script',")}`
const SWC = `loader: 'builtin:swc-loader', options: { jsc: { parser: { syntax: 'typescript' } }, env: { targets: 'node 20' } }`

const BUN = (external: string): string => `import afterword from 'afterword/bun'
await Bun.build({
  entrypoints: ['src/main.ts'], target: 'node', format: 'esm', outdir: 'out', plugins: [afterword()], external: [${external}],
})
`

const FARM = `import { build } from '@farmfe/core'
await build({ configPath: import.meta.dirname + '/farm.config.js' })
`
const FARM_CONFIG = (external: string): string => `import afterword from 'afterword/farm'
export default {
  plugins: [afterword()],
  compilation: {
    mode: 'production', input: { main: './src/main.ts' }, external: [${external}], minify: false, presetEnv: false, persistentCache: false,
    output: { path: 'out', targetEnv: 'node', format: 'esm', entryFilename: '[entryName].js', filename: '[resourceName].js' },
  },
}
`

const served = { args: ['out/main.js'] }
const script = { args: ['build.js'] }

export const ways: readonly Way[] = [
  ...[
    { name: 'Vite', more: `ssr: { noExternal: [/^(?!node:)/] }`, isOutside: false },
    { name: 'Vite, packages outside', more: '', isOutside: true },
  ].map(({ name, more, isOutside }) => ({
    name,
    files: { 'vite.config.js': VITE(more) },
    tools: ['vite'],
    build: viteBuild,
    serve: served,
    isOutside,
  })),
  {
    name: 'Vite in development',
    files: {
      'vite.config.js': VITE(`ssr: { external: ['@shop/retry'] }`),
      'dev.js': DEV,
      'src/audit.js': AUDIT,
    },
    // Vite's module runner runs no CommonJS.
    edit: ['src/main.ts', './audit.cjs', './audit.js'],
    tools: ['vite'],
    serve: { args: ['dev.js'] },
  },
  ...['', `/^afterword/`].map((external) => ({
    name: `Rollup${external && ', afterword outside'}`,
    files: { 'rollup.config.js': ROLLUP(external) },
    tools: rollupTools,
    build: rollupBuild,
    serve: served,
    isOutside: external !== '',
  })),
  ...['', `/^afterword/`].map((external) => ({
    name: `Rolldown${external && ', afterword outside'}`,
    files: { 'rolldown.config.js': ROLLDOWN(external) },
    tools: ['rolldown'],
    build: { args: ['node_modules/rolldown/bin/cli.mjs', '-c'] },
    serve: served,
    isOutside: external !== '',
  })),
  ...['', `external: ['afterword']`].map((external) => ({
    name: `esbuild${external && ', afterword outside'}`,
    files: { 'build.js': ESBUILD(external) },
    tools: ['esbuild'],
    build: script,
    serve: served,
    isOutside: external !== '',
  })),
  ...['', `/^afterword/`].map((external) => ({
    name: `webpack${external && ', afterword outside'}`,
    files: { 'build.js': WEBPACK('webpack', BABEL, external) },
    tools: ['webpack', 'babel-loader', '@babel/core', '@babel/preset-typescript'],
    build: script,
    serve: served,
    isOutside: external !== '',
  })),
  {
    name: 'webpack, with the Babel plugin',
    files: {
      'build.js': WEBPACK('webpack', BABEL_PLUGIN, '')
        .replace(/import afterword.*\n/, '')
        .replace('afterword()', ''),
    },
    tools: ['webpack', 'babel-loader', '@babel/core', '@babel/preset-typescript'],
    build: script,
    serve: served,
    isOutside: false,
  },
  ...['', `/^afterword/`].map((external) => ({
    name: `Rspack${external && ', afterword outside'}`,
    files: { 'build.js': WEBPACK('@rspack/core', SWC, external) },
    tools: ['@rspack/core'],
    build: script,
    serve: served,
    isOutside: external !== '',
  })),
  ...['', `'afterword'`].map((external) => ({
    name: `Bun${external && ', afterword outside'}`,
    files: { 'build.js': BUN(external) },
    tools: [],
    build: { ...script, node: bun },
    serve: served,
    isOutside: external !== '',
  })),
  {
    name: 'Bun without a build',
    files: { 'preload.js': "import afterword from 'afterword/bun'\nBun.plugin(afterword())\n" },
    tools: [],
    serve: { args: ['--preload', './preload.js', 'src/main.ts'], node: bun },
  },
  ...['', `'^afterword'`].map((external) => ({
    name: `Farm${external && ', afterword outside'}`,
    files: { 'build.js': FARM, 'farm.config.js': FARM_CONFIG(external) },
    tools: ['@farmfe/core'],
    build: script,
    serve: served,
    isOutside: external !== '',
  })),
  {
    name: 'Node with register',
    files: {},
    tools: [],
    serve: { args: ['--import', 'afterword/register', 'src/main.ts'] },
  },
]

/**
 * Builds and serves, and expects of each task that it had its own request.
 * @param modules where the tools are, if they are not this repository's
 */
export async function expectTasks(
  { files, tools, edit, build, serve, isOutside }: Way,
  modules?: string,
): Promise<void> {
  const folder = layOut('api', tools, { modules })
  try {
    const app = join(folder, 'apps/api')
    for (const [file, text] of Object.entries(files)) writeFileSync(join(app, file), text)
    if (edit) {
      const [file, from, to] = edit
      writeFileSync(join(app, file), readFileSync(join(app, file), 'utf8').replace(from, to))
    }
    if (build) {
      const { code, stdout, stderr } = await run(app, build.args, { ...(build.node && { node: build.node }) })
      expect({ code, said: stdout + stderr }).toMatchObject({ code: 0 })
      expect(stdout + stderr).not.toMatch(/AFTERWORD_|warning|unresolved|unused/i)
      expect(readAll(join(app, 'out')).includes('afterword.register.v1')).toBe(!isOutside)
    }
    const { heard } = await visit(app, serve)
    // The CommonJS file of the app and the package in CommonJS call back as well.
    const wanted = ['mailed', 'saved', 'saved']
    expect(heard).toEqual(Object.fromEntries(ids.map((id) => [id, wanted.map((what) => `${what} of ${id}`)])))
  } finally {
    remove(folder)
  }
}

const readAll = (cwd: string): string =>
  globSync('**/*.js', { cwd })
    .map((file) => readFileSync(join(cwd, file), 'utf8'))
    .join('\n')

const ids = Array.from({ length: 12 }, (_, index) => `order-${index}`)

async function visit(cwd: string, { args, node = process.execPath }: { args: string[]; node?: string }) {
  const { NODE_ENV, VITEST, ...env } = process.env
  const server = spawn(node, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  server.stderr.on('data', (text) => {
    stderr += text
  })
  const gone = once(server, 'exit').then(([code]) =>
    Promise.reject(new Error(`it ended with ${code}\n${stderr}`)),
  )
  try {
    const [line] = await Promise.race([once(createInterface({ input: server.stdout }), 'line'), gone])
    const url = `http://127.0.0.1:${/^port (\d+)$/.exec(line)?.[1]}`
    const ask = async (id: string): Promise<string> =>
      (await fetch(`${url}/`, { headers: { 'x-id': id } })).text()
    const bodies = await Promise.race([Promise.all(ids.map(ask)), gone])
    expect(bodies, stderr).toEqual(ids.map((id) => `placed ${id}`))
    const journal = (await (await fetch(`${url}/journal`)).json()) as {
      what: string
      id: string
      heard: string
    }[]
    const heard: Record<string, string[]> = {}
    for (const { what, id, heard: by } of journal) heard[id] = [...(heard[id] ?? []), `${what} of ${by}`]
    for (const each of Object.values(heard)) each.sort()
    return { heard }
  } finally {
    gone.catch(() => {})
    server.kill()
  }
}
