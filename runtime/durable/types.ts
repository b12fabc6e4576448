// The public shapes of durable tasks: what is stored, what an engine does, what a worker hands on.
import type { JobInfo } from '../types.ts'

/** A number of milliseconds between two attempts, or how they grow: each waits twice as long as the one before, up to `max`. */
export type Backoff = number | { readonly delay: number; readonly max?: number | undefined }

/** What an engine keeps of a job, as JSON. Whoever can write it can have any job run with any values. */
export interface JobData {
  /** The form of what follows. */
  readonly v: 1
  /** The captured variables, by name: a text of devalue's. */
  readonly values: string
  /** The headers and cookies that the task reads: a text of devalue's. */
  readonly request: string
  /** Where its `after` was written, `file:line`. */
  readonly place: string
  /** Which request gave it: `POST /orders`. */
  readonly from: string
  /** When it was stored, in milliseconds since 1970. */
  readonly storedAt: number
  /** Milliseconds that one attempt may take. */
  readonly timeout: number
  /** How often it is tried. */
  readonly attempts: number
  readonly backoff: Backoff
  /** Of the request that gave it, as W3C's Trace Context has it: where `afterword/otel` is set up. */
  readonly traceparent?: string | undefined
}

/** A job, as an engine is given it. */
export interface StoredJob {
  /** A uuid. A job whose id is known already is not stored again. */
  readonly id: string
  /** Of the task: `[\w./-]`. */
  readonly name: string
  readonly data: JobData
  /** Not before that many milliseconds are over. */
  readonly delay: number
}

/** One attempt at a job, as an engine hands it to `runJob`. */
export interface JobAttempt {
  readonly id: string
  readonly name: string
  /** What was stored. It is checked: a queue may hold anything. */
  readonly data: unknown
  /** The first is 1. */
  readonly attempt: number
  /** The engine's own: fires when it takes the job back. */
  readonly signal?: AbortSignal | undefined
}

export type RunJob = (job: JobAttempt) => Promise<void>

export interface WorkerHandle {
  /**
   * Takes no further jobs and waits for those that run. When `timeout` milliseconds are over (default 10,000) their signal fires, and what is not
   * over a second later is given back to the engine.
   */
  stop(options?: { readonly timeout?: number | undefined }): Promise<void>
}

/** Where jobs are kept. */
export interface Engine {
  readonly name: string
  /** Whether `store` takes a transaction of the user's. */
  readonly transactions?: boolean | undefined
  /** Fulfils when all of them are safe. `tx` is what the user gave: the jobs are stored with it, or not at all. */
  store(jobs: readonly StoredJob[], at: { readonly tx?: unknown }): Promise<void>
  /** Takes jobs of these names and hands each attempt to `run`. One that rejects is tried again. An engine that pushes has none. */
  work?(
    names: readonly string[],
    run: RunJob,
    options: { readonly concurrency: number },
  ): Promise<WorkerHandle>
  /** Connects, and makes what is missing; else the first `store` does. */
  open?(): Promise<void>
  /** Lets go of connections and files. */
  close?(): Promise<void>
}

export type { JobInfo }
