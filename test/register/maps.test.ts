// Stack traces name what was written, to the column, whoever compiled it before.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../babel/harness.ts'
import { openProject, type Project } from './harness.ts'
import { findVersions } from './versions.ts'

const nodes = findVersions(['20', '24', '26']).map(([, node]) => node)

const source = `interface Order { id: string }

const later = async <T,>(value: T): Promise<T> => value

export async function fail(order: Order): Promise<never> {
  const id: string = await later(order.id); await later(id); throw new Error(\`no \${id}\`)
}

fail({ id: 'a' }).catch((error: Error) => console.log(error.stack?.split('\\n')[1]?.trim()))
`
const thrown = (file: string): string => {
  const lines = source.split('\n')
  const line = lines.findIndex((text) => text.includes('new Error')) + 1
  return `${file}:${line}:${(lines[line - 1] as string).indexOf('new Error') + 1})\n`
}

/** By TypeScript, as an author would. */
function compileBefore(project: Project, options: readonly string[]): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const args = [
    'src/app.ts',
    '--target',
    'es2022',
    '--types',
    'node',
    '--skipLibCheck',
    '--ignoreConfig',
    ...options,
  ]
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...args], {
    cwd: project.directory,
    encoding: 'utf8',
  })
  expect(stdout).toBe('')
  expect(status).toBe(0)
}

it.each([
  ['beside it', ['--sourceMap']],
  ['in it', ['--inlineSourceMap']],
  ['in another folder', ['--sourceMap', '--sourceRoot', '../src/']],
])('a file that tsc compiled, with its map %s: the stack names the original', async (_where, options) => {
  const project = openProject({ 'src/app.ts': source })
  compileBefore(project, ['--module', 'esnext', '--outDir', 'out', ...options])
  for (const node of nodes)
    expect(await project.run(['out/app.js'], { node })).toMatch(thrown(project.path('src/app.ts')))
})

it('CommonJS that tsc compiled', async () => {
  const project = openProject({ 'src/app.ts': source }, {})
  compileBefore(project, ['--module', 'commonjs', '--outDir', 'out', '--sourceMap'])
  for (const node of nodes)
    expect(await project.run(['out/app.js'], { node })).toMatch(thrown(project.path('src/app.ts')))
})

it.each([
  ['is not there', '//# sourceMappingURL=none.js.map'],
  ['is no map', '//# sourceMappingURL=data:application/json;base64,e30='],
  ['is no address', '//# sourceMappingURL=http://[/app.js.map'],
])('a map that %s: the stack names the file', async (_what, comment) => {
  const project = openProject({ 'app.ts': `${source}${comment}` })
  expect(await project.run(['app.ts'])).toMatch(thrown(project.path('app.ts')))
})

it('a changed map is another file', async () => {
  const project = openProject({ 'src/app.ts': source })
  compileBefore(project, ['--module', 'esnext', '--outDir', 'out', '--sourceMap'])
  await project.run(['out/app.js'])
  project.write('out/app.js.map', project.read('out/app.js.map').replace('app.ts', 'other.ts'))
  expect(await project.run(['out/app.js'])).toContain('other.ts:6:')
})

it('an uncaught error shows the line as it was written', async () => {
  const project = openProject({ 'app.ts': source.replace(/\.catch\(.*/, '') })
  const { code, stderr } = await project.try(['app.ts'])
  expect(code).toBe(1)
  expect(stderr).toContain(source.split('\n')[5])
  expect(stderr).not.toContain('_l(')
})
