/** Programs as deep as V8 runs them are compiled; what is deeper is left as it is, with a message, and ends no process. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { transformSync } from '@babel/core'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../transform/analyze/index.ts'
import babelPlugin from '../../transform/babel.ts'
import { transform } from '../../transform/transform.ts'
import { LEANING, NESTED } from './shapes.ts'

const COMPILED = `
const _ = { scope: null }
const _aw1 = { r: _, x: () => _, l: (_, x) => x, b: (_, x) => x, g: () => {}, o: () => {}, i: (s) => s, h: () => null, n: () => null,
  chain: (o, m, ...a) => o[m](...a), bound: (f) => f }
const require = () => ({ home() {} })
`

/** What `main` comes to, with functions and objects that answer for any depth. */
async function run(code: string): Promise<unknown> {
  const x = { n: 7, m: () => x, self: null as unknown, again: null as unknown }
  x.self = x
  x.again = Object.assign(() => x.again, { n: 8 })
  const main = vm.runInThisContext(`(() => { ${COMPILED}; ${code}; return main })()`)
  return main((value: unknown) => value, x)
}

describe('the text engine, 5,600 deep', () => {
  test.each(Object.entries(LEANING))('%s', { timeout: 60_000 }, async (_, make) => {
    const code = make(5600)
    const result = transform(code, '/app/file.cjs', { root: '/app', debug: false })
    expect(result?.diagnostics).toEqual([])
    expect(result?.code.includes('_aw1.b(_f, await ')).toBe(true)
    // What V8 compiles it runs at half that depth, where it has the stack to itself.
    const short = make(1500)
    const compiled = transform(short, '/app/file.cjs', { root: '/app', debug: false })
    expect(await run(compiled?.code ?? '')).toEqual(await run(short))
  })
})

describe('the Babel plugin, as deep as Babel', () => {
  const build = (code: string, plugins: unknown[]): string | null => {
    try {
      const options = {
        filename: '/app/file.cjs',
        sourceType: 'script',
        cwd: '/app',
        configFile: false,
        babelrc: false,
      } as const
      return transformSync(code, { ...options, plugins: plugins as never })?.code ?? ''
    } catch (error) {
      if (error instanceof RangeError) return null
      throw error
    }
  }
  test.each(Object.entries(LEANING))('%s', { timeout: 60_000 }, async (_, make) => {
    let depth = 1000
    while (depth > 100 && build(make(depth * 1.3), []) === null) depth *= 0.8
    const code = make(Math.floor(depth))
    const compiled = build(code, [[babelPlugin, { debug: false }]])
    expect(compiled?.includes('_aw1.b(_f, await ')).toBe(true)
    expect(await run(compiled ?? '')).toEqual(await run(code))
  })
})

describe('deeper than anything runs', () => {
  const folder = fileURLToPath(new URL('../..', import.meta.url))
  const program = (name: string, depth: number): string => `
    import { transform } from './transform/transform.ts'
    import { NESTED } from './test/parity/shapes.ts'
    const result = transform(NESTED[${JSON.stringify(name)}](${depth}), '/app/file.js', { root: '/app' })
    console.log(result.code.includes('afterword'), result.diagnostics.map(({ code, level }) => code + ' ' + level).join())`
  test.each(Object.keys(NESTED))('%s leave the file alone', { timeout: 60_000 }, (name) => {
    const args = ['--input-type=module', '--eval', program(name, 30_000)]
    const { signal, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    expect({ signal, stdout, stderr }).toEqual({
      signal: null,
      stdout: 'false AFTERWORD_TOO_DEEP warning\n',
      stderr: '',
    })
  })

  test('brackets in strings, comments and regular expressions are none', () => {
    const code = `export const all = [\n${'\'(\', "[", `{`, /* ( */\n'.repeat(2000)}]\nexport async function f(g) { await g(); g() }\n`
    const result = transform(code, '/app/file.js', { root: '/app' })
    expect(result?.diagnostics).toEqual([])
    expect(result?.code.includes('_b(_f, await ')).toBe(true)
  })

  test('a tree that is too deep for the stack is left alone, whoever has made it', () => {
    const name = (at: number) => ({ type: 'Identifier', name: 'a', start: at, end: at + 1 })
    let id: object = name(0)
    for (let depth = 0; depth < 50_000; depth++)
      id = { type: 'ArrayPattern', elements: [id], start: 0, end: 1 }
    const declarator = { type: 'VariableDeclarator', id, init: name(0), start: 0, end: 1 }
    const declaration = {
      type: 'VariableDeclaration',
      kind: 'const',
      declarations: [declarator],
      start: 0,
      end: 1,
    }
    const program = { type: 'Program', sourceType: 'module', body: [declaration], start: 0, end: 1 }
    const options = {
      code: 'a',
      comments: [],
      file: 'a.js',
      lineOf: () => 1,
      sources: [],
      entries: [],
      sites: false,
    }
    const { leftAlone, diagnostics } = analyze(program, options)
    expect({ leftAlone, slugs: diagnostics.map(({ slug }) => slug) }).toEqual({
      leftAlone: { rule: 'R14', because: 'it is nested too deep' },
      slugs: ['too-deep'],
    })
  })
})
