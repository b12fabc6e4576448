// While a bundler watches: a module that gets its first durable task, and a new file with one, are known to the worker without a restart.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { rspack } from '@rspack/core'
import { context } from 'esbuild'
import { watch as rolldown } from 'rolldown'
import { watch as rollup } from 'rollup'
import { createServer, isRunnableDevEnvironment } from 'vite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import webpack from 'webpack'
import forEsbuild from '../../transform/bundlers/esbuild.ts'
import forRolldown from '../../transform/bundlers/rolldown.ts'
import forRollup from '../../transform/bundlers/rollup.ts'
import forRspack from '../../transform/bundlers/rspack.ts'
import forVite from '../../transform/bundlers/vite.ts'
import forWebpack from '../../transform/bundlers/webpack.ts'
import { inFolder, packed } from './manifest/builds.ts'

vi.setConfig({ testTimeout: 60_000 })

const task = (name: string): string => `import { after } from 'afterword'
export const give = (order) => after(() => order, { name: '${name}', durable: true })
`
let folder = ''
const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-watch-'))
  write('package.json', JSON.stringify({ name: 'shop', type: 'module', sideEffects: false }))
  write('src/orders.js', 'export const give = () => {}\n')
  write(
    'src/worker.js',
    "import 'virtual:afterword/jobs'\nimport { known } from './known.js'\nexport const names = known()\n",
  )
  write(
    'src/known.js',
    "export const known = () => [...(globalThis[Symbol.for('afterword.durable.v1')]?.jobs.keys() ?? [])].sort().join()\n",
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

type Stop = () => Promise<unknown>

const watches: Record<string, (input: string, file: string) => Promise<Stop>> = {
  rollup: async (input, file) => {
    const { nodeResolve } = await import('@rollup/plugin-node-resolve')
    let watcher: ReturnType<typeof rollup> | undefined
    await inFolder(folder, async () => {
      watcher = rollup({
        input,
        plugins: [forRollup() as never, nodeResolve()],
        external: /^node:/,
        onLog() {},
        output: { file, format: 'esm' },
        watch: { buildDelay: 20 },
      })
      await vi.waitFor(() => expect(existsSync(file)).toBe(true), 30_000)
    })
    return async () => watcher?.close()
  },
  rolldown: async (input, file) => {
    const watcher = rolldown({
      input,
      cwd: folder,
      platform: 'node',
      plugins: [forRolldown() as never],
      logLevel: 'silent',
      output: { file, format: 'esm' },
    })
    return () => watcher.close()
  },
  esbuild: async (input, file) => {
    const built = await context({
      absWorkingDir: folder,
      entryPoints: [input],
      outfile: file,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
      plugins: [forEsbuild() as never],
    })
    await built.watch()
    return () => built.dispose()
  },
  webpack: async (input, file) => {
    const options = { ...packed(folder, input, file), plugins: [forWebpack()] }
    const watching = webpack(library(options) as never)?.watch({ aggregateTimeout: 20 }, () => {})
    return () => new Promise<void>((done) => watching?.close(() => done()))
  },
  rspack: async (input, file) => {
    const options = { ...packed(folder, input, file), plugins: [forRspack()] }
    const compiler = rspack(library(options) as never)
    const watching = compiler.watch({ aggregateTimeout: 20 }, () => {})
    return () => new Promise<void>((done) => watching?.close(() => compiler.close(() => done())))
  },
}

const library = (options: ReturnType<typeof packed>): object => ({
  ...options,
  mode: 'development',
  output: { ...options.output, library: { type: 'module' } },
})

/** What a worker that starts now would know. */
function namesIn(file: string): string {
  if (!existsSync(file)) return '-'
  const ask = `import(${JSON.stringify(`./${basename(file)}`)}).then(({ names }) => console.log(names))`
  try {
    return execFileSync(process.execPath, ['-e', ask], {
      cwd: dirname(file),
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  } catch {
    // It is being written.
    return '-'
  }
}

const step = { timeout: 30_000, interval: 300 }

test.each(Object.entries(watches))('%s', async (_, watch) => {
  const file = join(folder, 'dist/worker.mjs')
  const stop = await watch(join(folder, 'src/worker.js'), file)
  try {
    await vi.waitFor(() => expect(namesIn(file)).toBe(''), step)
    write('src/orders.js', task('receipt'))
    await vi.waitFor(() => expect(namesIn(file)).toBe('receipt'), step)
    write('src/stock.js', task('stock'))
    await vi.waitFor(() => expect(namesIn(file)).toBe('receipt,stock'), step)
    write('src/orders.js', 'export const give = () => {}\n')
    await vi.waitFor(() => expect(namesIn(file)).toBe('stock'), step)
  } finally {
    await stop()
  }
})

test('vite, while its development server runs', async () => {
  const server = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [forVite() as never],
    server: { middlewareMode: true, ws: false },
    ssr: { noExternal: true },
  })
  try {
    const { ssr } = server.environments
    if (!ssr || !isRunnableDevEnvironment(ssr)) throw new Error('it cannot run modules')
    const names = async (): Promise<string> => {
      const { names } = await ssr.runner.import<{ names: string }>('/src/worker.js')
      return names
    }
    const old = async (): Promise<string> => {
      const { names } = (await server.ssrLoadModule('/src/worker.js')) as { names: string }
      return names
    }
    expect(await names()).toBe('')
    write('src/orders.js', task('receipt'))
    await vi.waitFor(async () => expect(await names()).toBe('receipt'), step)
    write('src/stock.js', task('stock'))
    await vi.waitFor(async () => expect(await names()).toBe('receipt,stock'), step)
    expect(await old()).toBe('receipt,stock')
  } finally {
    await server.close()
  }
})
