// `afterword/transform`: what it gives back, what it skips, what it refuses, and where its source map points.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { transformSync } from '@babel/core'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { buildSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { analyze, isEmpty } from '../../transform/analyze/index.ts'
import babelPlugin from '../../transform/babel.ts'
import { UserError } from '../../transform/diagnostics/diagnostic.ts'
import { mayChange } from '../../transform/filter.ts'
import { lineFinder } from '../../transform/lines.ts'
import { resolveOptions } from '../../transform/options.ts'
import { languageOf, parse } from '../../transform/parse.ts'
import { formatDiagnostic, type TransformOptions, transform } from '../../transform/transform.ts'
import { readFixtures } from '../fixtures/read.ts'
import { ROOT } from './same.ts'

const BUILT = path.join(ROOT, 'runtime/compiled.ts')
const options: TransformOptions = { root: '/app', debug: false }
const ROUTE = `import { after } from 'afterword'

export async function POST(request: Request) {
  const order = await save(request) // 🎉 not ASCII
  after(() => mail(order))
  return Response.json(order)
}
`
const compile = (code: string, id = '/app/src/route.ts', given: TransformOptions = options) =>
  transform(code, id, given)

describe('the result', () => {
  test('is TypeScript where the input is, on the same lines', () => {
    const result = compile(ROUTE)
    expect(result?.code.split('\n')).toHaveLength(ROUTE.split('\n').length)
    expect(result?.code).toContain('(request: Request)')
    expect(result?.code).toContain('// 🎉 not ASCII')
    expect(result?.code).toContain('after, _at("src/route.ts:5", () =>')
    expect(result?.diagnostics).toEqual([])
  })

  test('is null where there is nothing to change', () => {
    expect(compile('export const total = (a: number[]) => a.length')).toBe(null)
    expect(compile('')).toBe(null)
  })

  test('holds what there is to say where nothing is changed', () => {
    const result = compile(
      'export const run = () => __awaiter(this, void 0, void 0, function* () {})',
      '/app/lowered.js',
    )
    const [diagnostic] = result?.diagnostics ?? []
    expect(diagnostic).toMatchObject({
      code: 'AFTERWORD_ALREADY_LOWERED',
      level: 'warning',
      place: 'lowered.js:1:26',
    })
    expect(formatDiagnostic(diagnostic as never)).toContain('> 1 | export const run')
    const untouched = compile('export const a = __awaiter(async function* () {})', '/app/lowered.js')
    expect(untouched).toMatchObject({ code: 'export const a = __awaiter(async function* () {})', map: null })
  })

  test('is the same when it is compiled again', () => {
    expect(compile(compile(ROUTE)?.code ?? '')).toBe(null)
  })

  test('reports closures between two requests in development', () => {
    const code = 'export function f() { return () => call() }'
    expect(compile(code, '/app/a.js', { ...options, debug: true })?.code).toContain('_pick(_s, "a.js:1")')
    expect(compile(code, '/app/a.js')?.code).not.toContain('_pick')
  })
})

