// Every bundler with its plugin, from a file to one file that Node runs.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { rspack } from '@rspack/core'
import { build as esbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { build as vite } from 'vite'
import webpack from 'webpack'
import forEsbuild from '../../../transform/bundlers/esbuild.ts'
import forRolldown from '../../../transform/bundlers/rolldown.ts'
import forRollup from '../../../transform/bundlers/rollup.ts'
import forRspack from '../../../transform/bundlers/rspack.ts'
import forVite from '../../../transform/bundlers/vite.ts'
import forWebpack from '../../../transform/bundlers/webpack.ts'
import { ROOT } from '../../fixtures/read.ts'

/** @throws where the build fails */
export type Build = (folder: string, input: string, file: string) => Promise<unknown>

export const builds: Record<string, Build> = {
  rollup: async (folder, input, file) => {
    const { nodeResolve } = await import('@rollup/plugin-node-resolve')
    await inFolder(folder, async () => {
      const bundle = await rollup({
        input,
        plugins: [forRollup() as never, nodeResolve()],
        external: /^node:/,
        onLog() {},
      })
      await bundle.write({ file, format: 'esm', inlineDynamicImports: true })
    })
  },
  rolldown: async (folder, input, file) => {
    const bundle = await rolldown({
      input,
      cwd: folder,
      platform: 'node',
      plugins: [forRolldown() as never],
      logLevel: 'silent',
    })
    await bundle.write({ file, format: 'esm' })
  },
  vite: (folder, input, file) =>
    vite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      plugins: [forVite() as never],
      ssr: { noExternal: true },
      build: {
        ssr: input,
        outDir: dirname(file),
        emptyOutDir: false,
        rollupOptions: { output: { entryFileNames: basename(file) } },
      },
    }),
  esbuild: (folder, input, file) =>
    esbuild({
      absWorkingDir: folder,
      entryPoints: [input],
      outfile: file,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
      plugins: [forEsbuild() as never],
    }),
  webpack: (folder, input, file) => pack(webpack, packed(folder, input, file), forWebpack()),
  rspack: (folder, input, file) => pack(rspack as never, packed(folder, input, file), forRspack()),
  farm: async (folder, input, file) => {
    // Farm would bundle what an import names.
    const config = `const { default: afterword } = await import([${own('farm')}][0])
export default { root: ${JSON.stringify(folder)}, plugins: [afterword()], compilation: {
  mode: 'production', input: { ${JSON.stringify(basename(file, '.mjs'))}: ${JSON.stringify(input)} }, persistentCache: true, presetEnv: false,
  output: { path: ${JSON.stringify(relative(folder, dirname(file)))}, targetEnv: 'node', format: 'esm', clean: false, entryFilename: '[entryName].mjs' },
} }
`
    run(
      folder,
      process.execPath,
      config,
      `import { build } from ${JSON.stringify(import.meta.resolve('@farmfe/core'))}
await build({ configPath: process.argv[2] })`,
    )
  },
  bun: async (folder, input, file) => {
    const options = { entrypoints: [input], target: 'node', outdir: dirname(file), naming: basename(file) }
    run(
      folder,
      join(ROOT, 'node_modules/.bin/bun'),
      '',
      `import afterword from ${own('bun')}
const made = await Bun.build({ ...${JSON.stringify(options)}, plugins: [afterword()] })
if (!made.success) throw new AggregateError(made.logs)`,
    )
  },
}

const own = (name: string): string => JSON.stringify(join(ROOT, `dist/transform/bundlers/${name}.js`))

/** Those that keep on disk what they have built, by their option for it: Farm does so unasked. */
export const caches: Record<string, Build> = {
  webpack: (folder, input, file) =>
    pack(webpack, { ...packed(folder, input, file), cache: { type: 'filesystem' } }, forWebpack()),
  rspack: (folder, input, file) =>
    pack(rspack as never, { ...packed(folder, input, file), cache: { type: 'persistent' } }, forRspack()),
  farm: (folder, input, file) => builds.farm?.(folder, input, file) as Promise<unknown>,
}

const pack = (make: typeof webpack, options: object, plugin: object): Promise<void> =>
  new Promise<void>((done, fail) => {
    const compiler = make({ ...options, plugins: [plugin] } as never)
    compiler?.run((error, stats) => {
      const found = error ?? (stats?.hasErrors() ? new Error(stats.toString('errors-only')) : null)
      // What is kept is written now.
      compiler.close(() => (found ? fail(found) : done()))
    })
  })

export const packed = (folder: string, input: string, file: string) => ({
  context: folder,
  mode: 'production',
  target: 'node20',
  entry: input,
  output: { path: dirname(file), filename: basename(file), module: true },
  experiments: { outputModule: true },
})

/** In a process of its own: what ends that must not end the test. */
function run(folder: string, runtime: string, config: string, script: string): void {
  const own = join(folder, 'builds')
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'farm.config.mjs'), config)
  writeFileSync(join(own, 'build.mjs'), script)
  execFileSync(runtime, [join(own, 'build.mjs'), join(own, 'farm.config.mjs')], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Names of files are relative to where Rollup runs. */
export async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  const spied = process.cwd
  process.cwd = () => folder
  try {
    await work()
  } finally {
    process.cwd = spied
  }
}
