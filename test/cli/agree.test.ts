/**
 * What check, ESLint and the compiler say of a program, beside what happens when it runs: where a request is lost none of them is silent, where
 * nothing is thrown there is no alarm. Each program is executed, compiled by the register, behind middleware that is not compiled and waits.
 */
import { spawnSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import path from 'node:path'
import { Linter } from 'eslint'
import { afterAll, describe, expect, test } from 'vitest'
import { analyzeSource } from '../../transform/compile.ts'
import afterword from '../../transform/eslint.ts'
import { resolveOptions } from '../../transform/options.ts'
import { makeFolder, root, run, writeFiles } from './harness.ts'

const { folder, remove } = makeFolder()
afterAll(remove)

/** Not compiled: what it is given it calls from a job of its own, or from whoever emits. */
const LIBRARY = `export const wait = (handler) => async (...all) => { await new Promise(setImmediate); return handler(...all) }
export const later = (fn, ...all) => new Promise((resolve, reject) => setImmediate(() => { try { resolve(fn(...all)) } catch (error) { reject(error) } }))
export const createContext = ({ waitUntil }) => ({ keep: (promise) => later(waitUntil, promise) })
const listeners = []
export const bus = { on: (name, fn) => listeners.push(fn), emit: () => Promise.all(listeners.splice(0).map((fn) => later(fn))) }
`

const SERVE = `import { withAfter } from 'afterword/fetch'
import { wait } from 'library'
import * as route from './route.js'
const { fetch } = withAfter({ fetch: wait(route.GET) })
const response = await fetch(new Request('http://localhost/'))
console.log(response.status)
`

const WRAPPER = 'const withLog = (h) => async (request) => { after(() => 1); return h(request) }\n'
const OK = "new Response('')"

/** What runs, and whether its request is lost. */
const CASES: Record<string, [code: string, lost: boolean]> = {
  'a handler through a wrapper of the file': [
    `${WRAPPER}export const GET = withLog(handler)\nfunction handler() { after(() => 1); return ${OK} }`,
    false,
  ],
  'two wrappers, and a handler in place': [
    `${WRAPPER}export const GET = withLog(withLog(async (r) => { await 1; after(() => 1); return ${OK} }))`,
    false,
  ],
  'a handler of an object that a function makes': [
    `const create = () => ({ GET: (request) => { after(() => 1); return ${OK} } })\nexport const { GET } = create()`,
    false,
  ],
  'after handed over as a value': [
    `import { createContext } from 'library'\nexport const GET = async (r) => { await createContext({ waitUntil: after }).keep(Promise.resolve()); return ${OK} }`,
    false,
  ],
  'after as a value of a list, by a short property and by an alias': [
    `import { later } from 'library'\nexport async function GET(r) { const all = { after }; const give = after; for (const fn of [all.after, give]) await later(fn, () => 1); return ${OK} }`,
    false,
  ],
  'a question at the top of the module': [
    `if (currentScope()) after(() => 1)\nexport const GET = (r) => { after(() => 1); return ${OK} }`,
    false,
  ],
  'a listener that is given by name': [
    `import { bus } from 'library'\nfunction save() { after(() => 1) }\nexport const GET = async (r) => { bus.on('x', save); await bus.emit('x'); return ${OK} }`,
    true,
  ],
  'after at the top of the module': [`after(() => 1)\nexport const GET = () => ${OK}`, true],
}

function alarms(home: string, code: string): Record<string, string[]> {
  const { stdout } = run(home, ['check', '--json'])
  const checked = (JSON.parse(stdout).diagnostics as { code: string; level: string }[])
    .filter(({ level }) => level !== 'info')
    .map((each) => each.code)
  const { plugins, rules } = afterword.configs.recommended
  const config = { plugins, rules, languageOptions: { ecmaVersion: 'latest', sourceType: 'module' } }
  const linted = new Linter()
    .verify(code, config as Linter.Config, 'route.js')
    .map(({ ruleId }) => `${ruleId}`)
  const source = { code, name: 'route.js', language: 'jsx', sourceType: 'module' } as const
  const compiled = analyzeSource(source, resolveOptions({})).plan.diagnostics.map(({ slug }) => slug)
  return { check: checked, ESLint: linted, compiler: compiled }
}

describe('they agree with what happens', () => {
  test.each(Object.entries(CASES))('%s', (name, [program, lost]) => {
    const home = path.join(folder, name.replaceAll(/\W+/g, '-'))
    const code = `import { after, currentScope } from 'afterword'\n${program}\n`
    writeFiles(home, {
      'package.json': '{ "type": "module" }',
      'route.js': code,
      'serve.js': SERVE,
      'node_modules/library/package.json': '{ "name": "library", "type": "module", "exports": "./index.js" }',
      'node_modules/library/index.js': LIBRARY,
    })
    symlinkSync(root, path.join(home, 'node_modules/afterword'), 'dir')
    const register = path.join(root, 'dist/transform/register.js')
    const ran = spawnSync(process.execPath, ['--import', `file://${register}`, 'serve.js'], {
      cwd: home,
      encoding: 'utf8',
    })
    const isLost = ran.stderr.includes('AFTERWORD_NO_SCOPE')
    expect(isLost, ran.stdout + ran.stderr).toBe(lost)
    if (!lost) expect(ran.stdout).toBe('200\n')
    for (const [who, said] of Object.entries(alarms(home, code)))
      expect(said.length > 0, `${who} says ${said.join() || 'nothing'}`).toBe(lost)
  })
})
