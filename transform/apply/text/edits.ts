/**
 * Edits of a text, collected in any order and written in the one that nesting asks for.
 *
 * Where several meet at one offset, what ends there comes before what begins there; of what ends, the inner before the outer; of what
 * begins, the outer before the inner. So each edit says around which span it stands. No edit adds a line, and none takes one away.
 */
import type { Span } from '../../analyze/nodes.ts'
import { type Piece, Written } from './written.ts'

/** Of two edits around the same span, the one that stands outside. */
export type Rank = 'outside' | 'between' | 'inside'
const RANKS: Record<Rank, number> = { inside: 0, between: 1, outside: 2 }

interface Insertion {
  at: number
  text: string
  /** Belongs to what stands before the offset ('end'), or to what begins at it. */
  side: 'end' | 'start'
  span: Span
  rank: Rank
}

interface Replacement {
  span: Span
  text: string
}

interface Move {
  span: Span
  to: number
  /** Which comes first of those that go to one place. */
  order: number
}

export class Edits {
  readonly #code: string
  readonly #insertions: Insertion[] = []
  readonly #replacements: Replacement[] = []
  readonly #moves: Move[] = []

  constructor(code: string) {
    this.#code = code
  }

  /** Text that belongs to what stands before `at`: the end of `span`, or something that has just been opened. */
  end(at: number, text: string, span: Span, rank: Rank = 'inside'): void {
    if (text !== '') this.#insertions.push({ at, text, side: 'end', span, rank })
  }

  /** Text that belongs to what begins at `at`. A word keeps apart from a word before it. */
  start(at: number, text: string, span: Span, rank: Rank = 'inside'): void {
    const apart = isWord(this.#code[at - 1]) && isWord(text[0]) ? ' ' : ''
    if (text !== '') this.#insertions.push({ at, text: apart + text, side: 'start', span, rank })
  }

  wrap(span: Span, before: string, after: string, rank: Rank = 'inside'): void {
    this.start(span[0], before, span, rank)
    this.end(span[1], after, span, rank)
  }

  /** What is edited inside `span` is gone with it; its line breaks stay. */
  replace(span: Span, text: string): void {
    if (span[0] === span[1]) return
    const lines =
      this.#code
        .slice(...span)
        .match(/\r?\n|[\r\u2028\u2029]/g)
        ?.join('') ?? ''
    const apart = isWord(this.#code[span[0] - 1]) && isWord(text[0]) ? ' ' : ''
    this.#replacements.push({ span, text: apart + text + lines })
  }

  /** Takes `span`, with everything that is edited in it, to another place. */
  move(span: Span, to: number, order = 0): void {
    this.#moves.push({ span, to, order })
  }

  write(): Written {
    const replaced = outermost(this.#replacements)
    const insertions = this.#insertions.filter(({ span }) => !isCovered(span, replaced)).sort(byPlace)
    const moves = this.#moves.filter(({ span }) => !isCovered(span, replaced))
    return new Written(this.#code, piecesOf(this.#code.length, insertions, replaced, moves))
  }
}

/** All in the order of the text. What is moved goes forward: it is laid aside until its place comes. */
function piecesOf(
  length: number,
  insertions: readonly Insertion[],
  replaced: readonly Replacement[],
  moves: readonly Move[],
): Piece[] {
  const begins = new Set(moves.map(({ span }) => span[0]))
  const ends = new Map<number, Move[]>()
  for (const each of [...moves].sort((a, b) => b.span[0] - a.span[0]))
    ends.set(each.span[1], [...(ends.get(each.span[1]) ?? []), each])
  const stops = [...begins, ...ends.keys(), ...moves.map(({ to }) => to)].sort((a, b) => a - b)
  const aside = new Map<number, { order: number; pieces: Piece[] }[]>()
  const around: Piece[][] = []
  let pieces: Piece[] = []
  let at = 0
  let [nextInsertion, nextReplaced, nextStop] = [0, 0, 0]

  const keepUntil = (end: number): void => {
    if (at < end) pieces.push({ start: at, end, text: null })
    at = Math.max(at, end)
  }
  const insert = (side: Insertion['side']): void => {
    for (let each = insertions[nextInsertion]; each; each = insertions[++nextInsertion]) {
      if (each.at > at || (each.at === at && each.side !== side)) return
      pieces.push({ start: each.at, end: each.at, text: each.text })
    }
  }
  const stop = (): void => {
    while ((stops[nextStop] ?? length + 1) <= at) nextStop++
    for (const { to, order } of ends.get(at) ?? []) {
      aside.set(to, [...(aside.get(to) ?? []), { order, pieces }])
      pieces = around.pop() ?? []
    }
    for (const each of (aside.get(at) ?? []).sort((a, b) => a.order - b.order)) pieces.push(...each.pieces)
    if (!begins.has(at)) return
    around.push(pieces)
    pieces = []
  }
  while (at <= length) {
    insert('end')
    if (moves.length > 0) stop()
    insert('start')
    const replacement = replaced[nextReplaced]
    if (replacement?.span[0] === at) {
      const [start, end] = replacement.span
      pieces.push({ start, end, text: replacement.text })
      at = end
      nextReplaced++
      continue
    }
    if (at === length) break
    keepUntil(
      Math.min(
        insertions[nextInsertion]?.at ?? length,
        replacement?.span[0] ?? length,
        stops[nextStop] ?? length,
      ),
    )
  }
  return pieces
}

const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{ID_Continue}$\u200c\u200d]/u.test(character)

function byPlace(a: Insertion, b: Insertion): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.side !== b.side) return a.side === 'end' ? -1 : 1
  const innerFirst = b.span[0] - a.span[0] || a.span[1] - b.span[1] || RANKS[a.rank] - RANKS[b.rank]
  const outerFirst = b.span[1] - a.span[1] || a.span[0] - b.span[0] || RANKS[b.rank] - RANKS[a.rank]
  return a.side === 'end' ? innerFirst : outerFirst
}

/** Those that stand in no other, in the order of the text. */
function outermost(replacements: Replacement[]): Replacement[] {
  const sorted = [...replacements].sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])
  const kept: Replacement[] = []
  for (const each of sorted) {
    const last = kept.at(-1)
    if (!last || each.span[0] >= last.span[1]) kept.push(each)
  }
  return kept
}

/** Whether `span` lies in one of the replaced pieces, which are in order and apart. */
function isCovered([start, end]: Span, replaced: readonly Replacement[]): boolean {
  let low = 0
  let high = replaced.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const { span } = replaced[middle] as Replacement
    if (span[1] <= start) low = middle + 1
    else if (span[0] > start) high = middle - 1
    else return end <= span[1]
  }
  return false
}
