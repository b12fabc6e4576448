/**
 * What `afterword check` says of durable tasks beyond a file: jobs that are stored wait for a name and for captures that a change takes away, and a module
 * that lists them for a worker is not up to date.
 */
import { existsSync, readFileSync } from 'node:fs'
import type { JobPlan, PlannedDiagnostic } from '../analyze/index.ts'
import { isSwitchedOff } from '../check/disabled.ts'
import { type Diagnostic, toDiagnostic } from '../diagnostics/diagnostic.ts'
import { nameOf } from '../files.ts'
import type { JobFile, Jobs } from '../manifest.ts'
import { LIST, type ListedJob, listFileOf, readList } from './list.ts'
import { bare, importedBy } from './written.ts'

interface Found {
  file: JobFile
  job: JobPlan
}

/**
 * @param root the folder of the project, where the list lies
 * @param base the folder that messages name files from
 */
export function compareJobs(jobs: Jobs, root: string, base: string): Diagnostic[] {
  const stale = jobs.written.flatMap((file) => findStale(file, jobs.files, base))
  return existsSync(listFileOf(root)) ? [...stale, ...compareList(jobs.files, root, base)] : stale
}

function findStale(file: string, files: readonly JobFile[], base: string): Diagnostic[] {
  const code = readFileSync(file, 'utf8')
  const imported = importedBy(file, code)
  const wanted = new Set(files.map((each) => bare(each.file)))
  const missing = files.filter((each) => !imported.has(bare(each.file)))
  const gone = [...imported].filter((each) => !wanted.has(each))
  if (missing.length + gone.length === 0) return []
  const what = [
    ...missing.map((each) => `${nameOf(each.file, base)} is missing`),
    ...gone.map((each) => `${nameOf(each, base)} has none any more`),
  ].join(', ')
  const name = nameOf(file, base)
  return [
    toDiagnostic({ slug: 'jobs-stale', at: [0, code.indexOf('\n')], values: { what } }, { file: name, code }),
  ]
}

function compareList(files: readonly JobFile[], root: string, base: string): Diagnostic[] {
  const path = listFileOf(root)
  const code = readFileSync(path, 'utf8')
  const file = nameOf(path, base)
  const inList = (slug: string, name: string, values: Record<string, string>): Diagnostic => {
    const at = Math.max(code.indexOf(`"name": ${JSON.stringify(name)}`), 0)
    return toDiagnostic({ slug, at: [at, at + 1], values }, { file, code })
  }
  let listed: ListedJob[]
  try {
    listed = readList(code)
  } catch (error) {
    return [inList('jobs-list.unreadable', '', { list: LIST, problem: (error as Error).message })]
  }
  const found = new Map<string, Found>()
  for (const each of files)
    for (const job of each.jobs) if (!found.has(job.name)) found.set(job.name, { file: each, job })
  const known = new Set(listed.map(({ name }) => name))
  const fresh = [...found.values()].filter(({ job }) => !known.has(job.name))
  const diagnostics: Diagnostic[] = []
  const taken = new Set<string>()
  for (const each of listed) {
    const now = found.get(each.name)
    if (now) diagnostics.push(...compareOne(each, now, base))
    else {
      const renamed = renamedTo(
        each,
        fresh.filter(({ job }) => !taken.has(job.name)),
        root,
      )
      if (renamed) taken.add(renamed.job.name)
      const instead = renamed ? `; ${renamed.job.name} at ${renamed.job.place} looks like it` : ''
      const keep = renamed
        ? `Write name: '${each.name}' at ${renamed.job.place}`
        : `Give the task back, with name: '${each.name}'`
      diagnostics.push(inList('job-gone', each.name, { name: each.name, list: LIST, instead, keep }))
    }
  }
  for (const { job } of fresh)
    if (!taken.has(job.name))
      diagnostics.push(inList('jobs-list', '', { list: LIST, what: `${job.name} at ${job.place} is new` }))
  return diagnostics
}

function compareOne(listed: ListedJob, { file, job }: Found, base: string): Diagnostic[] {
  const added = job.captures.filter((each) => !listed.captures.includes(each))
  const lost = listed.captures.filter((each) => !job.captures.includes(each))
  if (added.length + lost.length === 0) return []
  const instead = lost.length > 0 ? ` in place of ${lost.join(' and ')}` : ''
  const isMended = added.length === 0 || job.upgrade !== null
  const takes = `${job.name} takes ${added.join(' and ')}${instead}`
  const from = lost.length === 1 && added.length === 1 ? `old.${lost[0]}` : '…'
  const planned: PlannedDiagnostic = isMended
    ? {
        slug: 'jobs-list',
        at: job.at,
        values: {
          list: LIST,
          what: added.length > 0 ? takes : `${job.name} no longer takes ${lost.join(' and ')}`,
        },
      }
    : {
        slug: 'job-captures',
        at: job.at,
        values: {
          name: job.name,
          added: added.join(' and '),
          instead,
          upgrade: `(old) => ({ ...old, ${added.map((each) => `${each}: ${from}`).join(', ')} })`,
        },
      }
  const context = { file: nameOf(file.file, base), code: file.code }
  return isSwitchedOff(planned, context) ? [] : [toDiagnostic(planned, context)]
}

/** Which new task was the old one? One of the same file, else one that takes the same. */
function renamedTo({ file, captures }: ListedJob, fresh: readonly Found[], root: string): Found | undefined {
  const takesSame = ({ job }: Found): boolean => job.captures.toSorted().join() === captures.toSorted().join()
  const here = fresh.filter((each) => nameOf(each.file.file, root) === file)
  return here.find(takesSame) ?? here[0] ?? (captures.length > 0 ? fresh.find(takesSame) : undefined)
}
