// `node test/bench/durable.ts`: what durable tasks cost beside the engine's own client and worker, on PostgreSQL and Redis of this machine.
//
// Both sides store, and work, in turn, in short runs of one process: what slows the machine for a while slows both.
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { Queue, Worker } from 'bullmq'
import { build } from 'esbuild'
import { PgBoss } from 'pg-boss'
import { bullmq } from '../../runtime/durable/bullmq.ts'
import { durable, job } from '../../runtime/durable/compiled.ts'
import { configureDurable, type Engine, runJob, type StoredJob } from '../../runtime/durable/index.ts'
import { pgBoss } from '../../runtime/durable/pg-boss.ts'
import { type After, after, openScope } from '../../runtime/index.ts'
import { startPostgres, startRedis } from '../services.ts'
import { median } from './median.ts'

const { values } = parseArgs({
  options: {
    stores: { type: 'string', default: '1000' },
    jobs: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '10' },
  },
})
const stores = Number(values.stores)
const count = Number(values.jobs)
const rounds = Number(values.rounds)

const order = { id: 'order-1', lines: [{ product: 'tea', count: 2 }], at: new Date(0) }

job('bench', ['order'], 'bench.ts:1', () => () => {})

interface Side {
  readonly name: string
  store(): Promise<unknown>
}

/** Gives the tasks, and their engine gives them back: what is stored is the same on both sides. */
async function take(): Promise<StoredJob> {
  let found: StoredJob | undefined
  const engine: Engine = {
    name: 'catcher',
    async store(jobs) {
      found = jobs[0]
    },
  }
  configureDurable({ engine })
  await give()
  if (!found) throw new Error('nothing was stored')
  return found
}

const scope = openScope({ name: 'POST /orders' })
const options = { name: 'bench', durable: true }
const give = () =>
  scope.run(() => (after as After)(durable('bench', { order }) as never, options as never)).done

const percentile = (times: readonly number[], p: number): string =>
  (times.toSorted((a, b) => a - b)[Math.floor((times.length * p) / 100)] as number).toFixed(2)

async function compareStores(what: string, sides: readonly Side[]): Promise<void> {
  const times = sides.map((): number[] => [])
  for (let i = 0; i < stores + 50; i++)
    for (const [at, side] of sides.entries()) {
      const began = performance.now()
      await side.store()
      if (i >= 50) times[at]?.push(performance.now() - began)
    }
  for (const [at, { name }] of sides.entries())
    console.log(
      `${what}, store, ${name}: p50 ${percentile(times[at] ?? [], 50)} ms, p99 ${percentile(times[at] ?? [], 99)} ms`,
    )
}

/** Jobs worked per second, own and ours in turn. */
async function compareWork(
  what: string,
  own: (name: string) => Promise<number>,
  ours: (name: string) => Promise<number>,
): Promise<void> {
  const ratios: number[] = []
  const times: number[] = []
  const rates: [number, number][] = []
  /** What this process has computed, too: what else the machine does is not in it. */
  const timed = async (side: () => Promise<number>): Promise<[rate: number, time: number]> => {
    const before = process.cpuUsage()
    const rate = await side()
    const { user, system } = process.cpuUsage(before)
    return [rate, user + system]
  }
  // The first warms both up. Each is the first of its pair as often as the other: tables grow.
  for (let round = -2; round < rounds; round++) {
    const sides = [() => own(`own-${round}`), () => ours(`ours-${round}`)]
    if (round % 2) sides.reverse()
    const both = [await timed(sides[0] as never), await timed(sides[1] as never)]
    if (round % 2) both.reverse()
    if (round < 0) continue
    const [[ownRate, ownTime], [ourRate, ourTime]] = both as [[number, number], [number, number]]
    rates.push([ownRate, ourRate])
    ratios.push(ourRate / ownRate)
    times.push(ourTime / ownTime)
  }
  const [a, b] = [0, 1].map((at) => Math.round(median(rates.map((pair) => pair[at] as number))))
  console.log(
    `${what}, worked per second: own ${a}, ours ${b}, ratio ${median(ratios).toFixed(2)}, processor time ${median(times).toFixed(2)} (load ${loadavg()[0]?.toFixed(1)})`,
  )
}

