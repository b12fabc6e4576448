// Every declaration, as a compiler reads it that skips no library: where no bundler, no framework and no DOM is installed, in each generation of
// TypeScript and each way to resolve a name.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { installPackages } from '../install.ts'

const root = join(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const entries = Object.keys(manifest.exports).filter((name) => !/\.(?:wasm|json)$/.test(name))
const names = entries.map((name) => `afterword${name.slice(1)}`)
// ESLint brings its own types, and whoever imports its plugin has it.
const without = names.filter((name) => name !== 'afterword/eslint')

let folder = ''

beforeAll(async () => {
  const cache = join(root, '.cache/declarations')
  const installed = await installPackages(join(import.meta.dirname, 'types/package.json'), cache)
  if (installed.missing) throw new Error(installed.missing)
  folder = installed.folder
  const home = join(folder, 'node_modules/afterword')
  rmSync(home, { recursive: true, force: true })
  mkdirSync(home)
  cpSync(join(root, 'dist'), join(home, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(home, 'package.json'))
}, 240_000)

const program = `
import { after, bind, cookies, currentScope, headers, openScope, type AfterHandle, type AfterInfo, type Scope } from 'afterword'
import { withAfter as forFetch } from 'afterword/fetch'
import { withAfter as forNode } from 'afterword/node'
import { flushAfter, withAfterScope } from 'afterword/test'
import vite from 'afterword/vite'
import rollup from 'afterword/rollup'
import webpack, { type Options } from 'afterword/webpack'
import esbuild from 'afterword/esbuild'
import type {} from 'afterword/durable'
import 'virtual:afterword/jobs'

const handle: AfterHandle = after((info: AfterInfo) => info.outcome)
const { cancel, done } = handle
export const worker = forFetch({ port: 1, fetch: (_request: Request) => new Response('x') })
export const port: number = worker.port
export const listener = forNode((req, res) => { res.end(req.url) })
export async function use(scope: Scope) {
  const { result } = await withAfterScope({ headers: { 'x-user': 'ada' } }, () => 1)
  await withAfterScope({ headers: [['x-user', 'ada']] }, () => 1)
  await withAfterScope({ headers: new Headers() }, () => 1)
  // @ts-expect-error: it is no any
  await withAfterScope({ headers: 42 }, () => 1)
  await flushAfter(scope)
  return [result.toFixed(), headers().get('a'), (await cookies()).get('a')?.value, bind(() => 1)(), currentScope(), openScope(), cancel(), (await done).status]
}
const options: Options = { include: 'src/' }
const plugins: { name: string }[] = [rollup(options), ...vite(options), esbuild(options)]
const compilers: { apply(compiler: unknown): void }[] = [webpack(options)]
export default [plugins, compilers]
`

const compilers = {
  'TypeScript 5.2': () => join(folder, 'node_modules/typescript-5.2/bin/tsc'),
  'TypeScript 5.9': () => join(folder, 'node_modules/typescript-5.9/bin/tsc'),
  'TypeScript 6': () => join(root, 'node_modules/typescript6/bin/tsc'),
  'TypeScript 7': () => join(root, 'node_modules/typescript/bin/tsc'),
}

type Compiler = keyof typeof compilers

const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' }
const bundler = { module: 'esnext', moduleResolution: 'bundler' }
const node10 = { module: 'commonjs', moduleResolution: 'node10' }
const quiet = { ignoreDeprecations: '6.0' }

test.each<[Compiler, string, object]>([
  ['TypeScript 5.2', 'nodenext', nodenext],
  ['TypeScript 5.2', 'bundler', bundler],
  ['TypeScript 5.2', 'module: commonjs', node10],
  ['TypeScript 5.9', 'nodenext', nodenext],
  ['TypeScript 5.9', 'module: commonjs', node10],
  ['TypeScript 5.9', 'a DOM', { ...bundler, lib: ['es2022', 'dom', 'dom.iterable'] }],
  ['TypeScript 6', 'nodenext', nodenext],
  ['TypeScript 6', 'bundler', bundler],
  ['TypeScript 6', 'module: commonjs', { ...node10, ...quiet }],
  ['TypeScript 7', 'nodenext', nodenext],
  ['TypeScript 7', 'bundler', bundler],
  ['TypeScript 7', 'a DOM', { ...bundler, lib: ['es2022', 'dom', 'dom.iterable'] }],
])('%s, %s', (compiler, way, options) => {
  const home = join(folder, `${compiler} ${way}`.replace(/\W+/g, '-'))
  mkdirSync(home, { recursive: true })
  const imports = without.map(
    (name, index) => `import * as m${index} from '${name}'\nexport const e${index}: object = m${index}\n`,
  )
  writeFileSync(join(home, 'all.ts'), imports.join(''))
  writeFileSync(join(home, 'program.ts'), program)
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'es2022',
    lib: ['es2022'],
    types: ['node'],
    ...options,
  }
  writeFileSync(
    join(home, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['all.ts', 'program.ts'] }),
  )
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({ type: way === 'module: commonjs' ? 'commonjs' : 'module' }),
  )
  const { stdout } = spawnSync(process.execPath, [compilers[compiler](), '-p', home], { encoding: 'utf8' })
  // pg-boss 12.38 asks for types of pg, and for a name that its own file of types has not.
  const theirs = /node_modules\/(?:@types|undici-types|pg-boss)\//
  const ours = stdout.split('\n').filter((line) => /error/.test(line) && !theirs.test(line))
  expect(ours).toEqual([])
})

test('typesVersions says of every entry what exports does', () => {
  const listed = manifest.typesVersions['*']
  expect(Object.keys(listed).sort()).toEqual(
    entries
      .filter((name) => name !== '.')
      .map((name) => name.slice(2))
      .sort(),
  )
  for (const [name, [file]] of Object.entries<string[]>(listed))
    expect([name, readFileSync(join(root, file as string), 'utf8').length > 0]).toEqual([name, true])
})
