// The oldest and the newest version that package.json promises, of every bundler and of Vitest: each builds and serves the workspace of
// fixtures/apps/monorepo. The newest are those of this repository, which every run builds with.
//
// Behind --full: the versions are installed.

import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { layOut, remove } from '../../monorepo.ts'
import { expectTasks, ways } from '../monorepo.ts'
import { isFull, openVersion, vites } from './versions.ts'

const named = (pattern: RegExp) => ways.filter(({ name }) => pattern.test(name))
const modulesOf = async (version: string): Promise<string> => {
  const { folder, missing } = await openVersion(version)
  expect(missing).toBeNull()
  return join(folder, 'node_modules')
}

describe.skipIf(!isFull)('the oldest', () => {
  test.each(named(/^(?:Rollup|Rolldown|esbuild|webpack|Rspack|Farm)/))(
    '$name',
    async (way) => expectTasks(way, await modulesOf('oldest')),
    120_000,
  )
})

describe.skipIf(!isFull).each(vites)('Vite %s', (version) => {
  test.each(named(/^Vite/))(
    '$name',
    async (way) => expectTasks(way, await modulesOf(`vite-${version}`)),
    120_000,
  )

  test('its Vitest', async () => {
    const folder = layOut('api', ['vite', 'vitest'], { modules: await modulesOf(`vite-${version}`) })
    try {
      const app = join(folder, 'apps/api')
      mkdirSync(join(app, 'test'))
      writeFileSync(join(app, 'vitest.config.js'), CONFIG)
      writeFileSync(join(app, 'test/place.test.ts'), TEST)
      const { NODE_ENV, VITEST, ...env } = process.env
      const { error, status, stdout, stderr } = spawnSync(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', 'run'],
        // A run that ends by itself takes some seconds. Nothing of this process, its own limit neither, goes on meanwhile.
        { cwd: app, env, encoding: 'utf8', timeout: LIMIT, killSignal: 'SIGKILL' },
      )
      const said = stdout + stderr
      if (error) throw new Error(`Vitest of Vite ${version} did not end: ${error.message}\n${said}`)
      expect({ status, said }).toMatchObject({ status: 0 })
      expect(stdout).toContain('2 passed')
    } finally {
      remove(folder)
    }
  }, 120_000)
})

/** Milliseconds. */
const LIMIT = 90_000

const CONFIG = `import afterword from 'afterword/vite'
export default { plugins: [afterword()], ssr: { external: ['@shop/retry'] } }
`

const TEST = `import { place } from '@shop/orders'
import { after } from 'afterword'
import { flushAfter, withAfterScope } from 'afterword/test'
import { expect, test } from 'vitest'

function* pages(first: string, ...more: string[]) {
  yield first
  for (const each of more) yield each
}

test('generators run', () => {
  expect([...pages('a', 'b', 'c')]).toEqual(['a', 'b', 'c'])
})

test('tasks of packages that have no afterword know their request', async () => {
  const heard: (string | null)[] = []
  const ids = ['1', '2', '3']
  await Promise.all(
    ids.map((id) =>
      withAfterScope({ headers: { 'x-id': id } }, async () => {
        await place(id, {
          note: (_what, _id, by) => heard.push(by),
          saved: () => after(() => heard.push('saved ' + id)),
        })
        await flushAfter()
      }),
    ),
  )
  expect(heard.sort()).toEqual(['1', '2', '3', 'saved 1', 'saved 2', 'saved 3'])
})
`

if (!isFull) afterAll(() => console.log('bundlers: the oldest versions were not run; --full runs them'))
