/**
 * `afterword/durable/pg-boss`: durable tasks on PostgreSQL, kept by pg-boss, or in a folder of this process, without a server.
 *
 *     configureDurable({ engine: pgBoss({ connectionString }) })
 *     configureDurable({ engine: pgBoss({ folder: '.afterword' }) })
 */

import type { ConstructorOptions, JobInsert, JobResult, JobWithMetadata, PgBoss, QueueOptions } from 'pg-boss'
import * as pgboss from 'pg-boss'
import { AfterwordError, coded } from '../error.ts'
import { durablePeer } from '../messages.generated.ts'
import { type Folder, openFolder } from './folder.ts'
import { groupBy } from './group.ts'
import { Log } from './log.ts'
import { dbOf } from './transaction.ts'
import type { Engine, RunJob, StoredJob, WorkerHandle } from './types.ts'

/** Where jobs go whose attempts are used up: `boss.redrive(name)` gives them back. */
export const DEAD_LETTERS = 'afterword.dead-letters'

/** Never pg-boss's own `pgboss`: other packages drop it. */
const SCHEMA = 'afterword'

/** What pg-boss keeps of jobs, and for how long. */
type Keeping = Pick<QueueOptions, 'retentionSeconds' | 'deleteAfterSeconds' | 'heartbeatSeconds'>

interface Common extends Keeping {
  /** Default `afterword`. */
  readonly schema?: string
  /** Seconds between two looks for jobs that are due by the clock. New ones are told of at once. Default 5. */
  readonly pollingIntervalSeconds?: number
}

/** PostgreSQL. What is not named here is handed on to pg-boss. */
export interface PostgresOptions extends Common, Omit<ConstructorOptions, 'db' | 'schema'> {
  readonly folder?: undefined
}

/** PGlite, for one process: development, or one machine. */
export interface FolderOptions extends Common {
  /** A directory, made where there is none. It has a lock. */
  readonly folder: string
}

export type PgBossOptions = PostgresOptions | FolderOptions

/** A year in the queue: what was accepted is not forgotten. A week when it is done. Ten seconds of silence: its worker is dead. */
const KEPT = { retentionSeconds: 31_536_000, deleteAfterSeconds: 604_800, heartbeatSeconds: 10 } as const

/** Seconds beyond its timeout until pg-boss gives up on an attempt by itself. */
const GRACE = 60

/** Milliseconds that a job waits for the slower ones it was fetched with, until it is settled by itself. */
const PATIENCE = 1_000

const seconds = (ms: number): number => Math.ceil(ms / 1_000)

function insertOf({ id, data, delay }: StoredJob): JobInsert {
  const { attempts, backoff, timeout } = data
  const grows = typeof backoff !== 'number'
  return {
    id,
    data,
    retryLimit: attempts - 1,
    retryDelay: seconds(grows ? backoff.delay : backoff),
    retryBackoff: grows,
    ...(grows && backoff.max !== undefined && { retryDelayMax: Math.max(1, seconds(backoff.max)) }),
    expireInSeconds: seconds(timeout) + GRACE,
    // By the clock of the database.
    ...(delay > 0 && { startAfter: `${delay} milliseconds` }),
  }
}

class PgBossEngine implements Engine {
  readonly name = 'pg-boss'
  readonly transactions = true
  readonly #options: PgBossOptions
  readonly #log = new Log('pg-boss')
  #folder: Promise<Folder> | undefined
  #sender: Promise<PgBoss> | undefined
  readonly #workers = new Set<PgBoss>()
  /** By name: made, or being made. */
  readonly #queues = new Map<string, Promise<void>>()

  constructor(options: PgBossOptions) {
    this.#options = options
  }

