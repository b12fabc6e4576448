/**
 * `afterword/durable/bullmq`: durable tasks on Redis or Valkey, kept by BullMQ: a queue for each name, so that no worker is handed
 * what it does not know.
 *
 *     configureDurable({ engine: bullmq({ connection: { url: 'redis://localhost:6379' } }) })
 *
 * What Redis has answered is as safe as its `appendfsync` says: `always` loses nothing.
 */

import type { ConnectionOptions, Job, JobsOptions, Queue, RedisOptions, Worker } from 'bullmq'
import * as mq from 'bullmq'
import { AfterwordError, coded } from '../error.ts'
import { durablePeer } from '../messages.generated.ts'
import { waitAfter } from './backoff.ts'
import { groupBy } from './group.ts'
import { Log } from './log.ts'
import type { Backoff, Engine, RunJob, StoredJob, WorkerHandle } from './types.ts'

export interface BullmqOptions {
  /** As BullMQ takes it: `{ url }`, `{ host, port, … }`. */
  readonly connection: RedisOptions
  /** What the keys in Redis begin with. Default `afterword`. */
  readonly prefix?: string
  /** Seconds that a job is kept when it is done: as long its id is known. Default a week. */
  readonly deleteAfterSeconds?: number
  /** Seconds that a job is kept whose attempts are used up. Default a year. */
  readonly retentionSeconds?: number
  /** Milliseconds of silence after which a worker is dead. Default 10,000. */
  readonly lockDuration?: number
}

/** How often a job may lose its worker, beside its attempts: one that kills it each time ends there. */
const STALLS = 20

const PREFIX = 'afterword'

class BullmqEngine implements Engine {
  readonly name = 'bullmq'
  readonly #options: BullmqOptions
  readonly #log = new Log('bullmq')
  /** By the name of the task. All of them share the connection of the first. */
  readonly #queues = new Map<string, Promise<Queue>>()
  #first: Promise<Queue> | undefined
  readonly #workers = new Set<WorkerHandle>()

  constructor(options: BullmqOptions) {
    this.#options = options
  }

  async store(jobs: readonly StoredJob[]): Promise<void> {
    const groups = groupBy(jobs, ({ name }) => name)
    await Promise.all(
      [...groups].map(async ([name, group]) => {
        const queue = await this.#queue(name)
        await queue.addBulk(group.map((job) => ({ name, data: job.data, opts: this.#optionsOf(job) })))
      }),
    )
  }

  #optionsOf({ id, data, delay }: StoredJob): JobsOptions {
    const { deleteAfterSeconds = 604_800, retentionSeconds = 31_536_000 } = this.#options
    return {
      jobId: id,
      ...(delay > 0 && { delay: Math.ceil(delay) }),
      attempts: data.attempts,
      backoff: { type: 'afterword' },
      removeOnComplete: { age: deleteAfterSeconds },
      removeOnFail: { age: retentionSeconds },
    }
  }

  async work(
    names: readonly string[],
    run: RunJob,
    { concurrency }: { readonly concurrency: number },
  ): Promise<WorkerHandle> {
    check()
    const workers = names.map((name) => this.#worker(name, run, concurrency))
    await Promise.all(workers.map((worker) => worker.waitUntilReady()))
    const handle: WorkerHandle = {
      stop: async ({ timeout = 10_000 } = {}) => {
        this.#workers.delete(handle)
        await Promise.all(workers.map((worker) => close(worker, timeout)))
      },
    }
    this.#workers.add(handle)
    return handle
  }

  #worker(name: string, run: RunJob, concurrency: number): Worker {
    const { connection, prefix = PREFIX, lockDuration = 10_000 } = this.#options
    const process = (
      { id, data, attemptsStarted }: Job,
      _token?: string,
      signal?: AbortSignal,
    ): Promise<void> =>
      // Those that lost their worker, too.
      run({ id: id as string, name, data, attempt: attemptsStarted, signal })
    const worker = new mq.Worker(name, process, {
      connection: { ...connection, maxRetriesPerRequest: null },
      prefix,
      concurrency,
      lockDuration,
      stalledInterval: Math.ceil(lockDuration / 2),
      maxStalledCount: STALLS,
      settings: {
        backoffStrategy: (attempt: number, _type?: string, _error?: Error, job?: { data?: unknown }) =>
          waitAfter(attempt, backoffOf(job?.data)),
      },
    })
    worker.on('error', (error) => this.#log.tell(error))
    return worker
  }

  async open(): Promise<void> {
    await this.#connect()
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop({ timeout: 1 })))
    const queues = await Promise.allSettled([...this.#queues.values(), this.#first])
    this.#queues.clear()
    this.#first = undefined
    // The first, whose connection it is, at last.
    for (const each of queues) if (each.status === 'fulfilled') await each.value?.close()
  }

  /** A queue of no task, which has the connection. */
  #connect(): Promise<Queue> {
    this.#first ??= this.#open('afterword', this.#options.connection).catch((error) => {
      this.#first = undefined
      throw error
    })
    return this.#first
  }

  #queue(name: string): Promise<Queue> {
    const known = this.#queues.get(name)
    if (known) return known
    const made = (async () => this.#open(name, await (await this.#connect()).backend.client))()
    this.#queues.set(name, made)
    made.catch(() => this.#queues.delete(name))
    return made
  }

  async #open(name: string, connection: ConnectionOptions): Promise<Queue> {
    check()
    const { prefix = PREFIX } = this.#options
    const isShared = 'status' in connection
    // A response waits for it: what cannot be sent now fails.
    const queue = new mq.Queue(name, {
      prefix,
      connection: isShared ? connection : { ...connection, enableOfflineQueue: false },
    })
    queue.on('error', (error) => this.#log.tell(error))
    await queue.waitUntilReady()
    return queue
  }
}

/** `close` waits for the handlers, however long they take. */
async function close(worker: Worker, timeout: number): Promise<void> {
  const late = new Promise<true>((resolve) => setTimeout(resolve, timeout, true).unref())
  if (await Promise.race([worker.close(), late])) await worker.close(true)
}

/** Whatever stands in the queue. */
function backoffOf(data: unknown): Backoff {
  const given = (data as { backoff?: Backoff } | null)?.backoff
  if (typeof given === 'number' && given >= 0) return given
  return typeof given === 'object' && given?.delay >= 0 ? given : 1_000
}

/** @throws AfterwordError `AFTERWORD_DURABLE_PEER` */
function check(): void {
  if (typeof mq.Queue !== 'function' || typeof mq.Worker.prototype.cancelAllJobs !== 'function')
    throw coded(AfterwordError, durablePeer('bullmq', '6'))
}

/**
 * An engine for `configureDurable`. It connects when the first job is stored, or `work()` is called. A server that waits for `engine.open()` before it
 * listens has no first request that waits.
 */
export function bullmq(options: BullmqOptions): Engine & Required<Pick<Engine, 'open' | 'close' | 'work'>> {
  return new BullmqEngine(options)
}
