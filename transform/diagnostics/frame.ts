/** A code frame: the line in question with two around it, and a caret under the characters that are meant. */
import type { Span } from '../analyze/nodes.ts'
import { lineFinder } from '../lines.ts'

export interface Frame {
  /** From 1. */
  line: number
  column: number
  frame: string
}

const AROUND = 2

interface Read {
  code: string
  lines: string[]
  lineOf(offset: number): number
}

/** A file may have a thousand messages: its lines are counted once. */
let latest: Read | null = null

function read(code: string): Read {
  if (latest?.code !== code) latest = { code, lines: code.split('\n'), lineOf: lineFinder(code) }
  return latest
}

export function frameOf(code: string, [start, end]: Span): Frame {
  const at = Math.max(0, Math.min(start, code.length))
  const { lines, lineOf } = read(code)
  const line = lineOf(at)
  const column = at === 0 ? 1 : at - code.lastIndexOf('\n', at - 1)
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
