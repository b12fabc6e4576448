// Node with node:async_hooks made to throw, on every version that this machine has.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findNodes } from '../runtime/nodes.ts'
import { expected } from './app/app.ts'
import { bundle } from './build.ts'

const folder = mkdtempSync(join(tmpdir(), 'afterword-engines-'))
const trap = join(import.meta.dirname, 'app/no-async-hooks.cjs')
const users = ['ada', 'bob', 'cy', 'dan', 'eve']

beforeAll(async () => {
  const { code, imports } = await bundle('server.ts', ['node'])
  expect(imports).toEqual(['node:http'])
  writeFileSync(join(folder, 'server.mjs'), code)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.each([...findNodes()])('%s', (_version, node) => {
  it.each([
    `import { AsyncLocalStorage } from 'node:async_hooks'; new AsyncLocalStorage()`,
    `const { AsyncLocalStorage } = await import('async_hooks'); new AsyncLocalStorage()`,
    `import { createRequire } from 'node:module'; createRequire('/x.js')('async_hooks').createHook({})`,
  ])('is without it: %s', (program) => {
    const { status, stderr } = spawnSync(node, ['-r', trap, '--input-type=module', '-e', program], {
      encoding: 'utf8',
    })
    expect(stderr).toMatch(/Error: node:async_hooks was asked for (?:AsyncLocalStorage|createHook)/)
    expect(status).toBe(1)
  })

  it('requests that go on in one another’s jobs keep their scopes, and so do their tasks', async () => {
    const child = spawn(node, ['-r', trap, join(folder, 'server.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      const { value: url } = await lines.next()
      const answers = users.map(async (user) => {
        const response = await fetch(`${url}/tea`, { headers: { cookie: `user=${user}` } })
        return response.text()
      })
      expect(await Promise.all(answers)).toEqual(users.map((user) => `tea for ${user}`))
      child.kill()
      const { log, lost } = JSON.parse(`${(await lines.next()).value}`)
      expect(log.toSorted()).toEqual(users.flatMap(expected).toSorted())
      expect(lost).toEqual([])
    } finally {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
  })
})

it('no built file of the runtime asks for it, or for AsyncLocalStorage by another way, but that for Next', () => {
  const dist = join(import.meta.dirname, '../../dist')
  const files = new Set(globSync('runtime/**/*.js', { cwd: dist }))
  // And the chunks that they share.
  for (const file of files)
    for (const [, chunk] of readFileSync(join(dist, file), 'utf8').matchAll(
      /["'](?:\.\.?\/)+(chunk-\w+\.js)["']/g,
    ))
      files.add(chunk as string)
  expect(files.size).toBeGreaterThan(10)
  const found = [...files].filter((file) =>
    /async_hooks|AsyncLocalStorage|AsyncContext|getBuiltinModule/.test(
      // Which framework is there, is asked of module and fs; where tasks are published, of diagnostics_channel.
      readFileSync(join(dist, file), 'utf8').replace(
        /getBuiltinModule\?\.\("(?:(?:node:)?module|fs|node:diagnostics_channel)"\)/g,
        '',
      ),
    ),
  )
  // Next has one of its own, and knows its request by that: test/next/config.test.ts says what is asked of it.
  expect(found).toEqual(['runtime/hosts/next/compiled.js'])
})