describe('files', () => {
  const closure = 'export function f() { return () => call() }'
  test.each([
    ['/app/a.ts', 'const a = <T>(b: T) => f(<any>b)'],
    ['/app/a.mts', 'const a = <T>(b: T) => f(<any>b)'],
    ['/app/a.cts', 'const a = <T>(b: T) => f(<any>b)'],
    ['/app/a.tsx', 'const a = <T,>(b: T) => <p>{f(b)}</p>'],
    ['/app/a.js', 'const a = (b) => <p>{f(b)}</p>'],
    ['/app/a.jsx', 'const a = (b) => <p>{f(b)}</p>'],
    ['/app/a.mjs', 'const a = (b) => f(b)'],
    ['/app/a.cjs', 'const a = (b) => f(b); return'],
    ['/app/a.ts?v=1', 'const a = <T>(b: T) => f(<any>b)'],
    ['/app/A.vue?vue&type=script&setup=true&lang.ts', 'const a = <T>(b: T) => f(<any>b)'],
    ['\0virtual:routes', 'const a = (b) => f(b)'],
  ])('%s is read', (id, code) => {
    expect(
      compile(
        `function g() { ${code.replace('; return', '')}; return a }${code.includes('; return') ? '\nreturn' : ''}`,
        id,
      ),
    ).not.toBe(null)
  })

  test.each([
    '/app/a.css',
    '/app/a.json',
    '/app/a.svg?raw',
    '/app/A.vue',
    '/app/a.d.ts',
    '/app/a.d.mts',
    '/app/a.d.css.ts',
  ])('%s is not', (id) => {
    expect(compile(closure, id)).toBe(null)
  })

  test.each<[id: string, include: TransformOptions['include'], compiled: boolean]>([
    ['/app/node_modules/hono/dist/hono.js', undefined, false],
    ['/app/node_modules/hono/dist/hono.js', 'src/', false],
    ['/app/node_modules/hono/dist/hono.js', 'hono', false],
    ['/app/node_modules/hono/dist/hono.js', 'node_modules/hono/', true],
    ['/app/node_modules/hono/dist/hono.js', [/node_modules.(?:hono|h3)\//, 'src/'], true],
    ['/app/node_modules/h3/dist/h3.js', 'node_modules/hono/', false],
    ['/app/node_modules/.pnpm/hono@4.13.19/node_modules/hono/dist/hono.js', 'node_modules/hono/', true],
    ['/workspace/node_modules/hono/dist/hono.js', 'node_modules/hono/', true],
    ['/app/src/a.js', 'node_modules/hono/', true],
    ['/app/lib/a.js', ['node_modules/hono/', 'src/'], false],
  ])('%s with include %j: %s', (id, include, compiled) => {
    const given = include === undefined ? options : { ...options, include }
    expect(compile(closure, id, given) !== null).toBe(compiled)
  })

  test('our own runtime, wherever a copy of it is', () => {
    const everywhere = { ...options, include: 'node_modules/' }
    expect(compile(closure, '/app/node_modules/afterword/dist/x.js', everywhere)).toBe(null)
    expect(compile(closure, '/app/node_modules/afterwords/dist/x.js', everywhere)).not.toBe(null)
    const makes =
      "const s = Symbol.for('afterword.register.v1'), r = globalThis[s] ?? { scope: null, carriers: null }"
    expect(compile(`${closure}; ${makes}`, '/app/vendor/bundle.js')).toBe(null)
    expect(compile(`${closure}; ${makes.replaceAll(' ', '')}`, '/app/vendor/bundle.js')).toBe(null)
  })

  test.each([
    '// afterword.register.v1',
    "/* Symbol.for('afterword.register.v1') */",
    "const key = 'afterword.register.v1'",
    "console.log(globalThis[Symbol.for('afterword.register.v1')]?.scope)",
  ])('and not a file that merely speaks of the register: %s', (line) => {
    expect(compile(`${closure}\n${line}`, '/app/src/a.js')?.code).toContain('afterword/compiled')
  })

  test('the runtime as it is built is known, bundled and minified too', () => {
    const bundled = (minify: boolean) =>
      buildSync({ entryPoints: [BUILT], bundle: true, format: 'esm', write: false, minify }).outputFiles[0]
        ?.text ?? ''
    for (const minify of [false, true]) {
      expect(bundled(minify)).toContain('afterword.register.v')
      expect(compile(`${closure}\n${bundled(minify)}`, '/app/vendor/bundle.js')).toBe(null)
    }
  })

  test('a file that its extension calls a module imports the helpers, whatever it says', () => {
    const code = 'const a = await import("x"); async function f() { await null; a() }; module.exports = f'
    expect(compile(code, '/app/src/a.mjs')?.code).toContain('import {')
    expect(compile(code.replace('await import("x")', '1'), '/app/src/a.js')?.code).toContain('require(')
  })

  test.each([
    ['await', 'await f(); if (typeof module === "object") f()'],
    ['for await', 'for await (const x of f()) module.hot?.accept(x)'],
    ['await using', '{ await using x = exports }'],
    ['an await in a computed name', 'class A { [await require.resolve]() {} }'],
    ['import.meta', 'console.log(import.meta.url, typeof module)'],
    ['an export', 'export {}; module'],
  ])('a file is a module by %s, and imports the helpers', (_, end) => {
    for (const extension of ['js', 'ts', 'mjs', 'mts', 'jsx', 'tsx']) {
      const code = compile(`async function f() { await null; f() }\n${end}`, `/app/src/a.${extension}`)?.code
      expect(code).toContain('import { frame')
      expect(code).not.toContain('require("afterword')
    }
  })

  test.each([
    ['an await in a function', 'async () => { await module }'],
    ['a name', 'typeof module'],
    ['a return at its top', 'if (module) return'],
  ])('a file is no module by %s beside a name of CommonJS, and requires them', (_, end) => {
    for (const extension of ['js', 'ts', 'cjs', 'cts']) {
      const code = compile(`async function f() { await null; f() }\n${end}`, `/app/src/a.${extension}`)?.code
      expect(code).toContain('require("afterword/compiled")')
    }
  })

  test.each([
    [
      '*m(@d() ...r: any[]) { yield r; f(r) }',
      '*m(@d() ...{ [_k()]: _s = _r.scope, [_k()]: r = _rest(arguments, 0) })',
    ],
    [
      '*m(@d(() => 1) a, @d @d() ... [b, c]: any[]) { yield b; f(b) }',
      '*m(@d(() => 1) a, @d @d() ...{ [_k()]: _s = _r.scope, [_k()]: [b, c] = _rest(arguments, 1) })',
    ],
  ])('a rest parameter with decorators keeps them: %s', (method, compiled) => {
    const result = compile(`export class A { ${method} }`, '/app/src/a.ts')
    expect(result?.diagnostics).toEqual([])
    expect(result?.code.replace(/\s+/g, ' ')).toContain(compiled.replace(/\s+/g, ' '))
  })

  test('include, exclude and our own runtime', () => {
    expect(compile(closure, '/app/src/a.js', { ...options, include: 'src/' })).not.toBe(null)
    expect(compile(closure, '/app/lib/a.js', { ...options, include: 'src/' })).toBe(null)
    expect(compile(closure, '/app/src/a.test.js', { ...options, exclude: [/\.test\./] })).toBe(null)
    expect(compile(closure, path.join(ROOT, 'runtime/scope.ts'), { root: ROOT })).toBe(null)
    expect(compile(closure, '/elsewhere/a.js', { ...options, include: '/elsewhere/' })).not.toBe(null)
  })

  test('options that are unknown or of the wrong kind are refused', () => {
    expect(() => compile(closure, '/app/a.js', { ...options, site: false } as never)).toThrow(
      /no option "site"/,
    )
    expect(() => compile(closure, '/app/a.js', { ...options, sources: 'x' } as never)).toThrow(UserError)
    // What every object has is no option, and no check of one.
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
      expect(() => compile(closure, '/app/a.js', JSON.parse(`{ "${name}": true }`))).toThrow(
        expect.objectContaining({
          code: 'AFTERWORD_BAD_PLUGIN_OPTION',
          message: expect.stringContaining(`There is no option "${name}"`),
        }),
      )
  })

  test.each([
    ['a module', 'export const f = () => () => call()', '/app/a.js', 'import {'],
    ['by its extension', 'const f = () => () => call()', '/app/a.mjs', 'import {'],
    ['CommonJS', 'exports.f = () => () => call()', '/app/a.js', 'require("afterword/compiled")'],
    [
      'CommonJS by its extension',
      'const f = () => () => call()',
      '/app/a.cjs',
      'require("afterword/compiled")',
    ],
    [
      'with a return at its top',
      'const f = () => () => call(); module.exports = f; return',
      '/app/a.js',
      'require("afterword/compiled")',
    ],
    ['neither', 'globalThis.f = () => () => call()', '/app/a.js', 'import {'],
    ['sloppy', 'var await = () => () => call()', '/app/a.js', 'require("afterword/compiled")'],
  ])('helpers come into a file that is %s', (_name, code, id, start) => {
    expect(compile(code, id)?.code).toContain(start)
  })

  test.each([
    ['of a package that is a module', 'app/src/a.js', 'import {'],
    ['of TypeScript in one', 'app/src/a.ts', 'import {'],
    ['that is CommonJS by its extension', 'app/src/a.cjs', 'require("afterword/compiled")'],
    ['of a package in it that says no type', 'app/old/a.js', 'require("afterword/compiled")'],
    ['of a package that is installed there', 'app/node_modules/old/a.js', 'require("afterword/compiled")'],
    ['of a package of CommonJS', 'cjs/a.js', 'require("afterword/compiled")'],
    ['of no package', 'none/a.js', 'require("afterword/compiled")'],
  ])('where syntax is silent, package.json says it: a file %s', (_name, file, start) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'afterword-type-'))
    const write = (name: string, text: string): void => {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), text)
    }
    write('app/package.json', '{ "type": "module" }')
    write('app/old/package.json', '{ "name": "old" }')
    write('cjs/package.json', '{ "type": "commonjs" }')
    const code = "globalThis.f = () => () => call(typeof module === 'object')"
    const filename = path.join(folder, file)
    expect(compile(code, filename, { include: ['app', 'cjs', 'none', 'node_modules'] })?.code).toContain(
      start,
    )
    const plugins = [[babelPlugin, { include: ['app', 'cjs', 'none', 'node_modules'] }]]
    const options = { filename, configFile: false, babelrc: false, plugins } as const
    expect(transformSync(code, options as never)?.code).toContain(start)
    rmSync(folder, { recursive: true })
  })

  test('sourceType says what no extension does', () => {
    const code = 'globalThis.f = () => () => call()'
    expect(compile(code, '/app/a.js', { ...options, sourceType: 'script' })?.code).toContain('require(')
    expect(compile(code, '/app/a.js', { ...options, sourceType: 'module' })?.code).toContain('import {')
  })
})

