/** A file that a tool has made, of three thousand lines in one expression, goes through everything that reads programs. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Linter } from 'eslint'
import { afterAll, expect, test } from 'vitest'
import { check } from '../../transform/check/index.ts'
import { explain } from '../../transform/cli/explain.ts'
import afterword from '../../transform/eslint.ts'
import { ROOT } from './same.ts'

const GENERATED = `import { after } from 'afterword'

export async function GET(request) {
  const user = await request.json()
  after(() => console.log(user))
  return text(user)
}
export async function text(user) {
  await null
  return (
${Array.from({ length: 3000 }, (_, index) => (index % 2 ? `    '<li>${index}'` : '    user.name')).join(' +\n')}
  )
}
`

const folder = mkdtempSync(path.join(tmpdir(), 'afterword generated '))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, text: string): string => {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
write('package.json', '{ "type": "module" }')
const file = write('app/generated.js', GENERATED)

/** In a process with the stack that every process has. */
function run(script: string): string {
  const args = ['--input-type=module', '--eval', script]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  return stdout + stderr
}

test('Node with afterword/register', { timeout: 60_000 }, () => {
  const said = run(`
    import { createCompiler } from './transform/register/compile.ts'
    import { readFileSync } from 'node:fs'
    import { pathToFileURL } from 'node:url'
    const file = ${JSON.stringify(file)}
    const compile = createCompiler({ root: ${JSON.stringify(folder)}, options: {} })
    console.log(compile(readFileSync(file, 'utf8'), pathToFileURL(file).href, 'module').includes('afterword/compiled'))`)
  expect(said).toBe('true\n')
})

test('Vite', { timeout: 120_000 }, () => {
  const said = run(`
    import { build } from 'vite'
    import afterword from './transform/bundlers/vite.ts'
    const { output } = await build({
      configFile: false, logLevel: 'error', root: ${JSON.stringify(path.dirname(file))}, plugins: [afterword()],
      build: { ssr: ${JSON.stringify(file)}, write: false, minify: false, rollupOptions: { external: [/^afterword/] } },
    })
    console.log(output[0].code.includes('afterword/compiled'), output[0].code.includes('<li>2999'))`)
  expect(said).toBe('true true\n')
})

test('afterword check', { timeout: 60_000 }, () => {
  const { traces, diagnostics } = check(path.dirname(file))
  expect(diagnostics).toEqual([])
  expect(traces).toHaveLength(1)
})

test('afterword explain', { timeout: 60_000 }, async () => {
  const { diagnostics, code } = JSON.parse(await explain(file, { json: true, engine: 'text', whole: false }))
  expect(diagnostics).toEqual([])
  expect(code).toContain('afterword/compiled')
})

test('ESLint', { timeout: 60_000 }, () => {
  const said = new Linter({ configType: 'flat' }).verify(GENERATED, [afterword.configs.all])
  expect(said.map(({ message }) => message)).toEqual([])
})
