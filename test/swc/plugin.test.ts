// `afterword/swc`, and what the built plugin does that no fixture shows: maps, messages, files that it leaves alone.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type { Options } from '@swc/core'
import { transformSync as lower } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { ROOT, readText } from '../fixtures/read.ts'
import { type Host, hosts } from './hosts.ts'

const { swcPlugin } = await import('../../transform/swc.ts')
const built = hosts.every(({ isBuilt }) => isBuilt)

const SOURCE = `import { after } from 'afterword'

export async function checkout(cart: { id: string }) {
  const order = await save(cart)
  after(() => mail(order))
  return order
}
declare function save(cart: object): Promise<object>
declare function mail(order: object): void
`

interface Given {
  code?: string
  options?: Record<string, unknown>
  file?: string
  jsc?: Options['jsc']
}

function compile(host: Host, { code = SOURCE, options = {}, file = 'src/checkout.ts', ...rest }: Given) {
  return host.transform(code, {
    filename: path.resolve(ROOT, file),
    sourceMaps: true,
    ...rest,
    jsc: {
      parser: { syntax: 'typescript', tsx: file.endsWith('x') },
      target: 'esnext',
      ...rest.jsc,
      experimental: { ...rest.jsc?.experimental, plugins: [[host.file, options]] },
    },
  })
}

/** In a process of its own: what it prints is to be seen. */
function compileElsewhere(host: Host, file: string) {
  const script = `
    const { hosts } = await import(${JSON.stringify(new URL('hosts.ts', import.meta.url).href)})
    const host = hosts.find(({ engine }) => engine === ${JSON.stringify(host.engine)})
    host.transform(${JSON.stringify(readText(path.join(ROOT, file)))}, {
      filename: ${JSON.stringify(path.join(ROOT, file))},
      jsc: { parser: { syntax: 'typescript' }, target: 'esnext', experimental: { plugins: [[host.file, {}]] } },
    })`
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
}

describe.runIf(built)('swcPlugin', () => {
  test.each([
    ['1.15.0', 'swc-1.15.wasm'],
    ['1.15.47', 'swc-1.15.wasm'],
    ['1.16.0', 'swc.wasm'],
    ['1.16.22-nightly', 'swc.wasm'],
    ['1.17.3', 'swc.wasm'],
  ])('for @swc/core %s is %s', (version, file) => {
    const [found] = swcPlugin({}, { version })
    expect(found).toBe(path.join(ROOT, file))
    expect(existsSync(found)).toBe(true)
  })

  test.each(['1.14.0', '1.3.100', '2.0.0', 'latest'])('refuses @swc/core %s with a next step', (version) => {
    expect(() => swcPlugin({}, { version })).toThrow(
      expect.objectContaining({
        code: 'AFTERWORD_UNSUPPORTED_SWC',
        message: expect.stringContaining(version),
      }),
    )
  })

  test('asks the project for its @swc/core', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'afterword-swc-'))
    try {
      expect(() => swcPlugin({}, { root: folder })).toThrow('AFTERWORD_UNSUPPORTED_SWC')
      mkdirSync(path.join(folder, 'node_modules/@swc/core'), { recursive: true })
      writeFileSync(path.join(folder, 'node_modules/@swc/core/package.json'), '{ "version": "1.15.3" }')
      expect(swcPlugin({}, { root: folder })[0]).toBe(path.join(ROOT, 'swc-1.15.wasm'))
    } finally {
      rmSync(folder, { recursive: true })
    }
    expect(swcPlugin()[0]).toBe(path.join(ROOT, 'swc.wasm'))
  })

  test('hands over what was written, and says whether this is development', () => {
    expect(swcPlugin({ sites: false })[1]).toEqual({ sites: false, debug: false })
    expect(swcPlugin({ debug: true })[1]).toEqual({ debug: true })
  })

  test.each([
    [{ site: false }, '"site"'],
    [{ sites: 'no' }, '"sites"'],
    [{ include: /src/ }, '/src/ is a regular expression'],
    [{ exclude: ['a', /b/] }, '/b/ is a regular expression'],
  ])('refuses %o by name', (options, named) => {
    expect(() => swcPlugin(options as never)).toThrow(
      expect.objectContaining({
        code: 'AFTERWORD_BAD_PLUGIN_OPTION',
        message: expect.stringContaining(named),
      }),
    )
  })
})

