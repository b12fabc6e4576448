// One attempt at a job: a scope of its own, the task made anew of what was stored, and its nested tasks, before the engine is told.

import { clock } from '../engine.ts'
import { AfterwordError, coded } from '../error.ts'
import { longest } from '../limit.ts'
import { jobChanged, jobPayload, jobUnknown, taskTimeout } from '../messages.generated.ts'
import { openHostScope } from '../open.ts'
import { plain } from '../print.ts'
import type { Live, TaskRecord } from '../records.ts'
import { register } from '../register.ts'
import { note, report } from '../report.ts'
import type { RequestScope } from '../scope.ts'
import type { DurableInfo, JobInfo, TaskFunction } from '../types.ts'
import { home, type Job } from './home.ts'
import { decode } from './payload.ts'
import { cookiesOf, headersOf, type Snapshot } from './request.ts'
import type { JobAttempt, JobData } from './types.ts'

interface Read {
  readonly data: JobData
  readonly values: Record<string, unknown>
  readonly snapshot: Snapshot
}

const isRecord = (value: unknown): value is Record<string, string | null> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws AfterwordError `AFTERWORD_JOB_PAYLOAD` */
function read({ name, id, data }: JobAttempt): Read {
  try {
    const given = data as JobData
    if (given?.v !== 1) throw new TypeError('no job of this version of afterword')
    for (const field of ['place', 'from'] as const)
      if (typeof given[field] !== 'string') throw new TypeError(`no ${field}`)
    for (const field of ['storedAt', 'timeout', 'attempts'] as const)
      if (!Number.isFinite(given[field])) throw new TypeError(`no ${field}`)
    const { headers, cookies } = decode(given.request)
    if (!isRecord(headers) || !isRecord(cookies)) throw new TypeError('no headers and cookies')
    return { data: given, values: decode(given.values), snapshot: { headers, cookies } }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw Object.assign(coded(AfterwordError, jobPayload(name, id, reason)), { cause: error })
  }
}

const list = (names: readonly string[]): string => names.join(', ') || 'nothing'

/** @throws AfterwordError `AFTERWORD_JOB_CHANGED` where this deploy's task captures what the stored one had not */
function argumentsOf(job: Job, { name }: JobAttempt, { values, data }: Read): unknown[] {
  const lacks = (found: Record<string, unknown>) => job.names.filter((each) => !Object.hasOwn(found, each))
  let found = values
  if (lacks(found).length && job.upgrade) found = { ...job.upgrade({ ...values }) }
  const missing = lacks(found)
  if (missing.length)
    throw coded(
      AfterwordError,
      jobChanged(name, list(missing), data.place, list(Object.keys(values)), job.place, list(job.names)),
    )
  return job.names.map((each) => found[each])
}

/** What a job has of its request, made when it is asked for: most ask for nothing. */
class JobLive implements Live {
  readonly host = 'job'
  readonly name: string
  readonly request = none
  readonly #job: string
  snapshot: Snapshot | undefined
  /** Of the request that gave it. */
  readonly traceparent: string | undefined
  #headers: unknown
  #cookies: unknown

  constructor(name: string, job: string, traceparent: unknown) {
    this.name = name
    this.#job = job
    this.traceparent = typeof traceparent === 'string' ? traceparent : undefined
  }

  get headers(): unknown {
    this.#headers ??= headersOf(this.#job, this.snapshot?.headers ?? {})
    return this.#headers
  }

  get cookies(): unknown {
    this.#cookies ??= cookiesOf(this.#job, this.snapshot?.cookies ?? {})
    return this.#cookies
  }
}

const none = { headers: {} }

/** Fires when the engine takes the job back, or its time is over. */
class Limit {
  readonly #abort = new AbortController()
  readonly #timer: ReturnType<typeof setTimeout>
  readonly #outer: AbortSignal | undefined
  readonly deadline: Date
  /** Rejects when it fires. */
  readonly fired: Promise<never>
  isLate = false