describe('what is skipped without being parsed', () => {
  test.each([
    ['nothing but data', 'export const a = { b: [1, 2], c: "function" + (1).toFixed() }', true],
    ['nothing but data, and strings', "export const a = ['after', `b`]", false],
    ['a client file', "'use client'\nexport const A = () => <p />", false],
    [
      'a client file, with a semicolon and a licence',
      '/* MIT */ // x\n\'use strict\';\n"use client" ; export const A = () => a()',
      false,
    ],
    ['a string that says so', "const a = 'use client'\nexport const A = () => a()", true],
    ['a string that goes on', "'use client'\n.concat(() => a())", true],
    ['a string that goes on with a word', "'use client'\nin { [(() => a())()]: 1 }", true],
    ['a function without the word after', 'export async function a() { await b(); c() }', true],
    ['methods', 'export default { a() { return b() } }', true],
    ['methods with comments', 'export default class { a() /* c */ { return b() } }', true],
    ['methods with types', 'export default class { a(): string { return b() } }', true],
    ['an import of ours', "import { after } from 'afterword'\nafter(a)", true],
    ['an import of Next', "import { after } from 'next/server'\nafter(a)", true],
    ['a require of Next', "const { headers } = require('next/headers')", true],
    ['an import spelt with escapes', "import { after } from 'next/\\u0073erver'\nafter(a)", true],
  ])('%s', (_name, code, parsed) => {
    expect(mayChange(code, '/app/a.jsx', resolveOptions({}))).toBe(parsed)
  })

  test('is what the plan would leave unchanged', () => {
    const { fixtures } = readFixtures(process.env.FILTER)
    let skipped = 0
    for (const { file, input, settings } of fixtures) {
      const language = languageOf(file)
      if (!language || settings.parserPlugins.length > 0 || settings.plugin.sources) continue
      // Statement by statement as well: small texts are skipped sooner.
      for (const code of [input, ...input.split(/\n(?=\S)/)]) {
        const options = resolveOptions({ host: settings.plugin.host as never })
        if (mayChange(code, file, options)) continue
        skipped++
        try {
          const { program, comments } = parse(code, file, language, settings.sourceType)
          const lineOf = lineFinder(code)
          const plan = analyze(program, {
            code,
            comments,
            file,
            lineOf,
            sources: options.sources,
            entries: [],
            host: options.host,
            sites: true,
          })
          expect(isEmpty(plan), code).toBe(true)
        } catch (error) {
          if (!(error instanceof UserError)) throw error
        }
      }
    }
    expect(skipped).toBeGreaterThan(100)
  })
})

