/** Finds punctuation between nodes. Parsers give spans of nodes alone; what stands between them is blanks, comments and a few marks. */
import type { Comment } from '../../analyze/index.ts'

/** Something stands in the text that was not expected between two nodes: nothing there can be edited safely. */
export class UnexpectedText extends Error {
  readonly at: number
  constructor(at: number, expected: string) {
    super(`expected ${expected} at ${at}`)
    this.at = at
  }
}

export class Tokens {
  readonly #code: string
  readonly #comments: Map<number, number>

  constructor(code: string, comments: readonly Comment[]) {
    this.#code = code
    this.#comments = new Map(comments.map((each) => [each.start, each.end]))
  }

  /** Where the next token at or after `at` begins. `at` must not lie inside one. */
  skip(at: number): number {
    for (let next = at; ; ) {
      const comment = this.#comments.get(next)
      if (comment !== undefined) next = comment
      else if (next < this.#code.length && /[\s\ufeff]/.test(this.#code[next] as string)) next++
      else return next
    }
  }

  /** Where `mark` begins, at or after `at`; nothing but blanks, comments and characters of `over` may stand before it. */
  find(mark: string, at: number, over = ''): number {
    for (let next = this.skip(at); ; next = this.skip(next + 1)) {
      if (this.#code.startsWith(mark, next)) return next
      if (next >= this.#code.length || !over.includes(this.#code[next] as string))
        throw new UnexpectedText(next, mark)
    }
  }

  /** Where `mark` ends. */
  past(mark: string, at: number, over = ''): number {
    return this.find(mark, at, over) + mark.length
  }

  /** Behind the parentheses, if any, that close what ends at `at`. */
  closed(at: number): number {
    let end = at
    for (let next = this.skip(at); this.#code[next] === ')'; next = this.skip(end)) end = next + 1
    return end
  }

  is(character: string, at: number): boolean {
    return this.#code[at] === character
  }
}
