/** A code frame: the line in question with two around it, and a caret under the characters that are meant. */
import type { Span } from '../analyze/index.ts'

export interface Frame {
  /** From 1. */
  line: number
  column: number
  frame: string
}

const AROUND = 2

export function frameOf(code: string, [start, end]: Span): Frame {
  const at = Math.max(0, Math.min(start, code.length))
  const before = code.slice(0, at).split('\n')
  const line = before.length
  const column = (before.at(-1) as string).length + 1
  const lines = code.split('\n')
  const first = Math.max(1, line - AROUND)
  const last = Math.min(lines.length, line + AROUND)
  const width = String(last).length
  const shown: string[] = []
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] as string).replace(/\r$/, '')
    shown.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text}`)
    if (number !== line) continue
    const carets = Math.max(1, Math.min(end - start, text.length - column + 1))
    const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
    shown.push(`  ${' '.repeat(width)} | ${indent}${'^'.repeat(carets)}`)
  }
  return { line, column, frame: shown.join('\n') }
}
