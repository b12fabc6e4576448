// How each engine reports what the analysis has found. Bundlers are in test/bundlers, SWC in test/swc, linters in test/eslint.
import { transformSync } from '@babel/core'
import { afterEach, expect, test, vi } from 'vitest'
import plugin, { type AfterwordMetadata } from '../../transform/babel.ts'
import { mayChange } from '../../transform/filter.ts'
import { resolveOptions } from '../../transform/options.ts'
import { transform } from '../../transform/transform.ts'

const CODE = `import { after } from 'afterword'

export function GET() {
  on ??= emitter.on('data', () => after(() => log()))
  after('save')
  // afterword-disable-next-line
  after('saved')
}
`
const FRAME = `  3 | export function GET() {
  4 |   on ??= emitter.on('data', () => after(() => log()))
> 5 |   after('save')
    |         ^^^^^^
  6 |   // afterword-disable-next-line
  7 |   after('saved')`

afterEach(() => {
  vi.restoreAllMocks()
})

test('transform() gives all of them, with level, place and frame, and the code compiled', () => {
  const result = transform(CODE, '/app/src/route.js', { root: '/app' })
  expect(result?.code).toContain('afterword/compiled')
  expect(result?.diagnostics.map(({ level, code, place }) => `${level} ${code} ${place}`)).toEqual([
    'info AFTERWORD_BORROWED_LISTENER src/route.js:4:29',
    'error AFTERWORD_BAD_TASK src/route.js:5:9',
  ])
  expect(result?.diagnostics[1]?.frame).toBe(FRAME)
})

test('Babel prints what is no mere information, and keeps all on the metadata', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const result = transformSync(CODE, {
    filename: '/app/src/route.js',
    root: '/app',
    configFile: false,
    babelrc: false,
    plugins: [plugin],
  })
  expect(result?.code).toContain('afterword/compiled')
  expect(warn.mock.calls).toHaveLength(1)
  expect(warn.mock.calls[0]?.[0]).toContain(
    `afterword error AFTERWORD_BAD_TASK at src/route.js:5:9\nafter() is given a string, and takes a function or a promise\n\n${FRAME}\n`,
  )
  const metadata = result?.metadata as { afterword?: AfterwordMetadata } | undefined
  expect(metadata?.afterword?.diagnostics.map(({ slug }) => slug)).toEqual([
    'borrowed-listener',
    'bad-task.value',
  ])
})

test('a file of the client is read where it names a source, and stays as it is', () => {
  const client = `'use client'\nimport { after } from 'next/server'\nexport const go = () => after(() => log())\n`
  expect(transform(client, 'src/go.js')).toMatchObject({
    code: client,
    map: null,
    diagnostics: [{ code: 'AFTERWORD_IN_BROWSER' }],
  })
  expect(mayChange(client, 'src/go.js', resolveOptions({}))).toBe(true)
  expect(mayChange(client.replace('next/server', './server'), 'src/go.js', resolveOptions({}))).toBe(false)
  expect(transform(client.replace('next/server', './server'), 'src/go.js')).toBeNull()
})

test('dropped promises are reported to those who ask', () => {
  const code = `async function save() {}\nexport function GET() {\n  save()\n}\n`
  expect(transform(code, 'src/route.js')?.diagnostics ?? []).toEqual([])
  const asked = transform(code, 'src/route.js', { droppedPromises: true })
  expect(asked?.diagnostics).toMatchObject([
    { code: 'AFTERWORD_DROPPED_PROMISE', level: 'warning', place: 'src/route.js:3:3' },
  ])
})

test('where nothing of the package is called there is nothing to say', () => {
  const code = `export function GET() {\n  emitter.on('data', save)\n  cookies().set('a', 'b')\n}\n`
  expect(transform(code, 'src/route.js')?.diagnostics ?? []).toEqual([])
})

test('Babel ends at a durable task that cannot be stored, unless its caller reads what was found', () => {
  const code = `import { after } from 'afterword'
export function POST(order) {
  after(() => order, { durable: true })
}
`
  const say = (caller: object): unknown =>
    transformSync(code, {
      filename: 'src/route.js',
      cwd: '/app',
      configFile: false,
      babelrc: false,
      caller: { name: 'tool', ...caller },
      plugins: [plugin],
    })?.metadata
  expect(() => say({})).toThrow(/AFTERWORD_DURABLE_NAME at src\/route\.js:3:.*[\s\S]*What to do:/)
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  try {
    expect(say({ readsAfterword: true })).toMatchObject({
      afterword: { diagnostics: [{ slug: 'durable-name' }] },
    })
    expect(warned).toHaveBeenCalledTimes(1)
  } finally {
    warned.mockRestore()
  }
})
