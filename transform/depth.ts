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
export function isTooDeep(code: string): boolean {
  if (code.length < 2 * BRACKETS || mayNest(code) < BRACKETS) return false
  return nests(code) >= BRACKETS
}

/** At least as deep as the program is; strings, comments and all statements together count too, for most files are not near it. */
function mayNest(code: string): number {
  let deepest = 0
  let depth = 0
  let links = 0
  for (let at = 0; at < code.length; at++) {
    const each = code.charCodeAt(at)
    if (each === 40 || each === 91 || each === 123) {
      if (++depth > deepest) deepest = depth
    } else if (each === 41 || each === 93 || each === 125) {
      if (depth > 0) depth--
    } else if (each === 61 || each === 63) links++
    else if (each === 58 || (each === 101 && code.startsWith('else', at))) links++
    else if (each === 105 && code.startsWith('if', at)) links++
  }
  return deepest + links / LINKS
}

const TOKEN =
  /\/\/.*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[\w$]+|=>|\?\.|\?\?=?|[=!<>]=+|\S/g
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y
/** These begin a statement wherever they stand; those not where they are what an `if` does. */
const DECLARES = /^(?:const|let|import|export|class)$/
const BEGINS = /^(?:var|return|throw|for|while|switch|function|type)$/

/** The same without strings and comments, each chain by itself. */
function nests(code: string): number {
  const token = new RegExp(TOKEN)
  /** The links of the chain at each bracket that is open; which of them are templates. */
  const chains = [0]
  const templates: number[] = []
  let links = 0
  let deepest = 0
  let before = ''
  let beforeThat = ''
  const readTemplate = (): void => {
    TEMPLATE.lastIndex = token.lastIndex
    const text = TEMPLATE.exec(code)?.[0] ?? ''
    token.lastIndex += text.length
    if (!text.endsWith('${')) return
    templates.push(chains.length)
    chains.push(0)
  }
  const link = (): void => {
    chains[chains.length - 1] = (chains.at(-1) as number) + 1
    links++
  }
  const unlink = (): void => {
    links -= chains.at(-1) as number
    chains[chains.length - 1] = 0
  }
  for (let found = token.exec(code); found; found = token.exec(code)) {
    const [text] = found
    if (/^(?:\/[/*]|["'])/.test(text)) continue
    if (text === '`') readTemplate()
    else if (/^[([{]$/.test(text)) chains.push(0)
    else if (/^[)\]}]$/.test(text)) {
      if (chains.length === 1) continue
      unlink()
      chains.pop()
      if (text === '}' && templates.at(-1) === chains.length) {
        templates.pop()
        readTemplate()
      }
    } else if (/^(?:else|[?=]|=>)$/.test(text) || (text === 'if' && before === ')')) link()
    else if (text === ':' && beforeThat === ':') link()
    // What begins behind an end begins anew.
    else if (DECLARES.test(text) || (BEGINS.test(text) && before !== ')')) unlink()
    else if (/^[;}]$/.test(before) && /^[\w$]/.test(text)) unlink()
    deepest = Math.max(deepest, chains.length + links / LINKS)
    beforeThat = before
    before = text
  }
  return deepest
}
