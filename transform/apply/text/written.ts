/**
 * A text as it is once it is edited, and its source map. What the edits left of it and what they added stand in a list: both are made in one pass
 * through that, and neither before somebody asks.
 */
import { SourceMap } from 'magic-string'

/** `text` where `start` to `end` were; null: they are as they were. */
export interface Piece {
  start: number
  end: number
  text: string | null
}

export class Written {
  readonly #code: string
  readonly #pieces: readonly Piece[]

  constructor(code: string, pieces: readonly Piece[]) {
    this.#code = code
    this.#pieces = pieces
  }

  toString(): string {
    let text = ''
    for (const piece of this.#pieces) text += piece.text ?? this.#code.slice(piece.start, piece.end)
    return text
  }

  /**
   * To every word and every sign of what was written; what was added belongs to what stands before it.
   * @param source how the map calls the text
   */
  map(source: string): SourceMap {
    const mappings = new Mappings(this.#code)
    for (const { start, end, text } of this.#pieces)
      if (text === null) mappings.keep(start, end)
      else if (start < end) mappings.replace(start, text)
      else mappings.add(text)
    const properties = {
      sources: [source],
      sourcesContent: [this.#code],
      names: [],
      mappings: mappings.toString(),
    }
    return new SourceMap(properties as unknown as ConstructorParameters<typeof SourceMap>[0])
  }
}

const [LF, SPACE, TAB, COMMA, SEMICOLON, LETTER_A] = [10, 32, 9, 44, 59, 65] as const
const DIGITS = Uint8Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (digit) =>
  digit.charCodeAt(0),
)
const decoder = new TextDecoder()

/** Which ASCII characters words are made of. */
const WORD = Uint8Array.from({ length: 128 }, (_, code) => (/\w/.test(String.fromCharCode(code)) ? 1 : 0))

/** A comma and four numbers of at most seven digits. */
const SEGMENT = 29

/** The field `mappings` of a source map, byte by byte. */
class Mappings {
  readonly #code: string
  #bytes: Uint8Array
  #length = 0
  /** Columns in what is written: where it is, and at the last segment of this line. */
  #column = 0
  #segment = 0
  #isFirst = true
  /** A place in what was written, by offset and by line. */
  #at = 0
  #line = 0
  #lineStart = 0
  /** The place of the last segment. */
  #lastLine = 0
  #lastColumn = 0

  constructor(code: string) {
    this.#code = code
    this.#bytes = new Uint8Array(code.length * 3 + 256)
  }

  toString(): string {
    return decoder.decode(this.#bytes.subarray(0, this.#length))
  }

  keep(start: number, end: number): void {
    this.#seek(start)
    const code = this.#code
    let isInside = false
    for (let at = start; at < end; at++) {
      const each = code.charCodeAt(at)
      if (each === LF) {
        this.#endLine()
        this.#line++
        this.#lineStart = at + 1
        isInside = false
        continue
      }
      const isWord = each < 128 && WORD[each] === 1
      // Nobody asks for blanks, but where they are all that stands between two edits.
      if (at === start || !(isWord ? isInside : each === SPACE || each === TAB)) this.#mark(at)
      isInside = isWord
      this.#column++
    }
    this.#at = end
  }

  /** Each line of `text` leads to `start`. */
  replace(start: number, text: string): void {
    this.#seek(start)
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0 && end < text.length - 1; end = text.indexOf('\n', from)) {
      this.#mark(start)
      this.#endLine()
      from = end + 1
    }
    if (from < text.length) this.#mark(start)
    this.add(from > 0 ? text.slice(from) : text)
  }

  add(text: string): void {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#endLine()
      from = end + 1
    }
    this.#column += text.length - from
  }

  #seek(offset: number): void {
    const code = this.#code
    // What was moved stands before what came last.
    if (offset < this.#at) this.#at = this.#line = this.#lineStart = 0
    for (
      let end = code.indexOf('\n', this.#at);
      end >= 0 && end < offset;
      end = code.indexOf('\n', end + 1)
    ) {
      this.#line++
      this.#lineStart = end + 1
    }
    this.#at = offset
  }

  #endLine(): void {
    this.#reserve()
    this.#bytes[this.#length++] = SEMICOLON
    this.#column = this.#segment = 0
    this.#isFirst = true
  }

  #mark(offset: number): void {
    this.#reserve()
    if (!this.#isFirst) this.#bytes[this.#length++] = COMMA
    this.#isFirst = false
    this.#write(this.#column - this.#segment)
    // The only source.
    this.#bytes[this.#length++] = LETTER_A
    this.#write(this.#line - this.#lastLine)
    const column = offset - this.#lineStart
    this.#write(column - this.#lastColumn)
    this.#segment = this.#column
    this.#lastLine = this.#line
    this.#lastColumn = column
  }

  #write(value: number): void {
    let rest = value < 0 ? (-value << 1) | 1 : value << 1
    for (; rest > 31; rest >>>= 5) this.#bytes[this.#length++] = DIGITS[(rest & 31) | 32] as number
    this.#bytes[this.#length++] = DIGITS[rest] as number
  }

  #reserve(): void {
    if (this.#length + SEGMENT <= this.#bytes.length) return
    const larger = new Uint8Array(this.#bytes.length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
