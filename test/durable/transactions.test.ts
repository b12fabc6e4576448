// A job is stored with the user's transaction, or not at all: of pg, Drizzle, Kysely, Knex and Prisma, each as its own documentation has it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { durable, job } from '../../runtime/durable/compiled.ts'
import { configureDurable } from '../../runtime/durable/index.ts'
import { pgBoss } from '../../runtime/durable/pg-boss.ts'
import { jobId } from '../../runtime/durable/uuid.ts'
import { type After, after, configureAfter, openScope } from '../../runtime/index.ts'
import { installPackages } from '../install.ts'
import { type Client, connectTo, lacksService, type Service, startPostgres } from '../services.ts'

// biome-ignore lint/suspicious/noExplicitAny: packages of a test, which are loaded by their place
type Loaded = any

const root = join(import.meta.dirname, '../..')

/** Runs `use(tx)` in a transaction, which is taken back when it throws. */
type Transact = (use: (tx: unknown) => Promise<void>) => Promise<void>

describe.skipIf(lacksService('PostgreSQL', 'transactions with durable tasks'))('a transaction', () => {
  let postgres: Service
  let client: Client
  let folder = ''
  let engine: ReturnType<typeof pgBoss>
  const ends: (() => unknown)[] = []

  const load = (file: string): Promise<Loaded> =>
    import(pathToFileURL(join(folder, 'node_modules', file)).href)

  beforeAll(async () => {
    const installed = await installPackages(
      join(import.meta.dirname, 'packages/package.json'),
      join(root, '.cache/durable'),
    )
    if (installed.missing) throw new Error(installed.missing)
    folder = installed.folder
    postgres = await startPostgres()
    client = await connectTo(postgres)
    await client.query('create table orders (id text primary key)')
    engine = pgBoss({ connectionString: postgres.url })
    configureDurable({ engine })
    configureAfter({ onError: () => {} })
    await engine.open()
    job('receipt', ['order'], 'src/orders.ts:12', () => () => {})
  }, 600_000)

  afterAll(async () => {
    for (const end of ends) await end()
    await client?.end()
    await engine?.close()
    await postgres?.[Symbol.asyncDispose]()
  }, 60_000)

  const packages: Record<string, () => Promise<Transact>> = {
    pg: async () => {
      const { default: pg } = await load('pg/esm/index.mjs')
      const pool = new pg.Pool({ connectionString: postgres.url })
      ends.push(() => pool.end())
      return async (use) => {
        const own = await pool.connect()
        try {
          await own.query('begin')
          await use(own)
          await own.query('commit')
        } catch (error) {
          await own.query('rollback')
          throw error
        } finally {
          own.release()
        }
      }
    },
    Drizzle: async () => {
      const { drizzle } = await load('drizzle-orm/node-postgres/index.js')
      const db = drizzle(postgres.url)
      ends.push(() => db.$client.end())
      return (use) => db.transaction(use)
    },
    Kysely: async () => {
      const { Kysely, PostgresDialect } = await load('kysely/dist/index.js')
      const { default: pg } = await load('pg/esm/index.mjs')
      const pool = new pg.Pool({ connectionString: postgres.url })
      const db = new Kysely({ dialect: new PostgresDialect({ pool }) })
      ends.push(() => db.destroy())
      return (use) => db.transaction().execute(use)
    },
    Knex: async () => {
      const { default: knex } = await load('knex/knex.mjs')
      const db = knex({ client: 'pg', connection: postgres.url })
      ends.push(() => db.destroy())
      return (use) => db.transaction(use)
    },
    Prisma: async () => {
      const project = join(folder, 'prisma-project')
      mkdirSync(project, { recursive: true })
      writeFileSync(
        join(project, 'schema.prisma'),
        [
          'generator client {\n  provider = "prisma-client-js"\n  output = "./client"\n}',
          'datasource db {\n  provider = "postgresql"\n}',
          'model orders {\n  id String @id\n}',
        ].join('\n'),
      )
      const cli = join(folder, 'node_modules/prisma/build/index.js')
      const made = spawnSync(
        process.execPath,
        [cli, 'generate', '--schema', join(project, 'schema.prisma')],
        {
          cwd: project,
          encoding: 'utf8',
          // Nothing is fetched: the client has no need of that engine.
          env: { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
        },
      )
      if (made.status !== 0) throw new Error(`prisma generate: ${made.stdout}${made.stderr}`)
      const { default: generated } = await import(pathToFileURL(join(project, 'client/index.js')).href)
      const { PrismaPg } = await load('@prisma/adapter-pg/dist/index.mjs')
      const prisma = new generated.PrismaClient({ adapter: new PrismaPg({ connectionString: postgres.url }) })
      ends.push(() => prisma.$disconnect())
      return (use) => prisma.$transaction(use)
    },
  }

  const give = (order: string, tx: unknown) => {
    const scope = openScope()
    const { done } = scope.run(() =>
      (after as After)(durable('receipt', { order }) as never, {
        name: 'receipt',
        durable: { id: order, tx },
      }),
    )
    return done.finally(() => scope.close('sent'))
  }

  async function isStored(order: string): Promise<boolean> {
    const id = await jobId('receipt', order)
    return (await client.query('select 1 from afterword.job where id = $1', [id])).rows.length === 1
  }

  test.each(Object.keys(packages))(
    'of %s: what it commits is stored, what it takes back is not',
    { timeout: 120_000 },
    async (name) => {
      const transact = await (packages[name] as () => Promise<Transact>)()
      await transact(async (tx) => {
        expect(await give(`${name}-kept`, tx)).toEqual({ status: 'done' })
        expect(await isStored(`${name}-kept`)).toBe(false)
      })
      expect(await isStored(`${name}-kept`)).toBe(true)
      const back = transact(async (tx) => {
        expect(await give(`${name}-back`, tx)).toEqual({ status: 'done' })
        throw new Error('taken back')
      })
      await expect(back).rejects.toThrow('taken back')
      expect(await isStored(`${name}-back`)).toBe(false)
    },
  )

  test('that is none is refused', async () => {
    const { status, error } = await give('none', { begin() {} })
    expect([status, String((error as Error).cause)]).toEqual([
      'failed',
      expect.stringMatching(
        /AFTERWORD_BAD_OPTION.*a transaction of pg, Drizzle, Kysely, Prisma, Knex or PGlite/,
      ),
    ])
  })
})
