/** The durable tasks of a project, and which of them cannot be told apart: a worker finds a task by its name alone. */
import type { JobPlan } from '../analyze/index.ts'
import { type Diagnostic, toDiagnostic } from '../diagnostics/diagnostic.ts'
import { isSwitchedOff } from './disabled.ts'

export interface FoundJob {
  /** The file as messages name it. */
  file: string
  code: string
  job: JobPlan
}

/** Of one file its plan says it. */
export function findTwins(jobs: readonly FoundJob[]): Diagnostic[] {
  const firsts = new Map<string, FoundJob>()
  const found: Diagnostic[] = []
  const sorted = jobs.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0))
  for (const each of sorted) {
    const { file, code, job } = each
    const first = firsts.get(job.name)
    if (!first) firsts.set(job.name, each)
    else {
      const values = { name: job.name, first: first.job.place, second: job.place }
      const planned = { slug: 'durable-twice.written', at: job.at, values }
      if (!isSwitchedOff(planned, { file, code })) found.push(toDiagnostic(planned, { file, code }))
    }
  }
  return found
}