  constructor(name: string, ms: number, outer: AbortSignal | undefined) {
    this.deadline = new Date(Date.now() + ms)
    this.#outer = outer
    this.fired = new Promise((_, reject) => {
      this.#abort.signal.addEventListener('abort', () => reject(this.#abort.signal.reason), { once: true })
    })
    this.fired.catch(() => {})
    this.#timer = setTimeout(
      () => {
        this.isLate = true
        const late = coded(Error, taskTimeout(name, `${ms}`))
        late.name = 'TimeoutError'
        this.#abort.abort(late)
      },
      Math.min(ms, longest),
    )
    if (outer?.aborted) this.#stop()
    else outer?.addEventListener('abort', this.#stop)
  }

  readonly #stop = (): void => this.#abort.abort(this.#outer?.reason)

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** It is over in time: an engine's signal may fire after that, too. */
  end(): void {
    clearTimeout(this.#timer)
    this.#outer?.removeEventListener('abort', this.#stop)
  }
}

/**
 * Runs one attempt at a job. For engines, and for the handlers of those that push.
 * @returns when the task and all its nested tasks are over
 * @throws what the task throws, or its signal's reason when it is not over in time; AfterwordError `AFTERWORD_JOB_UNKNOWN`,
 * `AFTERWORD_JOB_CHANGED`, `AFTERWORD_JOB_PAYLOAD`; as a rejection: the engine tries again
 */
export async function runJob(attempt: JobAttempt): Promise<void> {
  await runAttempt(attempt)
}

/** @param quietly the task that it belongs to is told of its failure, and tells */
export async function runAttempt(attempt: JobAttempt, quietly = false): Promise<void> {
  const { name } = attempt
  const job = home.jobs.get(name)
  const given = attempt.data as Partial<JobData> | null
  const of = Number.isInteger(given?.attempts) ? ` of ${given?.attempts}` : ''
  const live = new JobLive(plain(`job ${name}, attempt ${attempt.attempt}${of}`), name, given?.traceparent)
  const scope = openHostScope(live)
  const record = recordOf(scope, attempt, job?.place)
  let running: Promise<void> | undefined
  record.run = () => {
    record.startedAt = clock()
    running = (async () => {
      if (!job) throw coded(AfterwordError, jobUnknown(name))
      const found = read(attempt)
      const task = job.make(...argumentsOf(job, attempt, found))
      live.snapshot = found.snapshot
      await runTask(scope, task, attempt, found)
    })()
  }
  try {
    // Whoever traces tasks begins its span here.
    if (!quietly) register.watch?.given(scope, record)
    record.run()
    await running
    record.result = { status: 'done' }
  } catch (error) {
    if (scope.state === 'open') scope.close('errored', { error })
    const isLate = (error as Error | null)?.name === 'TimeoutError'
    record.result = { status: isLate ? 'timeout' : 'failed', error }
    throw error
  } finally {
    if (!quietly) report(record)
  }
}

async function runTask(
  scope: RequestScope,
  task: TaskFunction,
  attempt: JobAttempt,
  found: Read,
): Promise<void> {
  const { name, id } = attempt
  const { data } = found
  const limit = new Limit(name, Math.max(1, data.timeout), attempt.signal)
  const job: JobInfo = {
    id,
    attempt: attempt.attempt,
    attempts: data.attempts,
    storedAt: new Date(data.storedAt),
    from: data.from,
  }
  const info: DurableInfo = {
    outcome: undefined,
    status: undefined,
    error: undefined,
    signal: limit.signal,
    deadline: limit.deadline,
    id: scope.id,
    name,
    job,
  }
  const over = (async () => {
    try {
      await scope.run(async () => (task.length ? task(info) : (task as () => unknown)()))
      scope.close('sent')
    } catch (error) {
      scope.close('errored', { error })
      throw error
    } finally {
      await scope.drained
    }
  })()
  over.catch(() => {})
  try {
    await Promise.race([over, limit.fired])
  } finally {
    limit.end()
  }
}

/** As `onError` and `onTask` are told of it. */
function recordOf(scope: RequestScope, { name }: JobAttempt, place: string | undefined): TaskRecord {
  const record = {
    id: scope.id,
    name,
    place,
    scope,
    options: {},
    result: undefined,
    done: Promise.resolve({ status: 'done' }),
    cancel: () => false,
    run() {},
    settle() {},
  } as unknown as TaskRecord
  note(record)
  return record
}
