// The guides to mocks (in this folder), run as it stands by each tool, with the package installed: with the plugin, and without.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openProject, type Project } from '../bundlers/vite/project.ts'
import { installPackages } from '../install.ts'

const root = join(import.meta.dirname, '../..')
const isFull = process.env.AFTERWORD_FULL === '1'
type Files = Record<string, string>

const sections = new Map(
  ['README', 'vitest', 'jest', 'node', 'bun']
    .flatMap((name) => readFileSync(join(import.meta.dirname, `${name}.md`), 'utf8').split(/^## /m))
    .map((section): [string, Files] => [/^.*/.exec(section)?.[0] ?? '', filesOf(section)]),
)

function filesOf(section: string): Files {
  const blocks = section.matchAll(/```[jt]s\n\/\/ (\S+)\n([\s\S]*?)```/g)
  return Object.fromEntries([...blocks].map(([, file = '', text = '']) => [file, text]))
}

const opened: Project[] = []
afterAll(() => {
  for (const project of opened) project[Symbol.dispose]()
}, 60_000)

/** What the tool is made of comes from the folder where it is installed, and what Next is from the root. */
function open(section: string, modules: string, more: Files = {}): Project {
  const shared = sections.get('Mocks') ?? {}
  const project = openProject({ ...shared, ...sections.get(section), ...more })
  opened.push(project)
  for (const name of readdirSync(modules)) {
    if (name.startsWith('.')) continue
    const at = join(project.root, 'node_modules', name)
    if (!existsSync(at)) symlinkSync(join(modules, name), at)
  }
  return project
}

const own = join(root, 'node_modules')
const linked = (names: readonly string[]): string => {
  const folder = join(root, '.cache/testing/own', names.join('-'))
  mkdirSync(folder, { recursive: true })
  for (const name of names)
    if (!existsSync(join(folder, name))) symlinkSync(join(own, name), join(folder, name))
  return folder
}
const next = ['next', 'react', 'react-dom']

/** The number of tests of a section. */
const count = (section: string): number =>
  Object.entries(sections.get(section) ?? {})
    .filter(([file]) => file.endsWith('.test.ts'))
    .reduce((sum, [, text]) => sum + [...text.matchAll(/^ *test\(/gm)].length, 0)

const vitestOf = (project: Project, config?: string) =>
  project.run('node_modules/vitest/vitest.mjs', 'run', '--no-cache', ...(config ? ['--config', config] : []))
const uncompiledTests = {
  'excluded.config.ts':
    "import afterword from 'afterword/vite'\nexport default { plugins: [afterword({ exclude: '.test.ts' })] }",
  'plain.config.ts': 'export default {}',
}

describe('vitest', () => {
  it.each([
    ['with Next', next],
    ['where Next is not installed', []],
  ])('5 runs the guide %s', async (_, more) => {
    const project = open('Vitest', linked(['vitest', ...more]), uncompiledTests)
    for (const config of [undefined, 'excluded.config.ts', ...(more.length > 0 ? ['plain.config.ts'] : [])]) {
      const { code, output } = await vitestOf(project, config)
      // Without the plugin `after` of the one test that calls the real one still has its scope: nothing is awaited before it but a mock.
      if (config === 'plain.config.ts') expect(output).toContain('AFTERWORD_NO_SCOPE')
      else expect([code, output]).toEqual([0, expect.stringContaining(`${count('Vitest')} passed`)])
    }
  })

  it.each([
    ['with Next', next],
    ['where Next is not installed', []],
  ])('5 runs what a setup file and __mocks__ mock %s', async (_, more) => {
    const project = open('Vitest, for all tests', linked(['vitest', ...more]), {
      'next.config.ts': (sections.get('Vitest, for all tests')?.['vitest.config.ts'] ?? '').replace(
        'afterword()',
        "afterword({ host: 'next' })",
      ),
    })
    for (const config of [undefined, ...(more.length > 0 ? ['next.config.ts'] : [])]) {
      const { code, output } = await vitestOf(project, config)
      expect([code, output]).toEqual([0, expect.stringContaining(`${count('Vitest, for all tests')} passed`)])
    }
  })

  it.each(['vitest-3', 'vitest-4'])('%s does', async (name) => {
    if (!isFull) return void console.log(`not run without --full: the guide to mocks in ${name}`)
    const { folder, missing } = await installed(name)
    expect(missing).toBe(null)
    for (const section of ['Vitest', 'Vitest, for all tests']) {
      const { code, output } = await vitestOf(open(section, join(folder, 'node_modules')))
      expect([code, output]).toEqual([0, expect.stringContaining(`${count(section)} passed`)])
    }
  })
})

const installed = (name: string) =>
  installPackages(join(import.meta.dirname, 'tools', name, 'package.json'), join(root, '.cache/testing'))

describe('jest', () => {
  const swcOf = (
    type: string,
    options = '{}',
  ) => `['@swc/jest', { module: { type: '${type}' }, jsc: { target: 'es2022',
    parser: { syntax: 'typescript' }, experimental: { plugins: [['afterword/swc.wasm', ${options}]] } } }]`
  const swc = (config: string, ...given: Parameters<typeof swcOf>): string =>
    `${config}\nmodule.exports.transform = { '\\\\.[cm]?[jt]s$': ${swcOf(...given)} }`
  const fileOf = (section: string, file: string): string => sections.get(section)?.[file] ?? ''
  const babelOf = (section: string): string =>
    fileOf(section, 'babel.config.cjs') || fileOf('Jest', 'babel.config.cjs')
  const withPlugin = (section: string, plugin: string): string =>
    babelOf(section).replace("'afterword/babel'", plugin)
  const ways = (section: string, type: string): [string, Files][] => {
    const config = fileOf(section, 'jest.config.cjs')
    return [
      ['Babel', { 'babel.config.cjs': babelOf(section) }],
      [
        "Babel and host: 'next'",
        { 'babel.config.cjs': withPlugin(section, "['afterword/babel', { host: 'next' }]") },
      ],
      ['SWC', { 'jest.config.cjs': swc(config, type) }],
      ["SWC and host: 'next'", { 'jest.config.cjs': swc(config, type, "{ host: 'next' }") }],
      ['Babel, and no plugin', { 'babel.config.cjs': withPlugin(section, '') }],
    ]
  }
  const run = async (section: string, way: string, more: Files, ...flags: string[]) => {
    if (!isFull)
      return void console.log(`not run without --full: the guide to mocks, "${section}", with ${way}`)
    const { folder, missing } = await installed('jest')
    expect(missing).toBe(null)
    const project = open(section, join(folder, 'node_modules'), more)
    if (way.startsWith('SWC'))
      cpSync(join(root, 'swc.wasm'), join(project.root, 'node_modules/afterword/swc.wasm'))
    const { code, output } = await project.run(
      ...flags,
      'node_modules/jest/bin/jest.js',
      '--ci',
      '--no-cache',
    )
    expect([code, output]).toEqual([0, expect.stringContaining(`${count(section)} passed`)])
  }

  it.each(ways('Jest', 'commonjs'))('30 runs the guide with %s', (way, more) => run('Jest', way, more))

  it.each(ways('Jest, for all tests', 'commonjs'))(
    '30 runs what a setup file and __mocks__ mock with %s',
    (way, more) => run('Jest, for all tests', way, more),
  )

  it.each(ways('Jest with native ES modules', 'es6'))('30 runs native ES modules with %s', (way, more) =>
    run('Jest with native ES modules', way, more, '--experimental-vm-modules'),
  )
})

describe('node:test', () => {
  it.each([
    ['the plugin', ['--import', 'afterword/register']],
    ['no plugin', []],
  ])('runs the guide with %s', async (_, flags) => {
    const project = open('node:test', linked(next))
    const tests = ['orders', 'route'].map((name) => `src/${name}.test.ts`)
    const args = [...flags, '--experimental-test-module-mocks', '--test', ...tests]
    const { code, output } = await project.run(...args)
    expect([code, output]).toEqual([0, expect.stringContaining(`pass ${count('node:test')}\n`)])
  })

  it.each([
    ['the plugin', ['--import', 'afterword/register']],
    ['no plugin', []],
  ])('runs what a preloaded file mocks with %s', async (_, flags) => {
    const project = open('node:test, for all tests', linked(next))
    const args = [...flags, '--experimental-test-module-mocks', '--import', './setup.ts']
    const { code, output } = await project.run(...args, '--test', 'src/route.test.ts')
    expect([code, output]).toEqual([
      0,
      expect.stringContaining(`pass ${count('node:test, for all tests')}\n`),
    ])
  })
})

describe('bun test', () => {
  it.each([
    ['the plugin', ['--preload', './preload.ts']],
    ['no plugin', []],
  ])('runs the guide with %s', async (_, flags) => {
    const project = open('bun test', linked(next))
    const { spawnSync } = await import('node:child_process')
    const bun = join(own, '.bin/bun')
    const { status, stderr } = spawnSync(bun, ['test', ...flags, './src'], {
      cwd: project.root,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, expect.stringContaining(`${count('bun test')} pass`)])
  })

  it.each([
    ['the plugin', ['--preload', './preload.ts']],
    ["host: 'next'", ['--preload', './next.ts']],
    ['no plugin', []],
  ])('runs what a preloaded file mocks with %s', async (_, flags) => {
    const section = 'bun test, for all tests'
    const text = sections.get(section)?.['preload.ts'] ?? ''
    const more = { 'next.ts': text.replace('afterword()', "afterword({ host: 'next' })") }
    const project = open(section, linked(next), more)
    const { spawnSync } = await import('node:child_process')
    const bun = join(own, '.bin/bun')
    const { status, stderr } = spawnSync(bun, ['test', ...flags, '--preload', './setup.ts', './src'], {
      cwd: project.root,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, expect.stringContaining(`${count(section)} pass`)])
  })
})
