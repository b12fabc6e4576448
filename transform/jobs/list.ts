/**
 * `afterword.jobs.json`: the durable tasks of a project as they were when it was committed. Jobs that are stored are known by these names, and have these
 * captures; so a change of either is seen in review, by who reads the diff and by `afterword check`.
 */
import path from 'node:path'
import { nameOf } from '../files.ts'
import type { JobFile } from '../manifest.ts'

export const LIST = 'afterword.jobs.json'

export interface ListedJob {
  name: string
  /** Relative to the list. */
  file: string
  captures: string[]
}

export const listOf = (files: readonly JobFile[], root: string): ListedJob[] =>
  files
    .flatMap(({ file, jobs }) =>
      jobs.map(({ name, captures }) => ({ name, file: nameOf(file, root), captures: captures.toSorted() })),
    )
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))

/** A job is a line, so that a diff is one. */
export function printList(jobs: readonly ListedJob[]): string {
  const lines = jobs.map(({ name, file, captures }) => {
    const taken = captures.map((each) => JSON.stringify(each)).join(', ')
    return `    { "name": ${JSON.stringify(name)}, "file": ${JSON.stringify(file)}, "captures": [${taken}] }`
  })
  return `{\n  "jobs": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`
}

/** @throws Error that says what is wrong */
export function readList(text: string): ListedJob[] {
  const { jobs } = (JSON.parse(text) ?? {}) as { jobs?: unknown }
  const isText = (value: unknown): boolean => typeof value === 'string'
  const isJob = (each: Partial<ListedJob> | null): boolean =>
    isText(each?.name) &&
    isText(each?.file) &&
    Array.isArray(each?.captures) &&
    each.captures.every((name) => isText(name))
  if (!Array.isArray(jobs) || !jobs.every(isJob))
    throw new Error('it is no { "jobs": [{ "name", "file", "captures" }] }')
  return jobs
}

export const listFileOf = (root: string): string => path.join(root, LIST)
