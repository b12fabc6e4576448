// The engine on PostgreSQL, and on PGlite in a folder: what every engine promises.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { pgBoss } from '../../runtime/durable/pg-boss.ts'
import { lacksService, startPostgres } from '../services.ts'
import { behave } from './behaviour.ts'

describe.skipIf(lacksService('PostgreSQL', 'durable tasks on PostgreSQL'))('pg-boss on PostgreSQL', () => {
  behave(async () => {
    const postgres = await startPostgres()
    return {
      engine: () => pgBoss({ connectionString: postgres.url, pollingIntervalSeconds: 1 }),
      [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
    }
  })
})

describe('pg-boss in a folder', () => {
  behave(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'afterword-folder-'))
    // One process has it open.
    const engine = pgBoss({ folder, pollingIntervalSeconds: 1 })
    return {
      engine: () => engine,
      async [Symbol.asyncDispose]() {
        rmSync(folder, { recursive: true, force: true })
      },
    }
  })
})
