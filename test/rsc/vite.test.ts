// What the Vite plugin does to each environment: the renderers, what a browser and the server's HTML get, and what it all weighs.

import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { parseSync } from 'oxc-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rsc } from '../../transform/bundlers/vite-rsc.ts'
import { withoutPlace } from '../paths.ts'
import { type App, openApp } from './harness.ts'

const root = join(import.meta.dirname, '../..')
const HOOK = 'Symbol.for("afterword.rsc.render.v1")'

interface Transform {
  filter: { code: RegExp }
  handler(code: string, id: string): { code: string; map: { mappings: string } } | null
}

const { filter, handler } = rsc().transform as unknown as Transform
const change = (file: string) => {
  const code = readFileSync(file, 'utf8')
  return { code, changed: filter.code.test(code) ? handler(code, file) : null }
}

describe('the renderers of Server Components', () => {
  const files = ['@vitejs/plugin-rsc/dist/vendor/react-server-dom', 'react-server-dom-webpack'].flatMap(
    (folder) => globSync(`${folder}/cjs/*-server.*.js`, { cwd: join(root, 'node_modules') }),
  )

  test('all of them are known', () => {
    expect(files).toHaveLength(12)
  })

  test.each(files)('%s: whatever takes a model asks for its scope first', (file) => {
    const { code, changed } = change(join(root, 'node_modules', file))
    const names = [...code.matchAll(/exports\.((?:renderTo|prerender)\w*) = function \(model, /g)].map(
      ([, name]) => name,
    )
    expect(names).toContain('prerender')
    expect(names).toContain('renderToReadableStream')
    if (file.includes('server.node'))
      expect(names).toEqual(expect.arrayContaining(['renderToPipeableStream', 'prerenderToNodeStream']))
    for (const name of names) {
      const start = new RegExp(
        `exports\\.${name} = function \\(model, [\\w, ]+\\) \\{ model = \\(globalThis\\[`,
      )
      expect(changed?.code).toMatch(start)
    }
    expect(changed?.code.split(HOOK)).toHaveLength(names.length + 1)
    expect(changed?.code.split('\n')).toHaveLength(code.split('\n').length)
    expect(parseSync('a.cjs', changed?.code ?? '', { sourceType: 'commonjs' }).errors).toEqual([])
  })

  test("react-dom's, and what only has such a name, stay as they are", () => {
    const [html = ''] = globSync('react-dom/cjs/react-dom-server.edge.production.js', {
      cwd: join(root, 'node_modules'),
    })
    expect(change(join(root, 'node_modules', html)).changed).toBeNull()
    expect(handler('exports.prerender = function (model) {}', 'a.js')).toBeNull()
  })

  test('in what Vite has bundled before it serves', () => {
    const code = `var require_edge = __commonJSMin((exports$1) => {
      var tag = Symbol.for("react.server.reference")
      exports$1.renderToReadableStream = function(model, map, options) { return create(model) }
      exports$1.prerenderedSize = 3
    })
    export default require_edge()`
    expect(filter.code.test(code)).toBe(true)
    const changed = handler(code, '/app/node_modules/.vite/deps_rsc/server_edge.js?v=1')
    expect(changed?.code).toContain(`function(model, map, options) { model = (globalThis[${HOOK}]`)
    expect(changed?.code.split(HOOK)).toHaveLength(2)
  })
})

describe('a build', () => {
  let app: App
  const read = (folder: string): string =>
    globSync(`dist/${folder}/**/*.js`, { cwd: app.directory })
      .map((file) => readFileSync(join(app.directory, file), 'utf8'))
      .join('\n')
  beforeAll(async () => {
    app = openApp()
    await app.build('edge')
  })
  afterAll(() => app?.[Symbol.dispose]())

  test('Server Components have the runtime, client components nothing of it, in the browser and in the HTML', () => {
    expect(read('rsc')).toContain('afterword.register.v1')
    for (const folder of ['ssr', 'client']) {
      const code = read(folder)
      expect(code).toContain('shared ')
      expect(/afterword|RequestScope|AFTERWORD_/.exec(withoutPlace(code))?.[0]).toBeUndefined()
    }
  })

  test('after() in a client component is an error of the build that says where', async () => {
    const file = join(app.directory, 'src/client.tsx')
    const code = readFileSync(file, 'utf8')
    const edited = code
      .replace('{ shared }', '{ shared, track }')
      .replace('() => setCount', '() => void track(() => {}) ?? setCount')
    writeFileSync(file, edited)
    await expect(app.build('edge')).rejects.toThrow(
      /AFTERWORD_IN_CLIENT_CHUNK[\s\S]*after\(\) at src\/shared\.ts:7[\s\S]*src\/shared\.ts → afterword/,
    )
    writeFileSync(file, code)
  })
})

describe('the size', () => {
  const bundle = async (contents: string): Promise<number> => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: join(root, 'runtime') },
      external: ['react'],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
    })
    return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
  }

  test('of what this host adds to the one of fetch handlers is at most 1.1 kB', async () => {
    const names = '{ after, cookies, headers }'
    const fetch = await bundle(`export ${names} from './index-server.ts'
      export * from './compiled.ts'
      export { withAfter } from './hosts/fetch.ts'`)
    const rsc = await bundle(`export ${names} from './index-server.ts'
      export * from './hosts/rsc/compiled.ts'
      export * from './hosts/rsc.ts'`)
    expect(rsc - fetch).toBeGreaterThan(500)
    expect(rsc - fetch).toBeLessThanOrEqual(1126)
  })
})
