/**
 * Where is `after` itself handed over, as a value: `createContext({ waitUntil: after })`? What takes it calls it from wherever it likes, so it
 * is bound where it is mentioned, as `(task) => after(task)` written there would be (R12).
 */
import type { Bindings } from './bindings.ts'
import type { Imports } from './imports.ts'
import type { Inventory } from './inventory.ts'
import {
  boundIdentifiers,
  descend,
  eachPart,
  isFunction,
  isMember,
  isTypeOnly,
  type Node,
  spanOf,
  stringValue,
  unwrap,
} from './nodes.ts'
import { NODE } from './plan/planned.ts'
import type { ReferencePlan } from './plan.ts'

export interface Mention {
  /** The name, or the property of a literal that is short for it. */
  node: Node
  /** The function that it is written in. */
  owner: Node | null
  /** 'own': `headers` or `cookies` of Next's own. */
  api: 'after' | 'headers' | 'cookies' | 'own'
}

export interface MentionContext {
  program: Node
  bindings: Bindings
  imports: Imports
  inventory: Inventory
  sources: readonly string[]
}

export function findMentions(context: MentionContext): Mention[] {
  if (!mayMention(context)) return []
  const { program, bindings, imports, inventory } = context
  const other = findOtherUses(inventory, bindings, imports)
  const mentions: Mention[] = []
  descend<Node | null>(
    (enter) => enter(program, null),
    (node, owner, enter) => {
      if (isTypeOnly(node) || node.type === 'ImportDeclaration') return
      // `typeof after`, `fn === after`
      if (node.type === 'UnaryExpression' || node.type === 'BinaryExpression')
        for (const each of [node.argument, node.left, node.right]) if (each) other.add(unwrap(each))
      // A variable may be anybody's: whoever calls it says whose request it is.
      if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier')
        other.add(unwrap(node.right))
      const isShort = /^(?:Object)?Property$/.test(node.type) && node.shorthand
      const value = isShort ? node.value : node
      const isName = value.type === 'Identifier' || isMember(value)
      const api = isName && !other.has(value) ? nameOf(value, imports) : null
      if (api) mentions.push({ node, owner, api })
      else eachPart(node, enter, isFunction(node) ? node : owner)
    },
  )
  return mentions
}

function nameOf(value: Node, imports: Imports): Mention['api'] | null {
  const api = imports.apiOf(value)
  if (api === 'after' || api === 'headers' || api === 'cookies') return api
  return !api && imports.isNextOwn(value) ? 'own' : null
}

export const bindMention = ({ node, api }: Mention): ReferencePlan => ({
  at: spanOf(node),
  [NODE]: node,
  kind: api === 'own' ? 'own' : 'value',
  callee: null,
  argument: 0,
  reason: {
    rule: 'R12',
    because: `${api === 'own' ? "a name of Next's own" : `${api} itself`} is handed over, and may be called from anywhere`,
  },
})

/** Whether the file takes anything from a module that gives it: hardly any file does. */
function mayMention({ program, inventory, sources }: MentionContext): boolean {
  const isOurs = (source: string | null): boolean =>
    source !== null &&
    (sources.includes(source) || source.startsWith('afterword') || source.startsWith('next/'))
  return (
    (program.body as Node[]).some(({ source }) => source && isOurs(stringValue(source))) ||
    inventory.loads.some((load) => isOurs(stringValue(load.source ?? load.arguments[0])))
  )
}

/** What is called, what a member is taken of, and what a constant is that is followed. */
function findOtherUses(
  { uses, members, declarators }: Inventory,
  bindings: Bindings,
  imports: Imports,
): Set<Node> {
  const other = new Set<Node>()
  for (const { node } of uses) {
    if (node.callee) {
      const callee = unwrap(node.callee)
      // `headers?.()`: no call by a helper stands for it, but a name that is bound where it is mentioned does.
      if (node.optional === true && imports.isNextOwn(callee)) continue
      other.add(callee.type === 'SequenceExpression' ? unwrap(callee.expressions.at(-1)) : callee)
    }
  }
  for (const member of members) if (imports.apiOf(member)) other.add(unwrap(member.object))
  for (const { id, init } of declarators) {
    for (const name of boundIdentifiers(id)) other.add(name)
    if (init && id.type === 'Identifier' && bindings.resolve(id)?.assigned === false) other.add(unwrap(init))
  }
  return other
}
