// The matrix of the guide to meta-frameworks: every behaviour on every meta-framework.
//
//   node test/frameworks/matrix.ts --write     writes the guide's part
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apps } from './apps.ts'
import { behaviours } from './behaviours.ts'

export const guide: string = join(import.meta.dirname, '../../runtime/hosts/frameworks.md')

const BEGIN = '<!-- test/frameworks/matrix.ts writes this -->'
const END = '<!-- to here: frameworks -->'

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export function renderMatrix(): string {
  const notes: string[] = []
  const cellOf = (why: string | undefined): string => {
    if (!why) return 'yes'
    if (!notes.includes(why)) notes.push(why)
    return `– [${notes.indexOf(why) + 1}]`
  }
  const lines = [
    row(['', ...apps.map(({ name }) => name)]),
    row(['---', ...apps.map(() => '---')]),
    ...behaviours.map(({ key, claim }) => row([claim, ...apps.map(({ no }) => cellOf(no?.[key]))])),
  ]
  return `${lines.join('\n')}\n\n${notes.map((why, n) => `[${n + 1}] ${why}`).join(', ')}`.trim()
}

/** The part of the guide between the marks. */
export function findMatrix(text: string): string {
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`${guide} has no ${BEGIN} … ${END}`)
  return text.slice(begin + BEGIN.length, end).trim()
}

if (import.meta.main && process.argv.includes('--write')) {
  const text = readFileSync(guide, 'utf8')
  const [before = ''] = text.split(BEGIN)
  writeFileSync(guide, `${before}${BEGIN}\n\n${renderMatrix()}\n\n${text.slice(text.indexOf(END))}`)
}