for (const host of hosts)
  describe.runIf(host.isBuilt)(host.name, () => {
    test('takes what swcPlugin gives', () => {
      const plugin = swcPlugin({}, { version: host.version })
      const { code } = host.transform(SOURCE, {
        filename: path.join(ROOT, 'src/checkout.ts'),
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'esnext',
          experimental: { plugins: [plugin as never] },
        },
      })
      expect(code).toContain('after, _at("src/checkout.ts:5", ')
    })

    test.each([true, false])('its import outlives the types (before them: %s)', (runPluginFirst) => {
      const { code } = compile(host, { jsc: { experimental: { runPluginFirst } } })
      expect(code).toMatch(/^import \{ register as _r, .*\} from "afterword\/compiled";/)
    })

    test('maps what it wrote to what was written', () => {
      const { code, map } = compile(host, {})
      const trace = new TraceMap(map ?? '')
      const lines = SOURCE.split('\n')
      for (const word of ['save(', 'mail(', 'checkout(', 'return order']) {
        const at = code.split('\n').findIndex((line) => line.includes(word))
        const column = code.split('\n')[at]?.indexOf(word) as number
        const { line, column: original } = originalPositionFor(trace, { line: at + 1, column })
        expect(lines[(line as number) - 1]?.slice(original as number), word).toMatch(
          /^(?:save|mail|checkout|return)/,
        )
        expect(lines[(line as number) - 1], word).toContain(word)
      }
    })

    test.each([
      ['node_modules/x/index.ts', {}],
      ['node_modules/afterword/dist/x.ts', { include: 'node_modules/' }],
      ['src/checkout.ts', { include: 'lib/' }],
      ['src/checkout.ts', { exclude: ['checkout'] }],
    ])('leaves %s alone with %o', (file, options) => {
      expect(compile(host, { file, options }).code).not.toContain('afterword/compiled')
    })

    test.each([
      ['node_modules/x/index.ts', { include: 'node_modules/x' }],
      ['src/checkout.ts', { include: ['src/'] }],
      ['../elsewhere/checkout.ts', {}],
    ])('compiles %s with %o', (file, options) => {
      expect(compile(host, { file, options }).code).toContain('afterword/compiled')
    })

    test('says in development where a closure stands', () => {
      const { code } = compile(host, {
        options: { debug: true },
        code: `${SOURCE}export const f = () => () => mail({})\n`,
      })
      expect(code).toContain('_pick(_s, "src/checkout.ts:10")')
    })

    test('keeps what a comment says about JSX', () => {
      const code = `/** @jsx h */\nimport { h } from './h'\nexport const Page = async () => { await save(); return <p>{load()}</p> }\n`
      const written = compile(host, { code, file: 'src/page.tsx' }).code
      expect(written).toContain('h("p", null, load())')
      expect(written).toContain('afterword/compiled')
    })

    test('a script requires the helpers', () => {
      const code = "'use strict'\nmodule.exports = async () => { await save(); load() }\n"
      const { code: written } = compile(host, { code, file: 'src/a.cts' })
      expect(written).toMatch(
        /^(?:\/\/.*\n)*["']use strict["'];\nrequire\("afterword\/compiled"\)\.home\(globalThis\);/,
      )
    })

    test('prints its warnings, with their place', () => {
      const { stderr } = compileElsewhere(host, 'fixtures/error/already-lowered-by-typescript/input.ts')
      expect(stderr).toMatch(/^afterword warning AFTERWORD_ALREADY_LOWERED at \S+input\.ts:6:\d+\n/m)
      expect(stderr).toContain('What to do: ')
    })

    test('prints what cannot work, and fails no build', () => {
      const { status, stderr } = compileElsewhere(host, 'fixtures/error/line-that-is-switched-off/input.ts')
      expect(stderr).toMatch(/^afterword error AFTERWORD_BAD_TASK at \S+input\.ts:8:9\n/m)
      expect(stderr.match(/^afterword /gm)).toHaveLength(1)
      expect(status).toBe(0)
    })

    // As in test/build-swc.ts.
    test('is small', () => {
      expect(readFileSync(host.file).length).toBeLessThanOrEqual(950_000)
    })
  })

describe.runIf(built).each([...hosts])('places of $name, where the file brings a map along', (host) => {
  const lowered = lower(`\n\n${SOURCE}`, { loader: 'ts', sourcemap: true, sourcefile: '../src/checkout.ts' })
  const file = '.cache/swc-maps/dist/checkout.js'
  const place = (comment: string) =>
    /_at\w*\("([^"]*)"/.exec(compile(host, { code: `${lowered.code}//# ${comment}\n`, file }).code)?.[1]

  test('inline', () => {
    const base64 = Buffer.from(lowered.map).toString('base64')
    const url = `sourceMappingURL=data:application/json`
    expect(place(`${url};base64,${base64}`)).toBe('.cache/swc-maps/src/checkout.ts:7')
    expect(place(`${url};charset=utf-8,${encodeURIComponent(lowered.map)}`)).toBe(
      '.cache/swc-maps/src/checkout.ts:7',
    )
  })

  test('beside it, below the working directory', () => {
    mkdirSync(path.join(ROOT, '.cache/swc-maps/dist'), { recursive: true })
    writeFileSync(path.join(ROOT, `${file}.map`), lowered.map)
    expect(place('sourceMappingURL=checkout.js.map')).toBe('.cache/swc-maps/src/checkout.ts:7')
    rmSync(path.join(ROOT, '.cache/swc-maps'), { recursive: true })
    expect(place('sourceMappingURL=checkout.js.map')).toMatch(/dist\/checkout\.js:\d+$/)
  })

  test('what is no map is none', () => {
    expect(place('sourceMappingURL=data:application/json,{}')).toMatch(/dist\/checkout\.js:\d+$/)
  })
})
