// Source maps, composed through the edit, the stripping of types, bundling and minifying: texts that no minifier changes, looked up.
import { readdirSync } from 'node:fs'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { expect } from 'vitest'
import { type Bundler, find, type Project } from './harness.ts'

const MARKS: Record<string, string[]> = {
  'src/audit.ts': ['audit, in its task', 'audit, later', 'audit, nested'],
  'src/cart.ts': ['counted'],
  'src/legacy.cjs': ['legacy, again'],
  'src/middle.ts': ['middle'],
}

/** Bun reads no map of a plugin (no line moves in our edit); Farm composes each to the end of its line. With any plugin. */
const LINES_ONLY = new Set<Bundler>(['bun', 'farm'])

/** Each leads to the line and the column where its author wrote it. */
export function expectMap(project: Project, bundler: Bundler): void {
  const wanted = Object.entries(MARKS).flatMap(([source, texts]) =>
    texts.map((text) => {
      const { line, column } = find(project, source, `'${text}'`)
      return `${text} ${source}:${line}${LINES_ONLY.has(bundler) ? '' : `:${column}`}`
    }),
  )
  expect(findMarks(project, bundler)).toEqual(wanted)
}

/** Farm's minifier leaves the entry without a map, with or without us; the day it does not, this wants to be told. */
export function expectNoMap(project: Project): void {
  expect(findMarks(project, 'farm').filter((each) => each.includes('src/'))).toEqual([])
}

function findMarks(project: Project, bundler: Bundler): string[] {
  const files = readdirSync(project.path('out')).filter((file) => /\.c?js$/.test(file))
  return Object.values(MARKS)
    .flat()
    .map((text) => {
      const mark = new RegExp(`["'\`]${text}["'\`]`)
      const file = files.find((each) => mark.test(project.read(`out/${each}`)))
      if (!file) return `${text} is nowhere`
      const lines = project.read(`out/${file}`).split(mark, 1)[0]?.split('\n') ?? []
      const map = new TraceMap(project.read(`out/${file}.map`))
      const needle = { line: lines.length, column: lines.at(-1)?.length ?? 0 }
      const { source, line, column } = originalPositionFor(map, needle)
      const place = LINES_ONLY.has(bundler) ? line : `${line}:${(column ?? 0) + 1}`
      return `${text} ${source?.replace(/^.*(?=src\/)/, '')}:${place}`
    })
}
