/**
 * How deep is a program, before it is parsed? A parser in native code that runs out of stack takes the whole process with it, and nothing can
 * catch that. Measured by the text: brackets in brackets, and chains that lean to the right (`a ? b : c ? d : …`, `if … else if …`,
 * `a => b => …`). What leans to the left (`a + b + …`, `a.b().c()…`) costs a parser no stack.
 */
import { isMainThread } from 'node:worker_threads'

/** V8 itself runs 1,400 parentheses, 1,500 functions and 2,000 arrays in one another; oxc's parser ends the process at 3,200 functions. */
const BRACKETS = 1500
/** How many links of a chain count as one bracket: the parser ends the process at 6,500. A worker's stack is half as large. */
const LINKS = isMainThread ? 4 : 2

/** Whether the parser may run out of stack. */
export const isTooDeep = (code: string): boolean =>
  code.length >= 2 * BRACKETS && mayNest(code) && nests(code)

/** These begin a statement wherever they stand; those not where they are what an `if` does. */
const DECLARES = new Set(['const', 'let', 'import', 'export', 'class'])
const BEGINS = new Set(['var', 'return', 'throw', 'for', 'while', 'switch', 'function', 'type'])
const LONGEST = 'function'.length

const [TAB, LF, CR, SPACE] = [9, 10, 13, 32] as const
const [QUOTE, DOLLAR, APOSTROPHE, OPEN, CLOSE, STAR, SLASH] = [34, 36, 39, 40, 41, 42, 47] as const
const [COLON, SEMICOLON, LESS, EQUALS, GREATER, QUESTION] = [58, 59, 60, 61, 62, 63] as const
const [OPEN_LIST, BACKSLASH, CLOSE_LIST, UNDERSCORE, BACKTICK, OPEN_BLOCK, CLOSE_BLOCK] = [
  91, 92, 93, 95, 96, 123, 125,
] as const
/** What stands in `before` for a word. */
const WORD = 1

const isWord = (each: number): boolean =>
  (each >= 97 && each <= 122) ||
  (each >= 65 && each <= 90) ||
  (each >= 48 && each <= 57) ||
  each === UNDERSCORE ||
  each === DOLLAR

/** Most files have not so many brackets and links at all, in one another or not. */
function mayNest(code: string): boolean {
  // The text itself counts as one.
  let brackets = 1
  let links = 0
  for (let at = 0; at < code.length; at++) {
    const each = code.charCodeAt(at)
    if (each === OPEN || each === OPEN_LIST || each === OPEN_BLOCK) brackets++
    else if (each === EQUALS || each === QUESTION || each === COLON) links++
  }
  // An `if` that is a link stands behind a bracket, or behind an `else`.
  if (brackets + (links + brackets) / LINKS >= BRACKETS) return true
  let elses = 0
  for (let at = code.indexOf('else'); at !== -1; at = code.indexOf('else', at + 4)) elses++
  return brackets + (links + brackets + elses) / LINKS >= BRACKETS
}

/** One pass over every character of every larger file: by their codes, for a regular expression takes ten times as long. */
function nests(code: string): boolean {
  /** The links of the chain at each bracket that is open; which of the brackets are those of templates. */
  const chains = [0]
  const templates: number[] = []
  let links = 0
  /** The two tokens before: a character, or `WORD`. */
  let before = 0
  let beforeThat = 0
  let at = 0
  const readTemplate = (): void => {
    for (let end = at; end < code.length; end++) {
      const each = code.charCodeAt(end)
      if (each === BACKSLASH) end++
      else if (each === BACKTICK) {
        at = end + 1
        return
      } else if (each === DOLLAR && code.charCodeAt(end + 1) === OPEN_BLOCK) {
        templates.push(chains.length)
        chains.push(0)
        at = end + 2
        return
      }
    }
    // It was none: a regular expression may hold a backtick.
  }
  const link = (): void => {
    ;(chains[chains.length - 1] as number)++
    links++
  }
  const unlink = (): void => {
    links -= chains[chains.length - 1] as number
    chains[chains.length - 1] = 0
  }
  while (at < code.length) {
    const each = code.charCodeAt(at++)
    if (each === SPACE || each === LF || each === TAB || each === CR) continue
    let token: number = each
    if (isWord(each)) {
      const start = at - 1
      while (at < code.length && isWord(code.charCodeAt(at))) at++
      token = WORD
      const word = at - start <= LONGEST && each >= 97 ? code.slice(start, at) : ''
      if (word === 'else' || (word === 'if' && before === CLOSE)) link()
      // What begins behind an end begins anew.
      else if (before === SEMICOLON || before === CLOSE_BLOCK || DECLARES.has(word)) unlink()
      else if (before !== CLOSE && BEGINS.has(word)) unlink()
    } else
      switch (each) {
        case SLASH: {
          const next = code.charCodeAt(at)
          const end = next === SLASH ? endOfLine(code, at) : next === STAR ? code.indexOf('*/', at + 1) : -1
          if (end === -1) break
          at = end + (next === STAR ? 2 : 0)
          continue
        }
        case QUOTE:
        case APOSTROPHE: {
          const end = endOfString(code, at, each)
          if (end === -1) break
          at = end
          continue
        }
        case BACKTICK:
          readTemplate()
          break
        case OPEN:
        case OPEN_LIST:
        case OPEN_BLOCK:
          chains.push(0)
          break
        case CLOSE:
        case CLOSE_LIST:
        case CLOSE_BLOCK:
          if (chains.length === 1) break
          unlink()
          chains.pop()
          if (each === CLOSE_BLOCK && templates.at(-1) === chains.length) {
            templates.pop()
            readTemplate()
          }
          break
        case EQUALS: {
          const next = code.charCodeAt(at)
          if (next === EQUALS) {
            // `==` and `===` are one token.
            while (code.charCodeAt(at) === EQUALS) at++
          } else {
            if (next === GREATER) at++
            link()
          }
          break
        }
        case QUESTION: {
          const next = code.charCodeAt(at)
          if (next === QUESTION) at += code.charCodeAt(at + 1) === EQUALS ? 2 : 1
          else if (next === 46) at++
          else link()
          break
        }
        case COLON:
          if (beforeThat === COLON) link()
          break
        case 33:
        case LESS:
        case GREATER:
          while (code.charCodeAt(at) === EQUALS) at++
      }
    if (chains.length + links / LINKS >= BRACKETS) return true
    beforeThat = before
    before = token
  }
  return false
}

function endOfLine(code: string, at: number): number {
  const end = code.indexOf('\n', at)
  return end === -1 ? code.length : end
}

/** The end of a string that begins before `at`; -1 if the line ends first: it was the quote of a regular expression. */
function endOfString(code: string, at: number, quote: number): number {
  for (let end = at; end < code.length; end++) {
    const each = code.charCodeAt(end)
    if (each === quote) return end + 1
    if (each === BACKSLASH) end++
    else if (each === LF) return -1
  }
  return -1
}
