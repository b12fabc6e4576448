/**
 * Two programs beside one another, or one below the other:
 *
 *     3  await save()    │  3  _v(await _v(save(), …))   R3            3    await save()
 *                                                                     - 3  await save()
 *                                                                     + 3  _v(await _v(save(), …))
 */
import { paint } from './paint.ts'

export interface Row {
  /** Null where the other side has more lines. */
  before: string | null
  after: string | null
  /** What was done on this line: `R3`. */
  rules: string[]
}

/** Narrower than this a line of code has no place on either side. */
const NARROW = 100
const BETWEEN = ' │ '

/** @param columns of the terminal; undefined where there is none */
export function showRows(rows: readonly Row[], columns: number | undefined): string {
  return columns === undefined || columns < NARROW ? showBelow(rows, columns) : showBeside(rows, columns)
}

function showBelow(rows: readonly Row[], columns = Number.POSITIVE_INFINITY): string {
  const digits = String(rows.length).length
  const show = (mark: string, text: string, index: number): string =>
    wrap(text, columns - digits - 4)
      .map((part, at) => {
        const number = at === 0 ? `${mark} ${String(index + 1).padStart(digits)}` : ' '.repeat(digits + 2)
        return `${number}  ${part}`.trimEnd()
      })
      .join('\n')
  return rows
    .flatMap(({ before, after }, index) => {
      if (before === after) return [show(' ', before ?? '', index)]
      return [
        ...(before === null ? [] : [paint('red', show('-', before, index))]),
        ...(after === null ? [] : [paint('green', show('+', after, index))]),
      ]
    })
    .join('\n')
}

function showBeside(rows: readonly Row[], columns: number): string {
  const digits = String(rows.length).length
  const margin = Math.max(...rows.map(({ rules }) => rules.join(' ').length)) + 2
  const width = Math.floor((columns - margin - BETWEEN.length - 2 * (digits + 2)) / 2)
  return rows
    .flatMap(({ before, after, rules }, index) => {
      const [left, right] = [wrap(before ?? '', width), wrap(after ?? '', width)]
      const changed = before !== after
      return Array.from({ length: Math.max(left.length, right.length) }, (_, part) => {
        const number = paint('dim', (part === 0 ? String(index + 1) : '').padStart(digits))
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
