/**
 * What a body may not hold once it is a block (R6).
 *
 *     function save() {} function save() {} var save = 1      →      function save() {} save = 1;
 */
import {
  type FunctionPlan,
  NODE,
  type Node,
  type RedeclarationPlan,
  type Span,
  spanOf,
} from '../../analyze/index.ts'
import { walk } from '../../analyze/nodes.ts'
import type { Draft } from './draft.ts'

export function editRedeclaration(
  draft: Draft,
  { kind, [NODE]: node }: RedeclarationPlan,
  fn: FunctionPlan,
): void {
  const { edits, tokens } = draft
  if (kind === 'drop') {
    edits.replace(spanOf(node), isOpenBefore(draft, node, fn) ? ';' : '')
    return
  }
  const declarators = node.declarations as Node[]
  for (const { id } of declarators) if (id.typeAnnotation) edits.replace(spanOf(id.typeAnnotation), '')
  const assigned = declarators.filter((each) => each.init)
  const [first] = assigned
  const last = assigned.at(-1)
  if (!first || !last) {
    const name = (declarators[0] as Node).id as Node
    if (kind === 'assign') edits.replace(spanOf(node), isOpenBefore(draft, node, fn) ? ';;' : ';')
    else {
      edits.replace([node.start, name.start], '')
      edits.replace([name.typeAnnotation?.end ?? name.end, node.end], '')
    }
    return
  }
  // A statement that begins with a bracket would go on with the one before it.
  const isObject = first.id.type === 'ObjectPattern' && kind === 'assign'
  const apart =
    kind === 'assign' && /Pattern$/.test(first.id.type) && isOpenBefore(draft, node, fn) ? ';' : ''
  edits.replace([node.start, first.start], apart + (isObject ? '(' : ''))
  if (isObject) edits.end(first.end, ')', spanOf(first), 'outside')
  assigned.forEach((each, index) => {
    const next = assigned[index + 1]
    if (next && declarators.indexOf(next) > declarators.indexOf(each) + 1)
      edits.replace([each.end, next.start], ', ')
  })
  const ended: Span = [last.end, node.end]
  if (last !== declarators.at(-1)) edits.replace(ended, kind === 'assign' ? ';' : '')
  else if (kind === 'assign' && !tokens.is(';', node.end - 1))
    edits.end(node.end, ';', spanOf(node), 'outside')
}

/** Statements that end by themselves, without a semicolon. */
const CLOSED =
  /^(?:Block|Switch|Try|Empty)Statement$|^(?:Function|Class|TSEnum|TSModule|TSInterface)Declaration$|^TSDeclareFunction$/

/** Whether the statement before this one ends where the line does: what is put here must not go on with it. */
function isOpenBefore({ tokens }: Draft, statement: Node, fn: FunctionPlan): boolean {
  const { edited, before: known } = neighboursOf(fn)
  let before = known.get(statement)
  while (before) {
    const inner: Node | undefined =
      before.type === 'IfStatement' ? (before.alternate ?? before.consequent) : before.body
    if (edited.has(before) || CLOSED.test(before.type) || tokens.is(';', before.end - 1)) return false
    if (!inner || !/^(?:If|For|ForIn|ForOf|While|With|Labeled)Statement$/.test(before.type)) return true
    before = inner
  }
  return false
}

interface Neighbours {
  /** What is declared again. */
  edited: ReadonlySet<Node>
  /** Such a statement → the one before it that stays. */
  before: ReadonlyMap<Node, Node>
}

const neighbours = new WeakMap<FunctionPlan, Neighbours>()

function neighboursOf(fn: FunctionPlan): Neighbours {
  const known = neighbours.get(fn)
  if (known) return known
  const kinds = new Map(fn.redeclared.map((each) => [each[NODE], each.kind]))
  const before = new Map<Node, Node>()
  walk(fn[NODE].body, (node) => {
    for (const list of [node.body, node.consequent]) {
      if (!Array.isArray(list)) continue
      let last: Node | null = null
      for (const each of list as Node[]) {
        if (last && kinds.has(each)) before.set(each, last)
        if (kinds.get(each) !== 'drop') last = each
      }
    }
  })
  const found = { edited: new Set(kinds.keys()), before }
  neighbours.set(fn, found)
  return found
}
