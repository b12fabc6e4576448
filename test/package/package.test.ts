// What npm would publish, as who installs it finds it: every export on Node, its types, and nothing that nobody uses.

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const subpaths = Object.keys(manifest.exports).map((name) => `afterword${name.slice(1)}`)
const modules = subpaths.filter((name) => !/\.(?:wasm|json)$/.test(name))

interface Ran {
  status: number | null
  output: string
}

function run(command: string, args: string[], cwd: string): Ran {
  const { VITEST, NODE_ENV, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env })
  return { status, output: `${stdout}${stderr}` }
}

const bin = (name: string): string => join(root, 'node_modules/.bin', name)

describe('the packed tarball', () => {
  // Outside the repository: no package of ours must be in sight.
  const folder = mkdtempSync(join(tmpdir(), 'afterword-package-'))
  let tarball = ''

  beforeAll(() => {
    const { status, stdout, stderr } = spawnSync(
      'npm',
      ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder],
      { cwd: root, encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`npm pack: ${stderr}`)
    tarball = join(folder, stdout.trim())
    const project = {
      name: 'empty',
      type: 'module',
      private: true,
      dependencies: { afterword: `file:${tarball}` },
    }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(project))
    const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
    const installed = run('npm', ['install', ...flags], folder)
    if (installed.status !== 0) throw new Error(`npm install: ${installed.output}`)
  }, 120_000)

  afterAll(() => rmSync(folder, { recursive: true }))

  test.each(modules)('%s can be imported', (name) => {
    const { status, output } = run(
      process.execPath,
      ['--input-type=module', '-e', `await import('${name}')`],
      folder,
    )
    // What is for React or a linter is told apart from what is broken: only an optional peer may be missing.
    const missing = /Cannot find package '((?:@[\w-]+\/)?[\w-]+)/.exec(output)?.[1]
    if (missing && manifest.peerDependenciesMeta[missing]?.optional) return
    expect(output).toBe('')
    expect(status).toBe(0)
  })

  test('files that are no modules lie where exports say', () => {
    const script = `for (const name of ${JSON.stringify(subpaths)}) import.meta.resolve(name)`
    expect(run(process.execPath, ['--input-type=module', '-e', script], folder)).toEqual({
      status: 0,
      output: '',
    })
  })

  test('its command runs', () => {
    writeFileSync(
      join(folder, 'route.ts'),
      `import { after } from 'afterword'\nexport const GET = () => { after(() => 1) }\n`,
    )
    const { status, output } = run(join(folder, 'node_modules/.bin/afterword'), ['check'], folder)
    expect(output).toContain('it is exported as GET')
    expect(status).toBe(0)
  })

  test.each([
    ['a bundler', { module: 'esnext', moduleResolution: 'bundler' }],
    ['Node', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ])('every export has types for %s', (_name, resolution) => {
    const home = join(folder, 'types')
    mkdirSync(home, { recursive: true })
    const imports = modules.map(
      (name, index) => `import * as m${index} from '${name}'\nm${index} satisfies object\n`,
    )
    writeFileSync(join(home, 'all.ts'), `${imports.join('')}export {}\n`)
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2023',
      skipLibCheck: true,
      types: [],
      ...resolution,
    }
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['all.ts'] }))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    expect(run(process.execPath, [tsc, '-p', home], folder).output).toBe('')
  })

  test('are the types wrong? No', () => {
    const others = subpaths
      .filter((name) => !modules.includes(name))
      .map((name) => name.slice('afterword/'.length))
    const args = [tarball, '--profile', 'esm-only', '--format', 'json', '--exclude-entrypoints', ...others]
    const { output } = run(bin('attw'), args, root)
    const { problems } = JSON.parse(output) as { problems: Record<string, unknown[]> }
    // For CommonJS by the old resolution there is nothing: that is what esm-only means.
    const left = Object.values(problems).flat() as { kind: string; resolutionKind?: string }[]
    expect(
      left.filter(({ resolutionKind }) => resolutionKind !== 'node10' && resolutionKind !== 'node16-cjs'),
    ).toEqual([])
  })
})

test('knip finds no dead file, export or dependency', () => {
  const args = [
    '--no-progress',
    '--no-config-hints',
    '--config',
    'test/package/knip.ts',
    '--include',
    'files,exports,types,dependencies',
  ]
  expect(run(bin('knip'), args, root)).toEqual({ status: 0, output: '' })
}, 60_000)
