// A durable task at its call. What compiled code gives to `after` in place of the closure is a function that the scope asks:
//
//   given ──(the end of the response is held back)──▶ stored: over        on: 'success' … is stored when the outcome is known
//         ──(the host cannot, tx, `done` is read)───▶ stored at once

import { brand } from '../brand.ts'
import { clock } from '../engine.ts'
import { AfterwordError, coded } from '../error.ts'
import { durableNoTx, durableNotStored, jobUnknown } from '../messages.generated.ts'
import { print } from '../print.ts'
import type { ScopeRecord, TaskRecord } from '../records.ts'
import { register } from '../register.ts'
import type { AfterInfo, DurableOptions, TaskFunction } from '../types.ts'
import { engineFor, home } from './home.ts'
import { type Entry, Ledger } from './ledger.ts'
import { type Resolved, resolveOptions } from './options.ts'
import { encode } from './payload.ts'
import { type Snapshot, takeSnapshot } from './request.ts'
import { runAttempt } from './run.ts'
import type { Engine, JobData, StoredJob } from './types.ts'
import { jobId } from './uuid.ts'

/** Milliseconds of an attempt that has no `timeout`. */
const ATTEMPT = 900_000

class Call implements Entry {
  readonly #name: string
  readonly #pending: TaskRecord
  readonly #place: string
  readonly #options: Resolved
  readonly #values: string
  readonly #snapshot: Snapshot | Promise<Snapshot>
  readonly #traceparent: string | undefined
  /** Undefined in a test: nothing is stored, and `flushAfter` runs it. */
  readonly engine: Engine | undefined
  #job: Promise<StoredJob> | undefined
  #storing: Promise<void> | undefined

