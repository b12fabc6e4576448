// What Vite's own queries make a text or an address of arrives as its author wrote it: in a server's build, and in its development.
import { afterAll, expect, test } from 'vitest'
import { openProject } from './project.ts'

const SCRIPT = `export async function load(url) {
  const answer = await fetch(url)
  show(await answer.json())
}
`
const MAIN = `import raw from './page.js?raw'
import { text } from './typed.ts'
import address from './page.js?url'
import inline from './style.css?inline'

const lazy = import.meta.glob('./p*.js', { query: '?raw', import: 'default' })

export const save = async () => {
  await null
  console.log(JSON.stringify({ raw, text, address, inline, lazy: await lazy['./page.js']?.() }))
}
await save()
`
const project = openProject({
  'vite.config.js': `import afterword from 'afterword/vite'
export default { plugins: [afterword()], build: { ssr: 'src/main.ts', outDir: 'out', ssrEmitAssets: true, assetsInlineLimit: 0 }, logLevel: 'warn' }`,
  'dev.js': `import { createServer } from 'vite'
const vite = await createServer({ server: { middlewareMode: true, ws: false, hmr: false }, appType: 'custom' })
await vite.environments.ssr.runner.import('/src/main.ts')
console.log(JSON.stringify((await vite.environments.ssr.transformRequest('/src/main.ts')).code))
await vite.close()`,
  'src/page.js': SCRIPT,
  'src/page.ts': SCRIPT,
  'src/typed.ts': "export { default as text } from './page.ts?raw'\n",
  'src/style.css': 'a { color: red }\n',
  'src/main.ts': MAIN,
})
afterAll(() => project[Symbol.dispose]())

const expectTexts = (line: string | undefined): string => {
  const { raw, text, inline, lazy, address } = JSON.parse(line ?? '{}')
  expect({ raw, text, lazy }).toEqual({ raw: SCRIPT, text: SCRIPT, lazy: SCRIPT })
  expect(inline).toContain('color')
  return address
}

test('in development', async () => {
  const { code, output } = await project.run('dev.js')
  expect({ code, output }).toMatchObject({ code: 0 })
  const [texts, main] = output.split('\n')
  expect(expectTexts(texts)).toBe('/src/page.js')
  expect(main).toContain('afterword')
})

test('built', async () => {
  expect(await project.run('node_modules/vite/bin/vite.js', 'build')).toMatchObject({ code: 0 })
  const { code, output } = await project.run('out/main.js')
  expect({ code, output }).toMatchObject({ code: 0 })
  const address = expectTexts(output.split('\n')[0])
  expect(project.read(`out${address}`)).toBe(SCRIPT)
  expect(project.read('out/main.js')).toMatch(/register|afterword/)
})