/** @returns a function to be called for each job, and what is fulfilled with the rate when all have been worked */
function meter(): { one(): void; rate: Promise<number> } {
  let began = 0
  let worked = 0
  let tell = (_rate: number): void => {}
  const rate = new Promise<number>((resolve) => {
    tell = resolve
  })
  return {
    one() {
      if (worked++ === 0) began = performance.now()
      if (worked === count) tell((count / (performance.now() - began)) * 1_000)
    },
    rate,
  }
}

const { id: _, ...stored } = await take()
const many = (name: string) =>
  Array.from({ length: count }, () => ({ ...stored, name, id: crypto.randomUUID() }))

{
  await using postgres = await startPostgres()
  const engine = pgBoss({ connectionString: postgres.url })
  await engine.open()
  const boss = new PgBoss({
    connectionString: postgres.url,
    schema: 'afterword',
    useListenNotify: true,
    schedule: false,
  })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue('own', { notify: true, heartbeatSeconds: 10 })
  configureDurable({ engine })
  await compareStores('pg-boss', [
    {
      name: 'its own insert()',
      store: () => boss.insert('own', [{ id: crypto.randomUUID(), data: stored.data }]),
    },
    { name: 'after(…).done', store: give },
  ])
  const batch = {
    includeMetadata: true,
    perJobResults: true,
    batchSize: 25,
    localConcurrency: 2,
    burstWhenBatchFull: true,
  } as const
  await compareWork(
    'pg-boss',
    async (name) => {
      await boss.createQueue(name, { notify: true, heartbeatSeconds: 10 })
      await boss.insert(
        name,
        many(name).map(({ id, data }) => ({ id, data })),
      )
      const { one, rate } = meter()
      await boss.work(name, batch, async (jobs) =>
        jobs.map(({ id }) => {
          one()
          return { id, status: 'completed' as const }
        }),
      )
      return rate.finally(() => boss.offWork(name))
    },
    async (name) => {
      const { one, rate } = meter()
      job(name, ['order'], `${name}.ts:1`, () => one)
      await engine.store(many(name), {})
      const worker = await engine.work([name], runJob, { concurrency: 50 })
      return rate.finally(() => worker.stop())
    },
  )
  await boss.stop({ graceful: false })
  await engine.close()
}

{
  await using redis = await startRedis()
  const connection = { url: redis.url }
  const engine = bullmq({ connection })
  await engine.open()
  configureDurable({ engine })
  const queue = new Queue('own', { connection })
  await compareStores('BullMQ', [
    {
      name: 'its own add()',
      store: () => queue.add('own', stored.data, { jobId: crypto.randomUUID(), attempts: 5 }),
    },
    { name: 'after(…).done', store: give },
  ])
  await compareWork(
    'BullMQ',
    async (name) => {
      const own = new Queue(name, { connection })
      await own.addBulk(many(name).map(({ id, data }) => ({ name, data, opts: { jobId: id } })))
      const { one, rate } = meter()
      const worker = new Worker(name, async () => one(), { connection, concurrency: 50 })
      return rate.finally(async () => {
        await worker.close()
        await own.close()
      })
    },
    async (name) => {
      const { one, rate } = meter()
      job(name, ['order'], `${name}.ts:1`, () => one)
      await engine.store(many(name), {})
      const worker = await engine.work([name], runJob, { concurrency: 50 })
      return rate.finally(() => worker.stop())
    },
  )
  await queue.close()
  await engine.close()
}

const { outputFiles } = await build({
  stdin: {
    contents: `export * from './runtime/durable/index.ts'; export * from './runtime/durable/compiled.ts'; export { after } from './runtime/index.ts'; export { withAfter } from './runtime/hosts/node.ts'`,
    resolveDir: join(import.meta.dirname, '../..'),
    loader: 'ts',
  },
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  platform: 'node',
})
const bytes = (contents: Uint8Array | undefined): number => gzipSync(contents ?? '', { level: 9 }).length
console.log(`a server with durable tasks, devalue included: ${bytes(outputFiles[0]?.contents)} bytes min+gz`)
