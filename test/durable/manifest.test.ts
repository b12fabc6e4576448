// `virtual:afterword/jobs`: a worker knows every job of its project, in a package that says `sideEffects: false` too, whoever builds it; and nothing of a
// job is in a bundle for a browser.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build as esbuild } from 'esbuild'
import { rolldown } from 'rolldown'
import { rollup } from 'rollup'
import { build as vite } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import webpack from 'webpack'
import forEsbuild from '../../transform/bundlers/esbuild.ts'
import forRolldown from '../../transform/bundlers/rolldown.ts'
import forRollup from '../../transform/bundlers/rollup.ts'
import forVite from '../../transform/bundlers/vite.ts'
import forWebpack from '../../transform/bundlers/webpack.ts'

const root = join(import.meta.dirname, '../..')
const files: Record<string, string> = {
  'package.json': JSON.stringify({ name: 'shop', type: 'module', sideEffects: false }),
  'src/orders.js': `import { after } from 'afterword'
export const Button = () => 'button'
export function place(order) { after(() => 'secret ' + order, { name: 'receipt', durable: true }) }
`,
  'src/stock.js': `import { after } from 'afterword'
export function take(item) { after(() => item, { name: 'stock', durable: { attempts: 3 } }) }
`,
  'src/plain.js': `import { after } from 'afterword'\nexport const durable = () => after(() => 1)\n`,
  // A server that uses the module, and so has its jobs.
  'src/server.js': `import { place } from './orders.js'\nglobalThis.place = place\n`,
  'src/client.js': `import { Button } from './orders.js'\ndocument.body.append(Button())\n`,
  'src/worker.js': `import 'virtual:afterword/jobs'
import { known } from './known.js'
known()
`,
  'src/known.js': `export const known = () => console.log([...globalThis[Symbol.for('afterword.durable.v1')].jobs.keys()].sort().join())\n`,
}
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-jobs-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).trim()

type Build = (input: string, out: string) => Promise<unknown>

/** Each writes one file that Node runs. */
const builds: Record<string, Build> = {
  rollup: async (input, file) => {
    const { nodeResolve } = await import('@rollup/plugin-node-resolve')
    const bundle = await inFolder(() =>
      rollup({ input, plugins: [forRollup() as never, nodeResolve()], external: /^node:/ }),
    )
    await bundle.write({ file, format: 'esm', inlineDynamicImports: true })
  },
  rolldown: async (input, file) => {
    const bundle = await rolldown({ input, cwd: folder, platform: 'node', plugins: [forRolldown() as never] })
    await bundle.write({ file, format: 'esm' })
  },
  vite: (input, file) =>
    vite({
      root: folder,
      configFile: false,
      logLevel: 'error',
      plugins: [forVite() as never],
      ssr: { noExternal: true },
      build: {
        ssr: input,
        outDir: dirname(file),
        emptyOutDir: false,
        rollupOptions: { output: { entryFileNames: file.slice(dirname(file).length + 1) } },
      },
    }),
  esbuild: (input, file) =>
    esbuild({
      absWorkingDir: folder,
      entryPoints: [input],
      outfile: file,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
      plugins: [forEsbuild() as never],
    }),
  webpack: (input, file) =>
    new Promise<void>((done, fail) => {
      webpack(
        {
          context: folder,
          mode: 'production',
          target: 'node20',
          entry: input,
          output: { path: dirname(file), filename: file.slice(dirname(file).length + 1), module: true },
          experiments: { outputModule: true },
          plugins: [forWebpack() as never],
        },
        (error, stats) => {
          const found = error ?? (stats?.hasErrors() ? new Error(stats.toString('errors-only')) : null)
          if (found) fail(found)
          else done()
        },
      )
    }),
}

/** Names of files are relative to where Rollup runs. */
async function inFolder<T>(work: () => Promise<T>): Promise<T> {
  const before = process.cwd()
  const spied = process.cwd
  process.cwd = () => folder
  try {
    return await work()
  } finally {
    process.cwd = spied
    expect(process.cwd()).toBe(before)
  }
}

for (const [name, build] of Object.entries(builds)) {
  test(`${name}: a worker knows the jobs of all modules`, async () => {
    const file = join(folder, `dist-${name}/worker.mjs`)
    await build(join(folder, 'src/worker.js'), file)
    expect(run(file)).toBe('receipt,stock')
  }, 120_000)

  test(`${name}: a server that imports a module has its job`, async () => {
    const file = join(folder, `dist-${name}/server.mjs`)
    await build(join(folder, 'src/server.js'), file)
    expect(readFileSync(file, 'utf8')).toContain('secret ')
    writeFileSync(
      join(folder, `dist-${name}/ask.mjs`),
      `import './server.mjs'\n${files['src/known.js']?.replace('export const known = () => ', '')}`,
    )
    expect(run(join(folder, `dist-${name}/ask.mjs`))).toBe('receipt')
  }, 120_000)
}

test('Node: afterword/register finds them as it starts', () => {
  const register = join(root, 'dist/transform/register.js')
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  run('-e', `require('fs').symlinkSync(${JSON.stringify(root)}, 'node_modules/afterword', 'dir')`)
  expect(run('--import', register, 'src/worker.js')).toBe('receipt,stock')
}, 60_000)

test('a bundle for a browser has nothing of a job', async () => {
  const outDir = join(folder, 'dist-client')
  await vite({
    root: folder,
    configFile: false,
    logLevel: 'error',
    plugins: [forVite() as never],
    build: { outDir, minify: false, rollupOptions: { input: join(folder, 'src/client.js') } },
  })
  const [first = ''] = readdirSync(join(outDir, 'assets'))
  const text = readFileSync(join(outDir, 'assets', first), 'utf8')
  expect(text).toContain('button')
  expect(text).not.toMatch(/secret|receipt|durable/)
}, 120_000)
