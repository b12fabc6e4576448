// What `afterword` is in a browser, and who gets it.
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import * as client from '../../../runtime/client.ts'
import * as real from '../../../runtime/index.ts'
import { SERVER_ONLY } from '../../../transform/bundlers/client-stand-in.ts'
import { openProject } from './project.ts'

// Its own types refuse each of these calls.
const standIn = client as unknown as typeof real

describe('the stand-in', () => {
  it('has the names of the runtime', () => {
    expect(Object.keys(standIn).sort()).toEqual(Object.keys(real).sort())
    expect(Object.keys(standIn.after).sort()).toEqual(Object.keys(real.after).sort())
  })

  const { after, headers, cookies, openScope, configureAfter, drainAfter } = standIn
  const calls: [string, () => unknown][] = [
    ['after', () => after(() => {})],
    ['after.with', () => after.with({}, () => {})],
    ['after.cancel', () => after.cancel('x')],
    ['headers', () => headers()],
    ['cookies', () => cookies()],
    ['openScope', () => openScope({})],
    ['configureAfter', () => configureAfter({})],
    ['drainAfter', () => drainAfter()],
  ]

  it.each(calls)('throws a coded error that names the call: %s', (name, call) => {
    expect(call).toThrow(standIn.AfterwordError)
    expect(call).toThrow(expect.objectContaining({ code: 'AFTERWORD_IN_BROWSER' }))
    expect(call).toThrow(`AFTERWORD_IN_BROWSER: ${name}() was called in a browser. Call it in code`)
  })

  it('answers what needs no request', () => {
    const fn = (): number => 1
    expect(standIn.bind(fn)).toBe(fn)
    expect(standIn.currentScope()).toBe(null)
    expect(standIn.hostInfo()).toEqual({ name: 'browser', keepsAlive: false, bodyEnd: 'handoff' })
  })

  it('is known to the plugin for Vite by what throws', () => {
    const thrown = calls.map(([name]) => name).filter((name) => !name.includes('.'))
    expect([...SERVER_ONLY].sort()).toEqual(thrown.sort())
  })
})

describe('who gets it', () => {
  const files = { 'all.js': "import * as all from 'afterword'\nconsole.log(all)\n" }
  async function bundle(options: BuildOptions) {
    using project = openProject(files)
    const { outputFiles } = await build({
      absWorkingDir: project.root,
      entryPoints: ['all.js'],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      ...options,
    })
    return outputFiles?.[0]?.text ?? ''
  }
  const isReal = (code: string): boolean => code.includes('afterword.register.v1')

  it('a browser, in less than 600 bytes', async () => {
    const code = await bundle({ platform: 'browser' })
    expect(isReal(code)).toBe(false)
    expect(code).toContain('AFTERWORD_IN_BROWSER')
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(600)
  })

  it.each([
    [['workerd', 'worker', 'browser']],
    [['worker', 'browser']],
    [['edge-light', 'browser']],
    [['netlify', 'browser']],
    [['deno', 'browser']],
    [['bun', 'browser']],
    [['node', 'browser']],
    [['react-server', 'browser']],
    [[]],
  ])('no server, though it names browsers as well: %j', async (conditions) => {
    expect(isReal(await bundle({ platform: 'neutral', conditions }))).toBe(true)
  })
})

describe('its types', () => {
  const files = {
    'good.ts':
      "import { after, headers, type AfterHandle } from 'afterword'\nexport const handle: AfterHandle = after(() => headers().get('x'))\n",
    'bad.ts': "import { after } from 'afterword'\nexport const handle: string = after(() => {})\n",
  }
  it.each([
    ['bundler', 'esnext', []],
    ['nodenext', 'nodenext', []],
    ['nodenext', 'nodenext', ['browser']],
  ])('are those of the runtime: %s, %s, %j', async (moduleResolution, module, customConditions) => {
    const compilerOptions = {
      ...{ moduleResolution, module, customConditions },
      ...{
        target: 'esnext',
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: [],
        lib: ['esnext', 'dom', 'dom.iterable'],
      },
    }
    using project = openProject({ ...files, 'tsconfig.json': JSON.stringify({ compilerOptions }) })
    project.link(`${import.meta.dirname}/../../../node_modules/typescript`, 'node_modules/typescript')
    const { output } = await project.run('node_modules/typescript/bin/tsc', '-p', '.')
    expect(output.trim()).toBe(
      "bad.ts(2,14): error TS2322: Type 'AfterHandle' is not assignable to type 'string'.",
    )
  })
})
