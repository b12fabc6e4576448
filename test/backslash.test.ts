// Files of Windows, on any machine: what Node's path does there is what the transform has here.
import { describe, expect, test, vi } from 'vitest'
import { nameOf } from '../transform/files.ts'
import { isSelected, resolveOptions } from '../transform/options.ts'
import { transform } from '../transform/transform.ts'

vi.mock('node:path', async (original) => {
  const { win32 } = await original<typeof import('node:path')>()
  return { ...win32, default: win32 }
})

vi.mock('node:url', async (original) => {
  const url = await original<typeof import('node:url')>()
  /** Our own files lie where this machine has them. */
  const fileURLToPath = (from: string | URL): string =>
    url.fileURLToPath(from, { windows: /^file:\/\/\/[A-Z]:/.test(String(from)) })
  return {
    ...url,
    fileURLToPath,
    pathToFileURL: (path: string) => url.pathToFileURL(path, { windows: true }),
  }
})

const root = 'C:\\shop'
const code = `import { after } from 'afterword'
export async function POST(request: Request) {
  await save(request)
  after(() => log(request))
}
`
const compiled = (file: string, options = {}): string =>
  transform(code, file, { root, ...options })?.code ?? ''

describe('a path with backslashes', () => {
  test('is called by its name from the root, with slashes', () => {
    expect(nameOf('C:\\shop\\src\\orders\\route.ts', root)).toBe('src/orders/route.ts')
    expect(nameOf('C:\\shop\\..\\lib\\a.ts', root)).toBe('../lib/a.ts')
    expect(nameOf('D:\\lib\\a.ts', root)).toBe('D:/lib/a.ts')
  })

  test('gives tasks their places, and messages theirs', () => {
    expect(compiled('C:\\shop\\src\\route.ts')).toContain('"src/route.ts:4"')
    const wrong =
      "'use client'\nimport { after } from 'afterword'\nexport const save = () => after(() => {})\n"
    const found = transform(wrong, 'C:\\shop\\src\\button.tsx', { root })?.diagnostics ?? []
    expect(found.map(({ code: name, place }) => `${name} ${place}`)).toEqual([
      'AFTERWORD_IN_BROWSER src/button.tsx:3:27',
    ])
  })

  test('of another drive, or above the root, is compiled, and has a name', () => {
    expect(compiled('D:\\lib\\route.ts')).toContain('"D:/lib/route.ts:4"')
    expect(compiled('C:\\lib\\route.ts')).toContain('"../lib/route.ts:4"')
  })

  test('is matched by patterns that are written with slashes', () => {
    expect(compiled('C:\\shop\\src\\made\\route.ts', { exclude: 'src/made/' })).toBe('')
    expect(compiled('C:\\shop\\src\\route.ts', { include: 'src/made/' })).toBe('')
    expect(compiled('C:\\shop\\src\\made\\route.ts', { include: /^src\/made\// })).not.toBe('')
  })

  test('below node_modules is a package’s: left alone unless it is named', () => {
    const file = 'C:\\shop\\node_modules\\hono\\dist\\hono.ts'
    expect(compiled(file)).toBe('')
    expect(compiled(file, { include: 'node_modules/hono/' })).not.toBe('')
    const options = resolveOptions({ include: 'node_modules/@acme/' }, root)
    const select = (name: string): boolean => isSelected(nameOf(name, root), options)
    expect(select('C:\\shop\\node_modules\\@acme\\db\\index.js')).toBe(true)
    expect(select('C:\\shop\\src\\index.js')).toBe(true)
  })

  test('of our own package is never compiled', () => {
    const file = 'C:\\shop\\node_modules\\afterword\\dist\\runtime\\index.ts'
    expect(compiled(file, { include: 'node_modules/' })).toBe('')
  })

  test('in a source map leads to the line of the author', () => {
    const map = {
      version: 3,
      sources: ['..\\src\\orders.ts'],
      names: [],
      mappings: 'AAAA;AAUA;AACA;AACA',
    }
    const inline = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
    const result = transform(`${code}${inline}\n`, 'C:\\shop\\dist\\orders.ts', { root })?.code
    expect(result).toMatch(/"src\/orders\.ts:1\d"/)
  })
})
