// One program of functions, classes and JSX, compiled by each tool that has SWC in it, as its users would configure it, and asked by three
// at once. A trivial file would pass with the plugin of another version, too.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openProject, type Project, testBuilt } from './project.ts'

// Each starts several processes, and the first time npm installs what it needs.
vi.setConfig({ testTimeout: 180_000 })

const users = ['ada', 'bob', 'cyd']

/** One task in the method, one in the component: named by their places, each under the request whose order it is. */
const places = readFileSync(join(import.meta.dirname, 'app/src/shop.tsx'), 'utf8')
  .split('\n')
  .flatMap((line, index) => (line.includes('after((') ? [`src/shop.tsx:${index + 1}`] : []))
const expected = {
  answers: users.map(() => '<ul><li>tea</li></ul>'),
  told: places.flatMap((place) => users.map((user) => `${place} ${user} ${user}`)),
}

test('the program has a task in a method and one in a component', () => {
  expect(places).toHaveLength(2)
})

async function expectRight(project: Project, file: string): Promise<void> {
  const { code, said } = await project.node('main.js', [file])
  expect(said).toMatch(/^\{.*\}\n$/)
  expect(code).toBe(0)
  expect(JSON.parse(said)).toEqual(expected)
}

const cores: [string, { install?: string; core?: string }][] = [
  ['1.15.0', { install: 'core-1.15.0' }],
  ['1.15.47', { core: 'swc-1.15' }],
  ['1.16.0', { install: 'core-1.16.0' }],
  ['1.16.22', { core: '@swc/core' }],
]

for (const [version, needs] of cores)
  testBuilt(`@swc/core ${version}`, async (context) => {
    const project = await openProject(context, `core-${version}`, {
      layers: ['app', 'tools/core'],
      ...needs,
    })
    expect(JSON.parse(project.read('node_modules/@swc/core/package.json')).version).toBe(version)
    expect(await project.node('compile.js')).toEqual({ code: 0, said: '' })
    await expectRight(project, 'out/shop.js')

    const { code, said } = await project.node('wrong.js')
    expect(said).toContain("failed to invoke plugin on 'Some(")
    expect(code).toBe(1)
  })

testBuilt('@swc/cli', async (context) => {
  const project = await openProject(context, 'cli', { layers: ['app', 'tools/cli'] })
  const args = ['src', '--out-dir', 'out', '--strip-leading-paths']
  expect(await project.node('@swc/cli/bin/swc.js', args)).toMatchObject({ code: 0 })
  await expectRight(project, 'out/shop.js')
})

testBuilt('@swc/jest', async (context) => {
  const project = await openProject(context, 'jest', { layers: ['app', 'tools/jest'], install: 'jest' })
  const env = { NODE_OPTIONS: '--experimental-vm-modules' }
  const { code, said } = await project.node('jest/bin/jest.js', ['--no-cache', '--runInBand'], env)
  expect(said).toContain('1 passed')
  expect(code).toBe(0)
  expect(JSON.parse(project.read('found.json'))).toEqual(expected)
})

testBuilt('@swc-node/register', async (context) => {
  const project = await openProject(context, 'swc-node', {
    layers: ['app', 'tools/swc-node'],
    install: 'swc-node',
  })
  const args = ['@swc-node/register/esm-register', 'main.js', 'src/shop.tsx']
  // It keeps what it compiled beside the other temporary files, by neither `.swcrc` nor the plugin.
  const env = { SWCRC: 'true', SWC_NODE_CACHE: 'false' }
  const { code, said } = await project.node('--import', args, env)
  expect({ code, found: JSON.parse(said) }).toEqual({ code: 0, found: expected })
})

testBuilt('Rspack, with builtin:swc-loader', async (context) => {
  const project = await openProject(context, 'rspack', { layers: ['app', 'tools/rspack'] })
  expect(await project.node('build.js')).toEqual({ code: 0, said: '' })
  await expectRight(project, 'out/shop.js')
})

testBuilt('Vite, with @vitejs/plugin-react-swc', async (context) => {
  const project = await openProject(context, 'vite', { layers: ['app', 'tools/vite'] })
  expect(await project.node('vite/bin/vite.js', ['build'])).toMatchObject({ code: 0 })
  await expectRight(project, 'out/shop.js')
})
