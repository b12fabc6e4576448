// What afterword costs an app that asks a database once for each request: honest context for the figures of single calls.
//
// Two servers, one compiled and wrapped, one with the same work begun by hand, are asked in turn; a pair of runs makes a ratio. A third is the second
// once more: how far its ratio lies from 1 is what the machine does. The database and the clients take most of it, so runs are many and short.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { installPackages } from '../install.ts'
import { startDatabase } from './database/postgres.ts'
import { median } from './median.ts'
import { load, spread } from './scatter.ts'
import { ask, type Run, type Server } from './throughput/ask.ts'
import type { Told } from './throughput/server.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(import.meta.dirname, 'database')
const kinds = ['without', 'again', 'with'] as const
type Kind = (typeof kinds)[number]

const TABLE = `create table orders (id int primary key, customer text not null, total int not null);
insert into orders select n, 'customer ' || n, n * 7 from generate_series(1, 1000) as n`

export interface Effort {
  launches: number
  /** Pairs of runs of each launch. */
  rounds: number
  seconds: number
  /** In place of PostgreSQL, which is taken where the machine has it. */
  pglite: boolean
}

interface Client {
  connect(): Promise<void>
  query(text: string): Promise<unknown>
  end(): Promise<void>
}

/** Prints what it used and what it found. */
export async function measureDatabase({ launches, rounds, seconds, pglite }: Effort): Promise<void> {
  const packages = await installPackages(
    join(folder, 'packages/package.json'),
    join(root, '.cache/bench-database'),
  )
  if (packages.missing) return console.log(`\na database call per request: not run, ${packages.missing}`)
  await using database = await startDatabase(packages.folder, pglite)
  const { Client } = createRequire(join(packages.folder, 'package.json'))('pg') as {
    Client: new (options: object) => Client
  }
  const client = new Client({ connectionString: database.url })
  await client.connect()
  await client.query(TABLE)
  await client.end()

  const start = async (kind: Kind): Promise<Server> => {
    const execArgv = kind === 'with' ? ['--import', 'afterword/register'] : []
    const variant = kind === 'with' ? 'with' : 'without'
    const child = fork(join(folder, 'server.ts'), [variant, packages.folder, database.url], { execArgv })
    const [{ url }] = (await once(child, 'message')) as [Told]
    return { process: child, url: url as string }
  }
  const found: Record<Kind, Run[]> = { without: [], again: [], with: [] }
  const before = load()
  for (let launch = 0; launch < launches; launch++) {
    const clients = fork(join(import.meta.dirname, 'throughput/client.ts'))
    await once(clients, 'message')
    const servers = {} as Record<Kind, Server>
    for (const kind of kinds) servers[kind] = await start(kind)
    // Warm: until the last of the engine's compilers has had its say.
    for (const kind of kinds) await ask(clients, servers[kind], { connections: 16, seconds: 2 })
    for (let round = 0; round < rounds; round++)
      for (const kind of round % 2 ? kinds.toReversed() : kinds)
        found[kind].push(await ask(clients, servers[kind], { connections: 16, seconds }))
    for (const { process: child } of Object.values(servers)) child.kill()
    clients.kill()
  }
  const of = (kind: Kind, what: keyof Run): number[] => found[kind].map((run) => run[what])
  const line = (title: string, what: keyof Run, show: (value: number) => string): string => {
    const times = (kind: Kind): string =>
      spread(of(kind, what).map((value, index) => value / (of('without', what)[index] ?? Number.NaN)))
    const shown = (['without', 'with'] as const)
      .map((kind) => show(median(of(kind, what))).padStart(9))
      .join('')
    return `  ${title.padEnd(28)}${shown}   ${times('with')}   ${times('again')}`
  }
  const ms = (value: number): string => value.toFixed(2)
  console.log(`
one query for each request and one task; ${database.name}, pg, node:http, 16 clients, ${found.with.length} pairs; load ${before} to ${load()}
  ${''.padEnd(28)}  by hand     with   ${'with, times by hand'.padEnd(42)}   by hand twice: what the machine does
${line('requests per second', 'rps', (value) => value.toFixed(0))}
${line('p50, ms', 'p50', ms)}
${line('p99, ms', 'p99', ms)}
${line('processor time, µs a request', 'cpu', (value) => value.toFixed(0))}`)
}