  constructor(
    scope: ScopeRecord,
    pending: TaskRecord,
    name: string,
    captures: object,
    headers: readonly string[],
    cookies: readonly string[],
  ) {
    const place = pending.place ?? 'an unknown place'
    this.#name = name
    this.#pending = pending
    this.#place = place
    this.#options = resolveOptions(pending.options.durable as true | DurableOptions, place)
    this.engine = scope.host === 'test' ? undefined : engineFor(`after() at ${place}`)
    if (this.#options.tx && this.engine && !this.engine.transactions)
      throw coded(AfterwordError, durableNoTx(name, place, this.engine.name))
    this.#values = encode(captures, name, place)
    this.#snapshot = takeSnapshot(scope, headers, cookies)
    this.#traceparent = home.trace?.(scope)
  }

  get isOver(): boolean {
    return this.#pending.result !== undefined
  }

  get tx(): unknown {
    return this.#options.tx
  }

  /** Decides when it is stored. */
  enter(ledger: Ledger<Call>): void {
    const { on = 'always' } = this.#pending.options
    if (!this.engine || on !== 'always') return
    if (this.tx) {
      storeAll([this])
      return
    }
    const { scope } = this.#pending
    const tell = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(this.#pending), 'done')?.get
    const pending = this.#pending
    // Whoever waits for it, waits for the engine: not for the end of a response that may wait for this.
    Object.defineProperty(pending, 'done', {
      configurable: true,
      get: () => {
        if (ledger.has(this)) ledger.soon()
        return tell?.call(pending)
      },
    })
    ledger.add(scope, this)
  }

  /** The scope is closed and it is due. */
  async due(): Promise<void> {
    if (!this.engine) return this.#runHere()
    if (!this.#storing) await storeAll([this])
    try {
      await this.#storing
    } catch (error) {
      if (!this.#options.runsHere || this.tx) throw error
      const key = `failover ${this.#place}`
      if (!register.told.has(key)) print('warn', error)
      register.told.add(key)
      await this.#runHere()
    }
  }

  async #runHere(): Promise<void> {
    const { id, name, data } = await this.job()
    // As it would come back from an engine.
    await runAttempt({ id, name, data: JSON.parse(JSON.stringify(data)), attempt: 1 }, true)
  }

  job(): Promise<StoredJob> {
    this.#job ??= this.#make()
    return this.#job
  }

  async #make(): Promise<StoredJob> {
    const { id, delay, attempts, backoff } = this.#options
    const { options, scope } = this.#pending
    const storedAt = Date.now()
    const data: JobData = {
      v: 1,
      values: this.#values,
      request: encode(await this.#snapshot, this.#name, this.#place),
      place: this.#place,
      from: scope.name,
      storedAt,
      timeout: options.timeout ?? register.config.timeout ?? ATTEMPT,
      attempts,
      backoff,
      ...(this.#traceparent !== undefined && { traceparent: this.#traceparent }),
    }
    return {
      id: await jobId(this.#name, id),
      name: this.#name,
      data,
      delay: typeof delay === 'number' ? delay : Math.max(0, delay.getTime() - storedAt),
    }
  }

  /** From now on it cannot be taken back. */
  begin(storing: Promise<void>): void {
    this.#pending.startedAt ??= clock()
    this.#storing = storing.catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message || cause.name : String(cause)
      const text = durableNotStored(this.#name, this.#place, this.engine?.name ?? 'none', reason)
      throw Object.assign(coded(AfterwordError, text), { cause })
    })
    this.#storing.then(
      () => this.#pending.settle('done'),
      (error) => {
        // What runs here is due when the response is over.
        if (!this.#options.runsHere || this.tx) this.#pending.settle('failed', error)
      },
    )
  }

  /** Settles with the store, and never rejects. */
  get stored(): Promise<unknown> {
    return (this.#storing ?? Promise.resolve()).catch(() => {})
  }
}

/** In one batch. A response waits for it, and not longer than `hold`. */
async function storeAll(calls: readonly Call[]): Promise<void> {
  const [{ engine, tx } = { engine: undefined, tx: undefined }] = calls
  if (!engine) return
  const storing = bounded(async () =>
    engine.store(await Promise.all(calls.map((call) => call.job())), { tx }),
  )
  for (const call of calls) call.begin(storing)
  await Promise.all(calls.map((call) => call.stored))
}

function bounded(store: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const { hold } = home
    const timer = setTimeout(() => reject(new Error(`no answer in ${hold} ms`)), hold)
    store()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}

const ledgers = new WeakMap<ScopeRecord, Ledger<Call>>()

function ledgerOf(scope: ScopeRecord): Ledger<Call> {
  const ledger = ledgers.get(scope) ?? new Ledger<Call>(storeAll)
  ledgers.set(scope, ledger)
  return ledger
}

/**
 * What compiled code gives to `after` in place of a task that is durable: one for each call.
 *
 * @param name of the task
 * @param captures what its closure captures, by name
 * @param headers the names that it reads of `headers()`
 * @param cookies those of `cookies()`
 */
export function durable(
  name: string,
  captures: Record<string, unknown>,
  headers: readonly string[] = [],
  cookies: readonly string[] = [],
): TaskFunction {
  let call: Call | undefined
  // Declares a parameter: where it runs here, the task may ask for it.
  const task = (info: AfterInfo): unknown => (call ? call.due() : runPlainly(name, captures, info))
  Object.defineProperty(task, 'name', { value: name })
  return Object.assign(task, {
    [brand]: (scope: ScopeRecord, pending: TaskRecord): void => {
      call = new Call(scope, pending, name, captures, headers, cookies)
      call.enter(ledgerOf(scope))
    },
  })
}

/** `durable` was false: an ordinary task. */
function runPlainly(name: string, captures: Record<string, unknown>, info: AfterInfo): unknown {
  const job = home.jobs.get(name)
  if (!job) throw coded(AfterwordError, jobUnknown(name))
  const task = job.make(...job.names.map((each) => captures[each]))
  return task.length ? task(info) : (task as () => unknown)()
}
