/**
 * Two programs beside one another, or one below the other:
 *
 *     3  await save()    │  3  _b(_f, await _l(_f, …))   R3            3    await save()
 *                                                                     - 3  await save()
 *                                                                     + 3  _b(_f, await _l(_f, …))
 */
import { paint } from '../paint.ts'

export interface Row {
  line: number
  /** Null where the other side has more lines. */
  before: string | null
  after: string | null
  /** What was done on this line: `R3`. */
  rules: string[]
}

/** Lines that stay as they are, and are not shown. */
interface Gap {
  hidden: number
}

/** What stands around a change. */
const AROUND = 3

/** The rows that change, with some around them. Less than a screen is shown as it is. */
export function hunksOf(rows: readonly Row[]): (Row | Gap)[] {
  const near = rows.map((_, index) =>
    rows.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ before, after }) => before !== after),
  )
  const found: (Row | Gap)[] = []
  rows.forEach((row, index) => {
    const last = found.at(-1)
    if (near[index]) found.push(row)
    else if (last && 'hidden' in last) last.hidden++
    else found.push({ hidden: 1 })
  })
  return found
}

const showGap = ({ hidden }: Gap): string =>
  paint('dim', `⋯ ${hidden} ${hidden === 1 ? 'line stays as it is' : 'lines stay as they are'}`)

/** Narrower than this a line of code has no place on either side. */
const NARROW = 100
const BETWEEN = ' │ '

/** @param columns of the terminal; undefined where there is none */
export function showRows(rows: readonly (Row | Gap)[], columns: number | undefined): string {
  return columns === undefined || columns < NARROW ? showBelow(rows, columns) : showBeside(rows, columns)
}

const digitsOf = (rows: readonly (Row | Gap)[]): number =>
  Math.max(...rows.map((each) => ('hidden' in each ? 1 : String(each.line).length)))

function showBelow(rows: readonly (Row | Gap)[], columns = Number.POSITIVE_INFINITY): string {
  const digits = digitsOf(rows)
  const show = (mark: string, text: string, line: number): string =>
    wrap(text, columns - digits - 4)
      .map((part, at) => {
        const number = at === 0 ? `${mark} ${String(line).padStart(digits)}` : ' '.repeat(digits + 2)
        return `${number}  ${part}`.trimEnd()
      })
      .join('\n')
  return rows
    .flatMap((row) => {
      if ('hidden' in row) return [showGap(row)]
      const { before, after, line } = row
      if (before === after) return [show(' ', before ?? '', line)]
      return [
        ...(before === null ? [] : [paint('red', show('-', before, line))]),
        ...(after === null ? [] : [paint('green', show('+', after, line))]),
      ]
    })
    .join('\n')
}

function showBeside(rows: readonly (Row | Gap)[], columns: number): string {
  const digits = digitsOf(rows)
  const margin = Math.max(...rows.map((each) => ('hidden' in each ? 0 : each.rules.join(' ').length))) + 2
  const width = Math.floor((columns - margin - BETWEEN.length - 2 * (digits + 2)) / 2)
  return rows
    .flatMap((row) => {
      if ('hidden' in row) return [showGap(row)]
      const { before, after, rules, line } = row
      const [left, right] = [wrap(before ?? '', width), wrap(after ?? '', width)]
      const changed = before !== after
      return Array.from({ length: Math.max(left.length, right.length) }, (_, part) => {
        const number = paint('dim', (part === 0 ? String(line) : '').padStart(digits))
        const was = (left[part] ?? '').padEnd(width)
        const is = (right[part] ?? '').padEnd(width)
        const why = part === 0 ? paint('cyan', rules.join(' ')) : ''
        const sides = changed ? [paint('red', was), paint('green', is)] : [was, is]
        return `${number}  ${sides[0]}${paint('dim', BETWEEN)}${number}  ${sides[1]}  ${why}`.trimEnd()
      })
    })
    .join('\n')
}

/** What goes on below stands a little further in than the line that it belongs to. */
function wrap(text: string, width: number): string[] {
  const line = text.replaceAll('\t', '  ')
  const indent = `${/^ */.exec(line)?.[0] ?? ''}    `.slice(0, Math.floor(width / 2))
  const parts: string[] = []
  let rest = line
  for (let room = width; rest.length > room; room = width - indent.length) {
    const space = rest.lastIndexOf(' ', room)
    const at = space > room / 2 ? space + 1 : room
    parts.push((parts.length > 0 ? indent : '') + rest.slice(0, at).trimEnd())
    rest = rest.slice(at)
  }
  return [...parts, (parts.length > 0 ? indent : '') + rest]
}
