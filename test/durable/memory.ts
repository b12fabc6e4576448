// An engine that keeps jobs in an array, for tests of what is around engines.
import type { Engine, RunJob, StoredJob } from '../../runtime/durable/index.ts'

export interface Memory extends Engine {
  readonly batches: (readonly StoredJob[])[]
  /** All of them, each once for its id, as JSON has them. */
  jobs(): StoredJob[]
  /** What `store` does first. */
  before?: () => Promise<void> | void
}

export function memory(): Memory {
  const batches: (readonly StoredJob[])[] = []
  const engine: Memory = {
    name: 'memory',
    batches,
    jobs() {
      const all = batches.flat().map((job): [string, StoredJob] => [job.id, JSON.parse(JSON.stringify(job))])
      return [...new Map(all).values()]
    },
    async store(jobs) {
      await engine.before?.()
      batches.push(jobs)
    },
    async work(_names: readonly string[], _run: RunJob) {
      return { stop: async () => {} }
    },
  }
  return engine
}
