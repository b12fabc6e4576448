// Compiled once: what is kept, what makes it compile again, and what may happen to the files.
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { digest } from '../../transform/register/cache.ts'
import { imported, openProject, type Project, probe } from './harness.ts'
import { findVersions } from './versions.ts'

const main = `${probe(imported)}console.log('own', await compiled())\n`
const open = (manifest: Record<string, unknown> = {}): Project =>
  openProject({ 'main.mjs': main }, { type: 'module', ...manifest })

/** Changes what is kept, as nobody but a test would: with its checksum. */
function plant(file: string, from: string, to: string): void {
  const body = readFileSync(file, 'utf8').split('\n')[1] as string
  expect(body).toContain(from)
  const changed = body.replace(from, to)
  writeFileSync(file, `${digest(changed)}\n${changed}`)
}

it.each(findVersions(['20', '24']))(
  'what was compiled before is not compiled again (Node %s)',
  async (_, node) => {
    const project = open()
    expect(await project.run(['main.mjs'], { node })).toBe('own true\n')
    const [file = '', ...more] = project.cached()
    expect(more).toEqual([])
    plant(file, "console.log('own'", "console.log('kept'")
    expect(await project.run(['main.mjs'], { node })).toBe('kept true\n')
  },
)

it('a changed file is compiled again, and so is every file when options change', async () => {
  const project = open()
  await project.run(['main.mjs'])
  project.write('main.mjs', main.replace("'own'", "'changed'"))
  expect(await project.run(['main.mjs'])).toBe('changed true\n')
  expect(project.cached()).toHaveLength(2)

  project.write('package.json', JSON.stringify({ type: 'module', afterword: { sites: false } }))
  expect(await project.run(['main.mjs'])).toBe('changed true\n')
  expect(project.cached()).toHaveLength(3)
  await project.run(['main.mjs'], { env: { NODE_ENV: 'development' } })
  expect(project.cached()).toHaveLength(4)

  const manifest = project.read('node_modules/afterword/package.json')
  project.write(
    'node_modules/afterword/package.json',
    manifest.replace(/"version": ".*"/, '"version": "9.9.9"'),
  )
  await project.run(['main.mjs'])
  expect(project.cached()).toHaveLength(5)
})

it('a file that needs nothing is kept as such', async () => {
  const project = openProject({ 'main.mjs': 'const one = () => 1\nconsole.log(one())\n' })
  expect(await project.run(['main.mjs'])).toBe('1\n')
  const [file = ''] = project.cached()
  plant(file, '"code":null', '"code":"console.log(2)"')
  expect(await project.run(['main.mjs'])).toBe('2\n')
})

it.each([
  ['cut off', (text: string) => text.slice(0, text.length / 2)],
  ['empty', () => ''],
  ['of other bytes', () => '\u0000\u0001\n\n{}'],
  ['changed', (text: string) => text.replace("'own'", "'evil'")],
])('a file of the cache that is %s does no harm, and is mended', async (_what, spoil) => {
  const project = open()
  await project.run(['main.mjs'])
  const [file = ''] = project.cached()
  const good = readFileSync(file, 'utf8')
  writeFileSync(file, spoil(good))
  expect(await project.run(['main.mjs'])).toBe('own true\n')
  expect(readFileSync(file, 'utf8')).toBe(good)
})

it('many processes at once write what each can read, and leave nothing behind', async () => {
  const project = open()
  const outputs = await Promise.all(Array.from({ length: 6 }, () => project.run(['main.mjs'])))
  expect(new Set(outputs)).toEqual(new Set(['own true\n']))
  expect(project.cached()).toHaveLength(1)
})

it('where nothing can be written, everything is compiled each time', async () => {
  const blocked = open()
  blocked.write('node_modules/.cache', 'a file')
  expect(await blocked.run(['main.mjs'])).toBe('own true\n')
  expect(await blocked.run(['main.mjs'])).toBe('own true\n')

  // For root no folder is read-only.
  if (process.getuid?.() !== 0) {
    const locked = open()
    chmodSync(locked.path('node_modules'), 0o555)
    expect(await locked.run(['main.mjs'])).toBe('own true\n')
    chmodSync(locked.path('node_modules'), 0o755)
  }
})

it('once a day what nobody has read for a month is dropped', async () => {
  const project = open()
  await project.run(['main.mjs'])
  const [file = ''] = project.cached()
  const stamp = project.path('node_modules/.cache/afterword/.pruned')
  const ago = (days: number): Date => new Date(Date.now() - days * 24 * 60 * 60 * 1000)
  for (const [name, days] of [
    ['old', 31],
    ['young', 29],
  ] as const) {
    project.write(`node_modules/.cache/afterword/${name}`, '')
    utimesSync(project.path(`node_modules/.cache/afterword/${name}`), ago(days), ago(days))
  }
  await project.run(['main.mjs'])
  expect(project.cached()).toHaveLength(3)

  utimesSync(stamp, ago(2), ago(2))
  await project.run(['main.mjs'])
  expect(project.cached().sort()).toEqual([file, project.path('node_modules/.cache/afterword/young')].sort())
  expect(Date.now() - statSync(stamp).mtimeMs).toBeLessThan(60_000)
})

it('a project without node_modules of its own uses those above it', async () => {
  const project = openProject({
    'packages/api/package.json': '{ "type": "module", "afterword": { "sites": false } }',
    'packages/api/main.mjs': main,
  })
  const output = await project.plain([
    '-e',
    `
    process.chdir('packages/api')
    const { stdout } = require('node:child_process').spawnSync(process.execPath, ['--import', 'afterword/register', 'main.mjs'], { encoding: 'utf8' })
    process.stdout.write(stdout)`,
  ])
  expect(output.stdout).toBe('own true\n')
  expect(project.cached()).toHaveLength(1)
  expect(readdirSync(project.path('packages/api'))).toEqual(['main.mjs', 'package.json'])
  rmSync(project.path('packages'), { recursive: true })
})