  async store(jobs: readonly StoredJob[], { tx }: { readonly tx?: unknown }): Promise<void> {
    const db = tx === undefined ? undefined : dbOf(tx)
    const boss = await this.#send()
    // One id is one job; pg-boss refuses a batch that has it twice.
    const groups = groupBy(
      new Map(jobs.map((job) => [`${job.name} ${job.id}`, job])).values(),
      ({ name }) => name,
    )
    // Outside of the user's transaction, which would have to wait for it.
    await Promise.all([...groups.keys()].map((name) => this.#queue(boss, name)))
    await Promise.all(
      [...groups].map(([name, group]) => boss.insert(name, group.map(insertOf), db ? { db } : {})),
    )
  }

  async work(
    names: readonly string[],
    run: RunJob,
    { concurrency }: { readonly concurrency: number },
  ): Promise<WorkerHandle> {
    const look = this.#options.folder === undefined ? 5 : 2
    const boss = await this.#open({
      // Who finds the jobs of the dead. It counts all jobs, too, which a large database should not have to do all the time.
      supervise: true,
      superviseIntervalSeconds: look,
      monitorIntervalSeconds: look,
      useListenNotify: true,
    })
    this.#workers.add(boss)
    const loops = Math.min(2, concurrency)
    const options = {
      includeMetadata: true,
      perJobResults: true,
      // One at a time would be one for each poll.
      batchSize: Math.max(2, Math.ceil(concurrency / loops)),
      localConcurrency: loops,
      burstWhenBatchFull: true,
      pollingIntervalSeconds: Math.min(1, this.#poll),
      notifyPollingIntervalSeconds: this.#poll,
    } as const
    for (const name of names) {
      await this.#queue(boss, name)
      await boss.work(name, options, (jobs) => runBatch(boss, name, jobs as JobWithMetadata[], run))
    }
    return {
      stop: async ({ timeout = 10_000 } = {}) => {
        await boss.stop({ graceful: true, timeout })
        this.#workers.delete(boss)
      },
    }
  }

  async open(): Promise<void> {
    await this.#send()
  }

  async close(): Promise<void> {
    const [sender, folder] = [await this.#sender, await this.#folder]
    this.#sender = undefined
    this.#folder = undefined
    this.#queues.clear()
    await Promise.all(
      [...this.#workers, ...(sender ? [sender] : [])].map((boss) => boss.stop({ graceful: false })),
    )
    this.#workers.clear()
    await folder?.close()
  }

  get #poll(): number {
    return this.#options.pollingIntervalSeconds ?? 5
  }

  #send(): Promise<PgBoss> {
    // Whoever only stores looks after nothing.
    this.#sender ??= this.#open({ supervise: false }).catch((error) => {
      this.#sender = undefined
      throw error
    })
    return this.#sender
  }

  async #open(role: ConstructorOptions): Promise<PgBoss> {
    if (typeof pgboss.PgBoss !== 'function' || typeof pgboss.fromPglite !== 'function')
      throw coded(AfterwordError, durablePeer('pg-boss', '12.36'))
    const boss = new pgboss.PgBoss({ ...role, schedule: false, ...(await this.#where()) })
    boss.on('error', (error) => this.#log.tell(error))
    boss.on('warning', () => {})
    await boss.start()
    await this.#giveBack()
    return boss
  }

  async #where(): Promise<ConstructorOptions> {
    const {
      schema = SCHEMA,
      folder,
      pollingIntervalSeconds,
      retentionSeconds,
      deleteAfterSeconds,
      heartbeatSeconds,
      ...rest
    } = this.#options as PostgresOptions & { folder?: string }
    if (folder === undefined) return { ...rest, schema }
    this.#folder ??= openFolder(folder).catch((error) => {
      this.#folder = undefined
      throw error
    })
    const { db } = await this.#folder
    return { schema, db: pgboss.fromPglite(db as never), backend: 'pglite' }
  }

  /** What ran in the folder's last process runs no longer: nobody need wait until that is missed. */
  async #giveBack(): Promise<void> {
    const folder = await this.#folder
    if (!folder || folder.isGivenBack) return
    folder.isGivenBack = true
    const { schema = SCHEMA } = this.#options
    await folder.db.exec(
      `update "${schema.replaceAll('"', '""')}".job set heartbeat_on = 'epoch' where state = 'active'`,
    )
  }

  #queue(boss: PgBoss, name: string): Promise<void> {
    const known = this.#queues.get(name)
    if (known) return known
    const { retentionSeconds, deleteAfterSeconds, heartbeatSeconds } = { ...KEPT, ...this.#options }
    const made = (async () => {
      const kept = { retentionSeconds, deleteAfterSeconds }
      if (name === DEAD_LETTERS) return boss.createQueue(name, kept)
      await this.#queue(boss, DEAD_LETTERS)
      await boss.createQueue(name, { ...kept, heartbeatSeconds, notify: true, deadLetter: DEAD_LETTERS })
    })()
    this.#queues.set(name, made)
    made.catch(() => this.#queues.delete(name))
    return made
  }
}

/** Each of them is settled by itself; the batch is over when the slowest is, and the others do not wait for that. */
async function runBatch(
  boss: PgBoss,
  name: string,
  jobs: readonly JobWithMetadata[],
  run: RunJob,
): Promise<JobResult[]> {
  const done = new Set<JobWithMetadata>()
  const timer = setInterval(() => {
    if (!done.size) return
    const settled = [...done].map(({ id, retryCount }) => ({ id, retryCount }))
    done.clear()
    boss.complete(name, settled).catch(() => {})
  }, PATIENCE)
  const all = jobs.map(async (job): Promise<JobResult> => {
    const { id, data, retryCount, signal } = job
    try {
      await run({ id, name, data, attempt: retryCount + 1, signal })
    } catch (error) {
      return { id, status: 'failed', output: outputOf(error) }
    }
    done.add(job)
    return { id, status: 'completed' }
  })
  try {
    return await Promise.all(all)
  } finally {
    clearInterval(timer)
  }
}

/** What a dashboard shows. */
function outputOf(error: unknown): object {
  if (!(error instanceof Error)) return { value: String(error) }
  const { name, message, stack } = error
  return { name, message, stack, code: (error as { code?: unknown }).code }
}

/**
 * An engine for `configureDurable`. It connects when the first job is stored, or `work()` is called. A server that waits for `engine.open()` before it
 * listens has no first request that waits.
 */
export function pgBoss(options: PgBossOptions): Engine & Required<Pick<Engine, 'open' | 'close' | 'work'>> {
  return new PgBossEngine(options)
}
