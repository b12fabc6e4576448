/** What do comments that say `afterword-ignore` mean: the file, or a node (R14)? Each question is asked of the file once, however many comments there are. */
import { isDirective, isFunction, type Node, walk } from './nodes.ts'

export interface Comment {
  value: string
  start: number
  end: number
}

const MARKER = /^[\s*]*afterword-ignore\b/

interface Marked {
  /** The whole file, by a comment at its top. */
  file: boolean
  targets: Node[]
}

export function findMarked(program: Node, code: string, comments: readonly Comment[]): Marked {
  const marked: Marked = { file: false, targets: [] }
  if (!comments.some(({ value }) => MARKER.test(value))) return marked
  const head = endOfHead(code, comments)
  const candidates = findCandidates(program)
  const gaps = findGaps(code, comments)
  comments.forEach((comment, index) => {
    if (!MARKER.test(comment.value)) return
    if (comment.start < head && isOfFile(code, comment)) marked.file = true
    else {
      const target = firstFrom(candidates, comment.end)
      if (!target) return
      const { breaks, ends } = gaps(index, target.start)
      // A comment behind something is about that, not about what comes next in the file.
      if (!ends && !(breaks && isBehindCode(code, comment.start))) marked.targets.push(target)
    }
  })
  return marked
}

/** Where the comments at the top of the file end. */
function endOfHead(code: string, comments: readonly Comment[]): number {
  let at = /^#![^\n]*\n/.exec(code)?.[0].length ?? 0
  const blank = /\s*/y
  for (const comment of comments) {
    if (comment.end <= at) continue
    blank.lastIndex = at
    blank.test(code)
    if (comment.start > blank.lastIndex) break
    at = comment.end
  }
  return at
}

/** With an empty line, an import or a directive after it. */
const isOfFile = (code: string, { end }: Comment): boolean => {
  const after = /(?:\*\/)?[ \t]*\r?\n(?:[ \t]*\r?\n|\s*(?:import\b|['"]use ))/y
  after.lastIndex = end
  return after.test(code)
}

/** Whether something stands before it in its line. */
function isBehindCode(code: string, at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const character = code[before] as string
    if (character === '\n') return false
    if (!/\s/.test(character)) return true
  }
  return false
}

const COUNTS =
  /Statement$|Declaration$|^ClassProperty$|^PropertyDefinition$|^MethodDefinition$|^ObjectProperty$|^Property$/

/** Statements, class members and functions in the order in which they begin, the outer before the inner. */
function findCandidates(program: Node): Node[] {
  const found: Node[] = []
  walk(program, (node) => {
    if ((isFunction(node) || COUNTS.test(node.type)) && !isDirective(node)) found.push(node)
  })
  return found.sort((a, b) => a.start - b.start)
}

/** The outermost one that begins first at or after `offset`. */
function firstFrom(candidates: readonly Node[], offset: number): Node | null {
  let low = 0
  let high = candidates.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((candidates[middle] as Node).start < offset) low = middle + 1
    else high = middle
  }
  return candidates[low] ?? null
}

interface Gap {
  /** Whether a line ends in it. */
  breaks: boolean
  /** Whether something ends in it, so that what follows is about another thing. */
  ends: boolean
}

/** What stands between a comment and `to`, other comments left out. Asked for in the order of the file, as `to` is. */
function findGaps(code: string, comments: readonly Comment[]): (index: number, to: number) => Gap {
  const known = new Map<number, Gap & { to: number }>()
  return (index, to) => {
    const before = known.get(index)
    if (before?.to === to) return before
    const pieces: { at: number; breaks: boolean; ends: boolean }[] = []
    for (let at = index; at < comments.length && (comments[at] as Comment).end <= to; at++) {
      const { end } = comments[at] as Comment
      const text = code.slice(end, Math.min(to, comments[at + 1]?.start ?? to))
      pieces.push({ at, breaks: text.includes('\n'), ends: /[)}\];,]/.test(text) })
    }
    let gap: Gap = { breaks: false, ends: false }
    for (const { at, breaks, ends } of pieces.reverse()) {
      gap = { breaks: breaks || gap.breaks, ends: ends || gap.ends }
      known.set(at, { ...gap, to })
    }
    return gap
  }
}
