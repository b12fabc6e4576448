// What a preset and one line are enough for: no module, no bundler, one program each.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { installPackages } from '../install.ts'
import { findPort, listen } from '../servers.ts'

const root = join(import.meta.dirname, '../..')
const app = join(import.meta.dirname, 'apps/by-preset')
const { folder, missing } = await installPackages(join(app, 'package.json'), join(root, '.cache/frameworks'))

const json = (value: unknown): RequestInit => ({
  method: 'POST',
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
})

interface Asked {
  path: string
  init?: RequestInit
  /** What gives a task; the last of them is the answer. */
  gives: readonly string[]
}

const programs: Record<string, readonly Asked[]> = {
  trpc: [
    { path: '/find', gives: ['middleware', 'find'] },
    { path: '/save', init: json('hello'), gives: ['middleware', 'save'] },
  ],
  yoga: [
    { path: '/graphql', init: json({ query: '{ find { word } }' }), gives: ['find', 'word'] },
    { path: '/graphql', init: json({ query: 'mutation { save(word: "hello") }' }), gives: ['save'] },
  ],
  elysia: [
    { path: '/find', gives: ['before', 'find'] },
    { path: '/save', init: json({ word: 'hello' }), gives: ['before', 'save'] },
  ],
  adonis: [
    { path: '/find', gives: ['guard', 'find'] },
    { path: '/save', init: json({ word: 'hello' }), gives: ['guard', 'save'] },
  ],
}

interface Seen {
  what: string
  given: string
  heard: string
}

test.skipIf(missing && !process.env.CI).each(Object.entries(programs))(
  '%s, compiled by its preset: 60 interleaved requests, and each task is its own',
  async (name, shapes) => {
    if (missing) throw new Error(missing)
    const run = mkdtempSync(join(folder, 'run-'))
    cpSync(app, run, { recursive: true })
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, part), join(run, 'node_modules/afterword', part), { recursive: true })
    const port = await findPort()
    const child: ChildProcess = spawn(process.execPath, ['--import', 'afterword/register', `${name}.ts`], {
      cwd: run,
      env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: port },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = listen(child)
    const closed = once(child, 'close')
    const url = `http://localhost:${port}`
    const seen = async () => (await (await fetch(`${url}/journal`)).json()) as Seen[]
    try {
      await vi.waitFor(seen, { timeout: 40_000, interval: 100 })
      const asked = Array.from({ length: 60 }, (_, n) => ({ id: `r${n}`, ...shapes[n % shapes.length] }))
      await Promise.all(
        asked.map(async ({ id, path, init, gives = [] }) => {
          const response = await fetch(`${url}${path}`, {
            ...init,
            headers: { 'content-type': 'application/json', 'x-id': id },
          })
          const answer = await response.text()
          expect(answer).toContain(`${gives.at(-1)} of ${id}.`)
        }),
      )
      const notes = await vi.waitFor(async () => {
        const all = await seen()
        expect(all).toHaveLength(asked.reduce((sum, { gives = [] }) => sum + gives.length, 0))
        return all
      })
      for (const { given, heard } of notes) expect(heard).toBe(given)
      for (const { id, gives = [] } of asked)
        expect(
          notes
            .filter(({ given }) => given === id)
            .map(({ what }) => what)
            .sort(),
        ).toEqual([...gives].sort())
      expect(said()).toContain('afterword: compiles')
    } catch (error) {
      throw new Error(said(), { cause: error })
    } finally {
      child.kill()
      await closed
      rmSync(run, { recursive: true, force: true })
    }
  },
  120_000,
)
