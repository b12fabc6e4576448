// Deno and Bun: a task is stored, and run, on each engine.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { lacksService, startPostgres, startRedis } from '../services.ts'

const root = join(import.meta.dirname, '../..')
const program = join(import.meta.dirname, 'app/platform.js')
const commands = { bun: [program], deno: ['run', '-A', '--node-modules-dir=manual', program] }

async function startFolder() {
  const url = mkdtempSync(join(tmpdir(), 'afterword-platform-'))
  return {
    url,
    [Symbol.asyncDispose]: async () => rmSync(url, { recursive: true, force: true, maxRetries: 5 }),
  }
}

const engines = { PostgreSQL: startPostgres, Redis: startRedis, 'a folder': startFolder }

describe.each(Object.keys(commands) as (keyof typeof commands)[])('durable tasks on %s', (command) => {
  for (const [name, start] of Object.entries(engines))
    test.skipIf(name !== 'a folder' && lacksService(name as 'Redis', `durable tasks on ${command}`))(
      `with ${name}`,
      { timeout: 120_000 },
      async () => {
        await using service = await start()
        const { stdout, stderr } = await promisify(execFile)(
          join(root, 'node_modules/.bin', command),
          [...commands[command], service.url],
          { cwd: root, timeout: 100_000 },
        )
        expect({ stdout, stderr }).toEqual({
          stdout: '{"stored":"done","value":1,"language":"en","attempt":1}\n',
          stderr: '',
        })
      },
    )
})
