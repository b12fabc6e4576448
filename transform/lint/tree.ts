/** The tree that a linter has, as the analysis reads it: every node with its offsets, and nothing of the linter's own. */
import type { Node } from '../analyze/index.ts'

/** A node of ESLint's kind of tree, whichever parser made it: its place is its `range`. */
export interface LintNode {
  type: string
  range: [number, number]
}

/** What a linter or its parser hangs on a node. `start` and `end` are not every parser's, and some linters forbid them. */
const OWN = new Set(['parent', 'loc', 'range', 'start', 'end', 'tokens', 'comments'])

/** A copy: other rules read the tree, and it must stay as it is. What waits to be copied stands in a list, for a tree may be deeper than the stack. */
export function copyTree(root: LintNode): Node {
  const waiting: { node: LintNode; copy: Node }[] = []
  const begin = (node: LintNode): Node => {
    const copy: Node = { type: node.type, start: node.range[0], end: node.range[1] }
    waiting.push({ node, copy })
    return copy
  }
  const copyValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copyValue)
    return isNode(value) ? begin(value) : value
  }
  const copied = begin(root)
  for (let next = waiting.pop(); next; next = waiting.pop())
    for (const [key, value] of Object.entries(next.node)) if (!OWN.has(key)) next.copy[key] = copyValue(value)
  return copied
}

const isNode = (value: unknown): value is LintNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'range' in value
