// The matrix of the guide to servers: every behaviour on every host.
//
//   node test/hosts/matrix.ts           prints what the last run of test/hosts has seen
//   node test/hosts/matrix.ts --write   writes the guide's part, if the last run agrees with what is declared
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { behaviours } from './behaviours/index.ts'
import { type Host, hosts } from './hosts.ts'
import { resultFile } from './results.ts'

export const guide = join(import.meta.dirname, '../../runtime/hosts/matrix.md')

const BEGIN = '<!-- test/hosts/matrix.ts writes this -->'
const END = '<!-- to here -->'

type Cell = 'yes' | 'no' | 'failed' | 'not run'

/** What is declared: all of it, but for what a host's `no` names. */
const declared = ({ no }: Host, key: string): Cell => (no?.[key] ? 'no' : 'yes')

function readCell(host: Host, key: string): Cell {
  if (host.no?.[key]) return 'no'
  const file = resultFile(host.name)
  const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  return results[key] === undefined ? 'not run' : results[key] ? 'yes' : 'failed'
}

/** Hosts that agree in every cell share a column. */
function findColumns(cell: (host: Host, key: string) => Cell): Host[][] {
  const columns = new Map<string, Host[]>()
  for (const host of hosts) {
    const cells = behaviours.map(({ key }) => cell(host, key)).join()
    columns.set(cells, [...(columns.get(cells) ?? []), host])
  }
  return [...columns.values()]
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

export function renderMatrix(cell: (host: Host, key: string) => Cell = declared): string {
  const columns = findColumns(cell)
  const notes: string[] = []
  const show = ([host]: Host[], key: string): string => {
    if (!host) return ''
    const seen = cell(host, key)
    if (seen !== 'no') return seen
    const program = `test/hosts/programs/${host.no?.[key]}.ts`
    if (!notes.includes(program)) notes.push(program)
    return `no [${notes.indexOf(program) + 1}]`
  }
  const lines = [
    row(['', ...columns.map((column) => column.map(({ name }) => name).join(', '))]),
    row(['---', ...columns.map(() => '---')]),
    ...behaviours.map(({ key, claim }) => row([claim, ...columns.map((column) => show(column, key))])),
  ]
  const programs = notes.map((program, n) => `[${n + 1}] [\`${program}\`](../../${program})`)
  return `${lines.join('\n')}\n\nPrograms that show why not: ${programs.join(', ')}.`
}

/** The part of the guide between the marks. */
export function findMatrix(text: string): string {
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${guide} has no ${BEGIN} … ${END}`)
  return text.slice(begin + BEGIN.length, end).trim()
}

if (import.meta.main) {
  console.log(renderMatrix(readCell))
  if (process.argv.includes('--write')) {
    for (const host of hosts) {
      for (const { key } of behaviours) {
        const [is, ought] = [readCell(host, key), declared(host, key)]
        if (is !== ought) throw new Error(`${host.name}, ${key}: declared "${ought}", last run "${is}"`)
      }
    }
    const text = readFileSync(guide, 'utf8')
    const [before = ''] = text.split(BEGIN)
    const after = text.slice(text.indexOf(END))
    writeFileSync(guide, `${before}${BEGIN}\n\n${renderMatrix()}\n\n${after}`)
  }
}
