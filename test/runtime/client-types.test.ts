// What an editor says: `after` in a client file is a type error where TypeScript sees the condition `browser`, and its documentation has examples.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
mkdirSync(join(root, '.cache'), { recursive: true })
const folder = mkdtempSync(join(root, '.cache', 'client-types-'))
afterAll(() => rmSync(folder, { recursive: true }))

const program = `import { after, bind, cookies, currentScope, headers, hostInfo, type AfterOptions, type Scope } from 'afterword'
after(() => {})
after.with({}, () => {})
headers()
cookies()
export const options: AfterOptions = { on: 'error' }
export const scope: Scope | null = currentScope()
export const [pinned, host] = [bind(() => 1)(), hostInfo().name]
`

/** The lines of the program that are refused, and what is said. */
function compile(compiler: string, options: object): string {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: 'es2023',
    module: 'esnext',
    moduleResolution: 'bundler',
    types: [],
    ...options,
  }
  writeFileSync(join(folder, 'program.ts'), program)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc')
  return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout
}

it.each(['typescript', 'typescript6'])('%s refuses server calls in a browser, and says why', (compiler) => {
  const refused = compile(compiler, { customConditions: ['browser'] })
  const lines = [...refused.matchAll(/program\.ts\((\d+),/g)].map(([, line]) => Number(line))
  expect(lines).toEqual([2, 3, 4, 5])
  expect(refused).toContain('In a browser no response is sent')
})

it.each([
  ['a bundler', {}],
  ['Node', { module: 'nodenext', moduleResolution: 'nodenext' }],
  ["a server's bundle that also says browser", { customConditions: ['workerd', 'browser'] }],
  ['server components', { customConditions: ['react-server', 'browser'] }],
])('and nothing of it for %s', (_name, options) => {
  expect(compile('typescript', options)).toBe('')
})

it.each([
  ['after', 'after'],
  ['types', 'AfterOptions'],
])('the documentation in %s.d.ts comes with examples', (file, name) => {
  const declared = readFileSync(join(root, `dist/runtime/${file}.d.ts`), 'utf8')
  expect(declared).toContain(name)
  expect(declared.match(/@example/g)?.length).toBeGreaterThanOrEqual(4)
})
