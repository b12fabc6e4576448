// `withAfterword` without a build: what it leaves of a configuration, what it refuses, and where the runtime touches AsyncLocalStorage.
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { withAfterword } from '../../transform/next/index.ts'
import loader from '../../transform/next/loader.ts'
import { version } from '../../transform/package.ts'
import { root } from './project.ts'

mkdirSync(join(root, '.cache'), { recursive: true })
const empty = mkdtempSync(join(root, '.cache/next-config-'))
afterAll(() => rmSync(empty, { recursive: true, force: true }))

interface Config {
  reactStrictMode?: boolean
  env?: Record<string, string>
  turbopack?: { root?: string; rules?: Record<string, unknown>; resolveAlias?: Record<string, string> }
  webpack?: (
    config: { module: { rules: { use?: { options: object }[] }[] }; own?: boolean },
    context: object,
  ) => unknown
}

const SOURCES = '*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'

describe('the configuration', () => {
  test('what is there stays', async () => {
    const given: Config = {
      reactStrictMode: true,
      env: { OWN: '1' },
      turbopack: {
        root: '/app',
        resolveAlias: { own: 'other' },
        rules: { '*.svg': ['svg'], [SOURCES]: { loaders: ['own'] } },
      },
      webpack: (config) => ({ ...config, own: true }),
    }
    const made = withAfterword(given)
    expect(made).toMatchObject({ reactStrictMode: true, env: { OWN: '1', AFTERWORD_DRAIN: '10000' } })
    expect(made.turbopack).toMatchObject({ root: '/app', rules: { '*.svg': ['svg'] } })
    expect(made.turbopack?.resolveAlias).toMatchObject({ own: 'other', afterword: 'afterword' })
    const rules = made.turbopack?.rules?.[SOURCES] as object[]
    expect(rules[0]).toEqual({ loaders: ['own'] })
    expect(rules).toHaveLength(3)
    const config = { module: { rules: [] } }
    expect(made.webpack?.(config, { isServer: true })).toMatchObject({ own: true })
    expect(config.module.rules).toHaveLength(1)
  })

  test('a function of the phase, async or not, stays one', async () => {
    const made = withAfterword(async (phase: string): Promise<Config> => ({ env: { PHASE: phase } }), {
      drain: false,
    })
    expect(await made('phase-production-build')).toMatchObject({
      env: { PHASE: 'phase-production-build', AFTERWORD_ON_FALLBACK: 'next', AFTERWORD_DRAIN: '0' },
    })
    const sync = withAfterword((): Config => ({ reactStrictMode: false }))
    expect(await sync()).toMatchObject({ reactStrictMode: false })
  })

  test('webpack: what a browser loads gets the stand-in alone', () => {
    const { webpack } = withAfterword({} as Config, { debug: false })
    const optionsFor = (isServer: boolean) => {
      const config = { module: { rules: [] as { use?: { options: object }[] }[] } }
      webpack?.(config, { isServer })
      return config.module.rules[0]?.use?.[0]?.options
    }
    expect(optionsFor(true)).toEqual({ debug: false, root: process.cwd(), version })
    expect(optionsFor(false)).toEqual({ browser: true, root: process.cwd(), version })
  })

  test('patterns cross over as JSON', () => {
    const made = withAfterword({} as Config, { include: [/src\/.*\.ts$/i, 'node_modules/pool/'] })
    const rules = made.turbopack?.rules?.[SOURCES] as { loaders: { options: object }[]; condition: object }[]
    const options = JSON.parse(JSON.stringify(rules[0]?.loaders[0]?.options))
    expect(options.include).toEqual([{ source: 'src\\/.*\\.ts$', flags: 'i' }, 'node_modules/pool/'])
    // Packages are named to Turbopack too, which would leave them alone.
    expect(rules[0]?.condition).toMatchObject({
      all: [{ any: [{ not: 'foreign' }, {}, { path: /node_modules\/pool\// }] }, {}, {}],
    })
  })
})

describe('what is refused', () => {
  test.each([
    [{ onFallback: 'never' }, /"onFallback" is "never"/],
    [{ drain: 0 }, /"drain" is 0/],
    [{ drain: '10s' }, /"drain" is "10s"/],
    [{ root: 1 }, /"root" is 1/],
    [{ sites: 'no' }, /"sites" is "no"/],
    [{ fallback: 'next' }, /no option "fallback"/],
  ])('%o', (options, problem) => {
    expect(() => withAfterword({}, options as never)).toThrow(problem)
    expect(() => withAfterword({}, options as never)).toThrow('AFTERWORD_BAD_PLUGIN_OPTION')
  })

  test('a project without Next, with another version, and with one that has lost its record of a request', () => {
    const folder = (name: string, version?: string) => {
      const at = join(empty, name)
      mkdirSync(join(at, 'node_modules/next'), { recursive: true })
      writeFileSync(join(at, 'package.json'), '{}')
      if (version)
        writeFileSync(join(at, 'node_modules/next/package.json'), JSON.stringify({ name: 'next', version }))
      return at
    }
    const refusal = (at: string) => {
      try {
        withAfterword({}, { root: at })
      } catch (error) {
        return error as Error & { code: string }
      }
      throw new Error('it was not refused')
    }
    // Outside the repository, where Next would be found.
    expect(refusal('/').message).toContain('Next is not installed where / would find it')
    for (const version of ['15.5.2', '16.0.11', '17.0.0']) {
      const { code, message } = refusal(folder(version, version))
      expect(code).toBe('AFTERWORD_UNSUPPORTED_NEXT')
      expect(message).toContain(
        `Next ${version} is installed, and afterword/next knows Next 16.1 and newer 16.`,
      )
    }
    expect(refusal(folder('moved', '16.9.0')).message).toContain('Next 16.9.0 is installed, and has no dist/')
  })
})

describe('the loader', () => {
  const run = (code: string, options: object = {}, file = 'app/route.ts', known: object = {}) => {
    const warnings: string[] = []
    let made = ''
    loader.call(
      {
        ...known,
        resourcePath: join(root, file),
        getOptions: () => ({ root, version, sites: false, ...options }),
        emitWarning: (warning) => warnings.push(warning.message),
        callback: (error, text) => {
          if (error) throw error
          made = text ?? ''
        },
      },
      code,
    )
    return { made, warnings }
  }

  test("in Next, headers() and cookies() stay Next's own, unless they are used without await", () => {
    const body = `import { headers } from 'next/headers'\nexport const GET = async () => `
    expect(run(`${body}(await headers()).get('a')`).made).toContain("from 'next/headers'")
    expect(run(`${body}headers().then(String)`).made).toContain("from 'next/headers'")
    expect(run(`${body}await headers().get('a')`).made).toMatch(
      /import \{ headers \} from ["']afterword\/next\/headers["']/,
    )
  })

  test('a text or an asset, which only webpack knows from a module, is left as it is', () => {
    const code = "import { after } from 'next/server'\nexport const f = async () => { await 0; after(g) }\n"
    for (const known of [
      { _module: { type: 'asset/source' } },
      { _module: { type: 'asset/resource' } },
      { _module: { type: 'javascript/auto' }, loaders: [{ path: '/node_modules/raw-loader/dist/cjs.js' }] },
    ])
      expect(run(code, {}, 'app/client.ts', known).made).toBe(code)
    expect(run(code, {}, 'app/client.ts', { _module: { type: 'javascript/auto' } }).made).not.toBe(code)
  })

  test('to Turbopack, the address of a file says that it is no module; a worker is one', () => {
    const code = (query: string) => `'use client'
const one = new URL('./a.js${query}', import.meta.url), two = new globalThis.URL(\`../b.tsx${query}\`, import.meta.url)
const any = (name) => new URL(\`./pages/\${name}.js${query}\`, import.meta.url)
const worker = new Worker(new URL('./worker.js', import.meta.url))
const named = (name) => [new Worker(new URL(\`./\${name}.js\`, import.meta.url)), new URL(\`./\${name}\`, import.meta.url)]
const others = [new URL('./c.png', import.meta.url), new URL('./d.js?own', import.meta.url), new URL('./e.js', 'http://x')]
const text = "new URL('./f.js', import.meta.url)"
`
    expect(run(code('')).made).toBe(code('?afterword-asset'))
    expect(run(code(''), {}, 'app/c.tsx', { webpack: true }).made).toBe(code(''))
    const script = "import { after } from 'next/server'\nexport const f = async () => { await 0; after(g) }\n"
    expect(run(script, {}, 'app/a.js', { resourceQuery: '?afterword-asset' }).made).toBe(script)
    const broken = "const one = new URL('./a.js', import.meta.url)\nconst = 1\n"
    expect(() => run(`${broken}async function f() { await 0; g() }`)).toThrow('AFTERWORD_SYNTAX_ERROR')
  })

  test('what a browser loads is not compiled; after of next/server becomes the stand-in, on its line', () => {
    const code =
      "import { after, NextResponse } from 'next/server'\nexport const f = async () => { await 0; after(g) }\n"
    const { made } = run(code, { browser: true })
    expect(made).toBe(
      "import {after} from 'afterword'; import { NextResponse } from 'next/server'\nexport const f = async () => { await 0; after(g) }\n",
    )
    const other = "import { NextResponse } from 'next/server'\n"
    expect(run(other, { browser: true }).made).toBe(other)
  })

  test("after() in a 'use client' module is an error with its place and a frame", () => {
    const code =
      "'use client'\nimport { after } from 'next/server'\nexport const Button = () => {\n  after(() => 1)\n  return null\n}\n"
    expect(() => run(code, {}, 'app/button.tsx')).toThrow(
      /AFTERWORD_IN_BROWSER at app\/button\.tsx:4:3[\s\S]*> 4 \| {3}after\(\(\) => 1\)/,
    )
  })
})

test('only the host of Next asks AsyncLocalStorage for anything, and only for the context it is in', () => {
  const users = globSync('dist/**/*.js', { cwd: root }).filter((file) =>
    /AsyncLocalStorage/.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(users).toEqual(['dist/runtime/hosts/next/compiled.js'])
  const code = readFileSync(join(root, users[0] as string), 'utf8')
  expect(code.match(/AsyncLocalStorage[.\w]*/g)).toEqual(['AsyncLocalStorage.snapshot'])
})
