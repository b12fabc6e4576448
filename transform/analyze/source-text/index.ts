/**
 * Which functions and classes are used as text (R14)? What is run from its text has none of our helpers, so it arrives as it is written, and
 * all inside it.
 *
 * Reading the text of a function is certain. Sending one away may be a mere name: `policy.evaluate(fn)` calls it here. There, and where a
 * function of the file reads what it is handed, the function itself tells: what names something of the file around it cannot run elsewhere,
 * what names the browser's globals does.
 */
import type { Bindings } from '../bindings.ts'
import type { Inventory } from '../inventory.ts'
import { isClass, isFunction, literalKind, type Node, unwrap, walk } from '../nodes.ts'
import { isForPeople } from './people.ts'
import { findSinks, type Sink, type Sinks } from './sinks.ts'
import { findValues, type Value } from './values.ts'

/** Each function or class whose text is used, with the reason. */
export function findSourceText(
  program: Node,
  inventory: Inventory,
  code: string,
  bindings: Bindings,
): Map<Node, string> {
  const found = new Map<Node, string>()
  /** What tells by itself where it runs. */
  const unsure = new Map<Node, Sink>()
  const values = findValues(inventory, bindings)
  let parents: ReadonlyMap<Node, Node> | null = null

  const note = ({ node, handedIn }: Value, { kind, because }: Sink): void => {
    if (kind === 'text' && !handedIn) {
      if (!found.has(node)) found.set(node, because)
    } else if (!unsure.has(node)) unsure.set(node, { kind: kind === 'text' ? 'sent' : kind, because })
  }
  const isCode = ({ node, instance }: Value): boolean => isFunction(node) || (isClass(node) && !instance)
  const noteDeep = (value: Value, sink: Sink, depth = 0): void => {
    if (isCode(value)) note(value, sink)
    else if (depth < 4)
      for (const child of partsOf(value.node))
        for (const each of values.of(child)) noteDeep({ ...each, handedIn: value.handedIn }, sink, depth + 1)
  }

  const sinks: Sinks = {
    read(expression, sink, at) {
      const all = values.of(expression)
      const lists =
        all.some(({ node }) => node.type === 'ArrayExpression') && expression
          ? values.elements(expression)
          : []
      const code = [...all, ...lists].filter(isCode)
      if (code.length === 0) return
      parents ??= findParents(program)
      if (isForPeople(at, parents)) return
      for (const each of code) note(each, sink)
    },
    send(expression, sink, deep) {
      let sent = false
      for (const each of values.of(expression)) {
        if (deep) noteDeep(each, sink)
        else if (isCode(each)) note(each, sink)
        sent ||= isCode(each)
      }
      return sent
    },
    sendMember(expression, name, sink) {
      for (const each of values.member(expression, name)) if (isCode(each)) note(each, sink)
    },
  }
  const context = { bindings, values, code }
  for (const { node } of inventory.uses) findSinks(node, sinks, context)

  for (const [node, { kind, because }] of unsure) {
    if (found.has(node)) continue
    const where = whereItRuns(node, bindings, found)
    if (where === 'page' || (where === null && kind === 'sent')) found.set(node, because)
  }
  return found
}

const partsOf = (node: Node): Node[] => {
  if (node.type === 'ArrayExpression')
    return (node.elements as (Node | null)[]).filter(
      (each) => each !== null && each.type !== 'SpreadElement',
    ) as Node[]
  if (node.type !== 'ObjectExpression') return []
  return (node.properties as Node[])
    .map((each) => (isFunction(each) ? each : (each.value as Node | null)))
    .filter((each) => each != null)
}

function findParents(program: Node): Map<Node, Node> {
  const parents = new Map<Node, Node>()
  walk(program, (node, parent) => {
    if (parent) parents.set(node, parent)
  })
  return parents
}

/** Globals of a page or a worker, and `emit` of a database. */
const PAGE = new Set([
  'document',
  'window',
  'navigator',
  'location',
  'history',
  'localStorage',
  'sessionStorage',
  'getComputedStyle',
  'requestAnimationFrame',
  'HTMLElement',
  'Element',
  'alert',
  'postMessage',
  'onmessage',
  'importScripts',
  'emit',
])

/** What the names of a function say: those of a page, or those of the file, which its text alone has not. What is text itself may stand beside it. */
function whereItRuns(fn: Node, bindings: Bindings, texts: ReadonlyMap<Node, string>): 'page' | 'here' | null {
  const inside = new Set<Node>()
  const names: Node[] = []
  walk(fn, (node) => {
    inside.add(node)
    if (node.type === 'Identifier') names.push(node)
  })
  let here = false
  for (const name of names) {
    const binding = bindings.resolve(name)
    if (!binding) {
      if (PAGE.has(name.name)) return 'page'
      continue
    }
    if (inside.has(binding.scope.node)) continue
    const init = binding.init && unwrap(binding.init)
    if (init && (init === fn || texts.has(init) || (binding.kind === 'const' && literalKind(init)))) continue
    here = true
  }
  return here ? 'here' : null
}
