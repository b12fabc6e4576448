/**
 * Which functions must arrive as they are written? Those whose source text is used (it runs in another process, where no helper of ours
 * exists), those that a test tool moves in front of the imports, those with direct `eval` or `with` in sloppy mode, and those that
 * `afterword-ignore` names (R14).
 */
import type { Bindings } from './bindings.ts'
import { findHoisted } from './hoisted.ts'
import type { Inventory } from './inventory.ts'
import { type Comment, findMarked } from './marked.ts'
import { isCall, isFunction, type Node, unwrap, walk } from './nodes.ts'
import { findSourceText } from './source-text/index.ts'

export interface Ignored {
  /** The whole file, by a comment at its top. */
  file: boolean
  /** Each node that is ignored, with the reason. */
  reasons: ReadonlyMap<Node, string>
}

export function findIgnored(
  program: Node,
  inventory: Inventory,
  code: string,
  comments: readonly Comment[],
  bindings: Bindings,
): Ignored {
  const nodes = findSourceText(program, inventory, code, bindings)
  const { uses, around } = inventory
  const strict = program.sourceType === 'module'

  const ignoreAround = (owner: Node | null, because: string): void => {
    for (let fn = owner; fn; fn = around.get(fn) ?? null) if (isFunction(fn)) nodes.set(fn, because)
  }

  for (const { node, owner } of uses) {
    if (isCall(node)) {
      const callee = unwrap(node.callee)
      if (callee.type === 'Identifier' && callee.name === 'eval' && !bindings.resolve(callee) && !strict)
        ignoreAround(owner, 'it uses direct eval in sloppy mode')
    }
    if (node.type === 'WithStatement') ignoreAround(owner, 'it uses a with statement')
  }

  for (const { node, because } of findHoisted(inventory, bindings)) nodes.set(node, because)
  const marked = findMarked(program, code, comments)
  for (const target of marked.targets) nodes.set(target, 'a comment says afterword-ignore')
  return { file: marked.file, reasons: spread(nodes) }
}

/** What stands inside something that is ignored is so for the same reason: the outermost one. */
function spread(nodes: ReadonlyMap<Node, string>): Map<Node, string> {
  const reasons = new Map<Node, string>()
  const inside = new Set<Node>()
  for (const [root, because] of nodes) {
    if (inside.has(root)) continue
    walk(root, (node) => {
      if (node !== root && nodes.has(node)) inside.add(node)
      reasons.set(node, because)
    })
  }
  return reasons
}
