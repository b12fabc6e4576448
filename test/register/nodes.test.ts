// The same server on every Node that is supported: modules and CommonJS, compiled on the spot and from the cache.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openProject, type Project } from './harness.ts'
import { findVersion } from './versions.ts'

interface Told {
  peak: number
  answers: string[]
  journal: { id: string; header: string | null; own: boolean; name: string }[]
  lost: number
  stack: string
  main?: boolean
}

const app = join(import.meta.dirname, 'app')
const ids = Array.from({ length: 8 }, (_, index) => `r${index + 1}`)

for (const version of ['20', '22', '24', '26'] as const) {
  const node = findVersion(version)
  describe(`on Node ${version}`, () => {
    if (node === null) return it.skip('could not be fetched, so it was not tested', () => {})
    const typed = version !== '20'
    const project = openProject(typed ? {} : withoutTypes(), {}, typed ? ['app'] : [])
    it.each([
      ['modules', typed ? 'mts' : 'mjs'],
      ['commonjs', typed ? 'cts' : 'cjs'],
    ])(
      '%s: every task has its own request, cold and warm',
      { timeout: 30_000 },
      async (folder, extension) => {
        for (const turn of ['cold', 'warm']) {
          const before = project.cached().length
          check(
            await tell(project, `${folder}/app.${extension}`, node),
            `${folder}/confirm.${extension}`,
            project,
          )
          expect(project.cached().length - before, turn).toBe(turn === 'cold' ? 3 : 0)
        }
      },
    )
  })
}

async function tell(project: Project, file: string, node: string): Promise<Told> {
  const told: Told = JSON.parse(await project.run([file], { node }))
  return told
}

function check(told: Told, confirm: string, project: Project): void {
  expect(told).toMatchObject({ peak: 8, lost: 0, answers: ids.map((id) => `done ${id}`) })
  expect(told.main ?? true).toBe(true)
  const lines = project.read(confirm).split('\n')
  const site = lines.findIndex((line) => line.includes('after((')) + 1
  const mine = told.journal.filter(({ id }) => !id.startsWith('last'))
  expect(mine.map(({ id }) => id).sort()).toEqual(ids)
  for (const each of mine)
    expect(each).toEqual({ id: each.id, header: each.id, own: true, name: `${confirm}:${site}` })
  expect(told.journal).toHaveLength(16)

  const line = lines.findIndex((text) => text.includes('new Error(')) + 1
  const column = (lines[line - 1]?.indexOf('new Error(') ?? 0) + 1
  expect(told.stack).toContain(`${project.path(confirm)}:${line}:${column})`)
}

/** The same files with blanks where the types are. */
function withoutTypes(): Record<string, string> {
  const script = `
    const { stripTypeScriptTypes } = require('node:module')
    const { readFileSync } = require('node:fs')
    const texts = process.argv.slice(1).map((file) => stripTypeScriptTypes(readFileSync(file, 'utf8')))
    console.log(JSON.stringify(texts))`
  const files = globSync('*/*.{m,c}ts', { cwd: app })
  const args = ['--disable-warning=ExperimentalWarning', '-e', script, ...files]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8' })
  expect(stderr).toBe('')
  const texts: string[] = JSON.parse(stdout)
  const toScript = (text: string): string => text.replaceAll(/\.([cm])ts\b/g, '.$1js')
  return Object.fromEntries(files.map((file, index) => [toScript(file), toScript(texts[index] as string)]))
}
