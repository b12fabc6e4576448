import { AfterwordError, coded } from '../error.ts'
import { jobStopped, noJobs } from '../messages.generated.ts'
import { checkOptions, milliseconds, type Rules, show } from '../options.ts'
import { engineFor, home } from './home.ts'
import { runJob } from './run.ts'
import type { JobAttempt, WorkerHandle } from './types.ts'

export interface WorkOptions {
  /** How many jobs this process runs at once. Default 10. */
  readonly concurrency?: number | undefined
  /** Only jobs of these names. Default: all that the loaded modules have. */
  readonly names?: readonly string[] | undefined
  /** What the file exports that `afterword jobs --write FILE` makes. Named here, no bundler leaves it out. */
  readonly jobs?: readonly object[] | undefined
}

const rules: Rules = {
  concurrency: [(value) => Number.isInteger(value) && (value as number) >= 1, 'a whole number from 1'],
  names: [
    (value) => Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'),
    'an array of names',
    show,
  ],
  jobs: [Array.isArray, 'what the file of `afterword jobs --write` exports'],
}

const stops: Rules = { timeout: milliseconds }

/** Milliseconds between a signal and the end of the patience with who does not hear it. */
const GRACE = 1_000

/** Hands out so many places: engines count for each name alone. */
class Places {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}

/**
 * Runs jobs in this process, those of all modules that are loaded: `import 'virtual:afterword/jobs'` loads them. Each runs at least once: a job
 * whose worker dies is given to another.
 *
 * ```ts
 * const worker = await work({ concurrency: 10 })
 * process.once('SIGTERM', async () => {
 *   await worker.stop({ timeout: 10_000 })
 *   await engine.close()
 * })
 * ```
 *
 * @returns what stops it
 * @throws AfterwordError `AFTERWORD_NO_ENGINE`, `AFTERWORD_NO_JOBS` where no module with a durable task is loaded; TypeError
 * `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`; as a rejection
 */
export async function work(options: WorkOptions = {}): Promise<WorkerHandle> {
  checkOptions('work', work, options, rules)
  const engine = engineFor('work()')
  const { concurrency = 10, names = [...home.jobs.keys()] } = options
  if (!names.length) throw coded(AfterwordError, noJobs())
  if (!engine.work) throw coded(AfterwordError, noJobs())
  const places = new Places(concurrency)
  const stopped = new AbortController()
  const run = (attempt: JobAttempt): Promise<void> =>
    places.use(async () => {
      stopped.signal.throwIfAborted()
      const signals = attempt.signal ? [attempt.signal, stopped.signal] : [stopped.signal]
      return runJob({ ...attempt, signal: AbortSignal.any(signals) })
    })
  const handle = await engine.work(names, run, { concurrency })
  let stopping: Promise<void> | undefined
  return {
    stop(given = {}) {
      checkOptions('worker.stop', undefined, given, stops)
      stopping ??= stop(handle, stopped, given.timeout ?? 10_000)
      return stopping
    },
  }
}

async function stop(handle: WorkerHandle, stopped: AbortController, timeout: number): Promise<void> {
  const timer = setTimeout(() => stopped.abort(coded(AfterwordError, jobStopped(`${timeout}`))), timeout)
  try {
    await handle.stop({ timeout: timeout + GRACE })
  } finally {
    clearTimeout(timer)
  }
}
