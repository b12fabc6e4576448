// Writes the programs where Node can run them, compiled by an engine or as they are.
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Engine, engine } from '../programs/engines.ts'
import type { Situation } from './situation.ts'

/** AsyncLocalStorage runs the programs as they are written. */
export const storage = 'storage'

const root = join(import.meta.dirname, '../..')
const prelude = `import { asking, call, FakeClient, fakePostgres, later } from 'situation'
const ask = asking(import.meta.url)
`

/** @returns the folder of each situation's program, `main.js`, in the order of the situations */
export async function writePrograms(
  situations: readonly Situation[],
  tool: string,
  folder: string,
  copies: readonly string[],
): Promise<(copy: string, index: number) => string> {
  const { compile } = await engine(tool === storage ? 'none' : tool)
  const into = join(folder, `${tool}-${process.pid}`)
  process.once('exit', () => rmSync(into, { recursive: true, force: true }))
  const place = (copy: string, index: number): string => join(into, copy, String(index))
  for (const [index, { code, compiled = [] }] of situations.entries()) {
    const text = retarget((await compile(prelude + code)).code, tool)
    for (const copy of copies) {
      const here = place(copy, index)
      mkdirSync(here, { recursive: true })
      writeFileSync(join(here, 'package.json'), '{ "type": "module" }')
      writeFileSync(join(here, 'main.js'), text)
      if (tool !== storage)
        for (const name of compiled) await compilePackage(name, folder, here, { compile, tool })
    }
  }
  return place
}

const compiledFiles = new Map<string, string>()

/** A copy of its own beside the program, every file of it compiled. */
async function compilePackage(
  name: string,
  from: string,
  to: string,
  { compile, tool }: Pick<Engine, 'compile'> & { tool: string },
): Promise<void> {
  const folder = join(to, 'node_modules', name)
  cpSync(join(from, 'node_modules', name), folder, { recursive: true })
  for (const file of globSync('**/*.{js,mjs}', { cwd: folder })) {
    const path = join(folder, file)
    const code = readFileSync(path, 'utf8')
    if (!/^(?:im|ex)port\b/m.test(code)) continue
    const text = compiledFiles.get(code) ?? retarget((await compile(code)).code, tool)
    compiledFiles.set(code, text)
    writeFileSync(path, text)
  }
}

/** afterword is its sources, so that no build can be stale. */
function retarget(code: string, tool: string): string {
  const isStorage = tool === storage
  const files: Record<string, string> = {
    'afterword/compiled': 'runtime/compiled.ts',
    afterword: isStorage ? 'test/situations/world/storage.ts' : 'runtime/index-server.ts',
    situation: `test/situations/world/${isStorage ? 'storage' : 'afterword'}.ts`,
  }
  return code.replace(
    /(\bfrom\s*)(["'])(afterword(?:\/compiled)?|situation)\2/g,
    (_, from: string, quote: string, name: string) =>
      from + quote + pathToFileURL(join(root, files[name] ?? '')).href + quote,
  )
}
