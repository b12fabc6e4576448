import type { Form, Hole, Part, Statement } from './tree.ts'

/** What the shrinker has done: nodes left out, and statements replaced by what their blocks held. */
export type Edits = ReadonlyMap<Statement | Hole, 'drop' | 'open'>

/** The text of one form of a program. */
export function print(part: Part, form: Form, edits: Edits = new Map(), indent = ''): string {
  if (typeof part === 'string') return part
  switch (part.type) {
    case 'both':
      return print(form === 'written' ? part.written : part.threaded, form, edits, indent)
    case 'seq':
      return all(part.parts, form, edits, indent)
    case 'hole':
      return edits.get(part) === 'drop' ? part.simple : all(part.parts, form, edits, indent)
    case 'statement': {
      const edit = edits.get(part)
      if (edit === 'drop') return ''
      if (edit === 'open') return lines(part.parts.flatMap(inside), form, edits, indent)
      return all(part.parts, form, edits, indent)
    }
    case 'block': {
      const text = lines(part.items, form, edits, `${indent}  `)
      return text === '' ? '{}' : `{\n${indent}  ${text}\n${indent}}`
    }
  }
}

const all = (parts: readonly Part[], form: Form, edits: Edits, indent: string) =>
  parts.map((part) => print(part, form, edits, indent)).join('')

const lines = (items: readonly Part[], form: Form, edits: Edits, indent: string) =>
  items
    .map((item) => print(item, form, edits, indent))
    .filter((text) => text.trim() !== '')
    .map((text) => (closed.test(text) ? text : `${text};`))
    .join(`\n${indent}`)

/** Statements that need no semicolon: without one, `return x` would go on into a line that begins with `(`. */
const closed = /^(?:(?:if|for|while|do|try|switch|function|async function|class|\w+:|\{|static \{).*\}|.*;)$/s

/** The statements in the blocks of a statement, as far as they live in the same function. */
function inside(part: Part): readonly Part[] {
  if (typeof part === 'string') return []
  switch (part.type) {
    case 'block':
      return part.body ? [] : part.items
    case 'both':
      return inside(part.written)
    default:
      return part.parts.flatMap(inside)
  }
}

/** A whole program: its statements, one below the other. */
export const printProgram = (items: readonly Part[], form: Form, edits?: Edits): string =>
  `${lines(items, form, edits ?? new Map(), '')}\n`
