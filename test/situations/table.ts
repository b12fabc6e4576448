// What came out, and the table in test/bench/README.md of it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Phase, Played } from './run.ts'
import type { Kind } from './situation.ts'
import type { Answer } from './world/answers.ts'

/** `own`: what is wanted, every time. `none`: nobody, with afterword a coded error. `torn`: two answers at one place, never allowed. */
export type Outcome = 'own' | 'another' | 'none' | 'torn'

const outcomeOf = ({ wanted, got }: Answer): Outcome => {
  if (got === wanted) return 'own'
  if (got === 'none' || got.startsWith('AFTERWORD_')) return 'none'
  return got.includes(' ') ? 'torn' : 'another'
}

const worst: readonly Outcome[] = ['torn', 'another', 'none', 'own']

/** The worst of a program's answers. */
export function findOutcome({ answers }: Played): Outcome {
  const outcomes = answers.map(outcomeOf)
  return worst.find((each) => outcomes.includes(each)) ?? 'torn'
}

export type Results = ReadonlyMap<string, readonly Played[]>

const columns: readonly { kind: Kind; phase: Phase; title: string }[] = [
  { kind: 'waiter', phase: 'open', title: 'a callback waits, its request is open' },
  { kind: 'waiter', phase: 'over', title: 'it waits, its request is over' },
  { kind: 'lazy', phase: 'open', title: 'made by the first request, which is open' },
  { kind: 'lazy', phase: 'over', title: 'made by the first, which is over' },
  { kind: 'neutral', phase: 'open', title: 'neither' },
]

/** @param rows title → what its programs said */
export function renderTable(rows: Results): string {
  const cellsOf = (played: readonly Played[]): string[] =>
    columns.map(({ kind, phase }) => {
      const outcomes = played.filter((each) => each.kind === kind && each.phase === phase).map(findOutcome)
      const count = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length
      return `${count('own')} · ${count('another')} · ${count('none')}`
    })
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(['own · another’s · none', ...columns.map(({ title }) => title)]),
    line(['---', ...columns.map(() => '---')]),
    ...[...rows].map(([title, played]) => line([title, ...cellsOf(played)])),
  ].join('\n')
}

const guide = join(import.meta.dirname, '../bench/README.md')
const BEGIN = '<!-- test/situations/table.ts writes this -->'
const END = '<!-- to here -->'

const split = (text: string): [string, string, string] => {
  const [before = '', rest = ''] = text.split(`${BEGIN}\n\n`)
  const end = rest.indexOf(`\n\n${END}`)
  if (end < 0) throw new Error(`${guide} has no ${BEGIN}`)
  return [before, rest.slice(0, end), rest.slice(end)]
}

export const readTable = (): string => split(readFileSync(guide, 'utf8'))[1]

export function writeTable(table: string): void {
  const [before, , after] = split(readFileSync(guide, 'utf8'))
  writeFileSync(guide, `${before}${BEGIN}\n\n${table}${after}`)
}
