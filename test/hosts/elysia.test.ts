// Elysia reads in the source text of a handler which members of its context that uses: what is compiled must say the same, in plugins that do not
// import it, too. The real one, compiled and not.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPackages } from '../install.ts'

const root = join(import.meta.dirname, '../..')
const { folder, missing } = await installPackages(
  join(import.meta.dirname, 'elysia/package.json'),
  join(root, '.cache/elysia'),
)

interface Told {
  answers: unknown[]
  seen: string[]
  asked: number
}

function run(plain: boolean): Told {
  cpSync(join(import.meta.dirname, 'elysia'), folder, { recursive: true })
  const ours = join(folder, 'node_modules/afterword')
  if (!existsSync(ours)) symlinkSync(root, ours, 'junction')
  const flags = plain ? [] : ['--import', 'afterword/register']
  const { VITEST, NODE_OPTIONS, ...rest } = process.env
  const env = { ...rest, ...(plain && { PLAIN: '1' }) }
  const options = { cwd: folder, env, encoding: 'utf8', timeout: 60_000 } as const
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, 'main.js'], options)
  const [json] = /^\{.*\}$/m.exec(stdout) ?? []
  if (!json) throw new Error(`it told nothing:\n${stdout}${stderr}`)
  return JSON.parse(json)
}

if (missing) {
  console.warn(`Elysia was not run: ${missing}`)
  test.skip('Elysia was not run: npm could not install it')
} else
  test('handlers of Elysia are called with what they were, and find their request', () => {
    const { answers, seen, asked } = run(false)
    expect(answers).toEqual(run(true).answers)
    expect(seen).toEqual(Array.from({ length: asked }, (_, index) => `${index}`))
  }, 120_000)