describe('a syntax error', () => {
  test('is reported with file, line and frame', () => {
    const broken = 'export const a = () => 1\nexport const b = = 2\n'
    const error = (() => {
      try {
        return compile(broken)
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toBeInstanceOf(UserError)
    expect(error).toMatchObject({
      code: 'AFTERWORD_SYNTAX_ERROR',
      id: 'src/route.ts',
      loc: { file: 'src/route.ts', line: 2, column: 17 },
    })
    expect((error as Error).message).toContain('src/route.ts:2:18: Unexpected token')
    expect((error as Error).message).toContain('> 2 | export const b = = 2\n    |                  ^')
  })
})

describe('the source map', () => {
  const positionOf = (code: string, needle: string) => {
    const before = code.slice(0, code.indexOf(needle)).split('\n')
    return { line: before.length, column: (before.at(-1) as string).length }
  }

  test.each(['save(request)', 'mail(order)', 'Response.json', 'order', '// 🎉'])(
    '%s is found where it was written',
    (needle) => {
      const result = compile(ROUTE)
      const map = new TraceMap(result?.map?.toString() ?? '')
      expect(map.sourcesContent).toEqual([ROUTE])
      expect(map.sources).toEqual(['/app/src/route.ts'])
      const found = originalPositionFor(map, positionOf(result?.code ?? '', needle))
      expect(found).toMatchObject(positionOf(ROUTE, needle))
    },
  )

  test('of what has moved points to where it was', () => {
    const code =
      'export async function f(rows) {\n  for await (const { id = make() } of rows)\n    save(id)\n}\n'
    const result = compile(code, '/app/a.js')
    const map = new TraceMap(result?.map?.toString() ?? '')
    for (const needle of ['make()', 'save(id)', 'rows,'])
      expect(originalPositionFor(map, positionOf(result?.code ?? '', needle))).toMatchObject(
        positionOf(code, needle.replace(',', ')')).line === 1 ? { line: 2 } : positionOf(code, needle),
      )
  })
})

test('where oxc cannot share memory with the engine, the result is the same', () => {
  const { fixtures } = readFixtures(process.env.FILTER)
  const given = fixtures.flatMap(({ file, input, settings }) =>
    settings.parserPlugins.length > 0
      ? []
      : [[input, file, { debug: false, sourceType: settings.sourceType }] as const],
  )
  // Oxc takes whatever calls itself Bun for an engine without large buffers.
  const script = `
    globalThis.Bun = {}
    const { rawTransferSupported } = await import('oxc-parser')
    const { transform } = await import('./transform/transform.ts')
    const { text } = await import('node:stream/consumers')
    const given = JSON.parse(await text(process.stdin))
    const codes = given.map((each) => transform(...each)?.code ?? null)
    console.log(JSON.stringify({ codes, fast: rawTransferSupported() }))
  `
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
    input: JSON.stringify(given),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  expect(run.stderr).toBe('')
  const { codes, fast } = JSON.parse(run.stdout)
  expect(fast).toBe(false)
  expect(codes).toEqual(given.map((each) => transform(...each)?.code ?? null))
})
