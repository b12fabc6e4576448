// `virtual:afterword/jobs`: a worker knows every job of its project, in a package that says `sideEffects: false` too, whoever builds it; nothing of a
// job is in a bundle for a browser; and a durable task that cannot be stored ends the build.
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build as vite } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import forVite from '../../transform/bundlers/vite.ts'
import { builds, caches } from './manifest/builds.ts'

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
  'other/wrong.js': `import { after } from 'afterword'
export function wrong(order) { const send = () => order; after(() => send(), { name: 'wrong', durable: true }) }
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

for (const [name, build] of Object.entries(builds)) {
  test(`${name}: a worker knows the jobs of all modules`, async () => {
    const file = join(folder, `dist-${name}/worker.mjs`)
    await build(folder, join(folder, 'src/worker.js'), file)
    expect(run(file)).toBe('receipt,stock')
  }, 120_000)

  test(`${name}: a server that imports a module has its job`, async () => {
    const file = join(folder, `dist-${name}/server.mjs`)
    await build(folder, join(folder, 'src/server.js'), file)
    expect(readFileSync(file, 'utf8')).toContain('secret ')
    writeFileSync(
      join(folder, `dist-${name}/ask.mjs`),
      `import './server.mjs'\n${files['src/known.js']?.replace('export const known = () => ', '')}`,
    )
    expect(run(join(folder, `dist-${name}/ask.mjs`))).toBe('receipt')
  }, 120_000)

  test(`${name}: a durable task that cannot be stored ends the build`, async () => {
    const file = join(folder, `dist-${name}/wrong.mjs`)
    const failed = await build(folder, join(folder, 'other/wrong.js'), file).then(
      () => null,
      (error: Error & { stderr?: string; stdout?: string }) =>
        `${error.message}${error.stderr ?? ''}${error.stdout ?? ''}`,
    )
    expect(failed).toContain('AFTERWORD_DURABLE_CAPTURES at other/wrong.js:2:70')
    expect(failed).toContain('What to do:')
  }, 120_000)
}

test.each(Object.entries(caches))(
  '%s: a job that is new is in the next build, whatever is kept of the last one',
  async (name, build) => {
    const file = join(folder, `dist-kept-${name}/worker.mjs`)
    const added = join(folder, 'src/added.js')
    await build(folder, join(folder, 'src/worker.js'), file)
    expect(run(file)).toBe('receipt,stock')
    writeFileSync(added, files['src/stock.js']?.replace(/'stock'/, "'added'") ?? '')
    try {
      await build(folder, join(folder, 'src/worker.js'), file)
      expect(run(file)).toBe('added,receipt,stock')
    } finally {
      rmSync(added)
    }
  },
  120_000,
)

test('Node: afterword/register finds them as it starts', () => {
  const register = join(root, 'dist/transform/register.js')
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(root, join(folder, 'node_modules/afterword'), 'dir')
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
