/**
 * Edits of a text, collected in any order and written in the one that nesting asks for.
 *
 * Where several meet at one offset, what ends there comes before what begins there; of what ends, the inner before the outer; of what
 * begins, the outer before the inner. So each edit says around which span it stands. No edit adds a line, and none takes one away.
 */
import type MagicString from 'magic-string'
import type { Span } from '../../analyze/nodes.ts'

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
  move(span: Span, to: number): void {
    this.#moves.push({ span, to })
  }

  writeTo(text: MagicString): void {
    const replaced = outermost(this.#replacements)
    const insertions = this.#insertions.filter(({ span }) => !isCovered(span, replaced)).sort(byPlace)
    for (const { at, text: inserted, side } of insertions)
      if (side === 'end') text.appendLeft(at, inserted)
      else text.appendRight(at, inserted)
    for (const { span, text: given } of replaced) text.update(span[0], span[1], given)
    for (const { span, to } of this.#moves) if (!isCovered(span, replaced)) text.move(span[0], span[1], to)
  }
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
