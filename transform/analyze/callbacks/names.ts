/**
 * What do names stand for that functions go by? A function, a literal or a choice that holds some, or what a call made of one:
 *
 *     const on = () => {}      const job = { run() {} }      const off = subscribe(() => {})
 */
import type { Binding } from '../bindings.ts'
import type { Func } from '../functions.ts'
import type { Guards } from '../guards.ts'
import type { Inventory, Use } from '../inventory.ts'
import { isCall, isFunction, isMember, isNull, keyName, type Node, propertyName, unwrap } from '../nodes.ts'
import type { Mention } from './facts.ts'

/** A function that a literal holds, by the name of the literal's own member, if it has one. */
interface Held {
  fn: Node
  key: string | null
}

export interface Names {
  /** Whether something of that name may be meant. */
  mayName(name: string): boolean
  /** The function that a name stands for: its initialiser, or the only value of a variable of a function around. */
  functionOf(binding: Binding): Node | null
  /** The functions that the literal behind a name holds: those that a member of it is, or all of them. */
  heldBy(binding: Binding, member: string | null): readonly Held[]
  /** The call whose value it is. */
  callOf(binding: Binding): Node | null
  /** Whether a member of `this` by that name may hold one. */
  mayBeOwn(name: string): boolean
  /** The only function that a member of `this` ever holds. */
  memberOf(mention: Mention): Node | null
}

export function findNames(functions: readonly Func[], inventory: Inventory, guards: Guards): Names {
  const names = new Set<string>()
  const literals = new Map<Node, Map<string | null, Held[]>>()
  for (const { node } of functions) if (node.id) names.add(node.id.name)
  for (const { id, init } of inventory.declarators) {
    if (id.type !== 'Identifier' || !init) continue
    const value = unwrap(init)
    if (isFunction(value) || isPlain(value)) names.add(id.name)
    else if (mayHold(value)) {
      const held = functionsIn(value)
      if (held.length === 0) continue
      literals.set(value, byKey(held))
      names.add(id.name)
    }
  }
  const members = new Map<string, Use[]>()
  for (const use of inventory.writes) {
    const { node } = use
    const left = node.operator === '=' ? unwrap(node.left) : null
    const name = left && isOwnMember(left) ? propertyName(left) : null
    if (name !== null) {
      const known = members.get(name)
      if (known) known.push(use)
      else members.set(name, [use])
    } else if (left?.type === 'Identifier' && isFunction(unwrap(node.right))) names.add(left.name)
  }
  const own = findOwn(members, guards)

  const initOf = ({ init, assigned, key }: Binding): Node | null =>
    init && !assigned && key === null ? unwrap(init) : null
  const found = new Map<Binding, Node | null>()
  return {
    mayName: (name) => names.has(name),
    functionOf: (binding) => {
      const known = found.get(binding)
      if (known !== undefined) return known
      const fn = findNamed(binding, guards)
      found.set(binding, fn)
      return fn
    },
    heldBy: (binding, member) => {
      const held = literals.get(initOf(binding) as Node)
      return held?.get(member) ?? held?.get(NO_KEY) ?? []
    },
    mayBeOwn: (name) => own.has(name),
    memberOf: ({ node, owner }) => {
      const holder = owner && guards.holderOf(owner)
      return (holder && own.get(propertyName(node) ?? '')?.get(holder)) ?? null
    },
    callOf: (binding) => {
      const init = initOf(binding)
      return init && isPlain(init) ? init : null
    },
  }
}

const isOwnMember = (node: Node): boolean => isMember(node) && unwrap(node.object).type === 'ThisExpression'

/** `this.on = () => {}`, by the class or literal that it is a member of; null where it holds something else, too. */
function findOwn(
  members: ReadonlyMap<string, readonly Use[]>,
  guards: Guards,
): Map<string, Map<object, Node | null>> {
  const own = new Map<string, Map<object, Node | null>>()
  for (const [name, writes] of members) {
    const ofName = new Map<object, Node | null>()
    for (const { node, owner } of writes) {
      const holder = owner && guards.holderOf(owner)
      const value = unwrap(node.right)
      if (!holder || isNothing(value)) continue
      ofName.set(holder, isFunction(value) && !ofName.has(holder) ? value : null)
    }
    if ([...ofName.values()].some((fn) => fn)) own.set(name, ofName)
  }
  return own
}

/** A call of a plain function, which may give back what calls the function that it was given. */
const isPlain = (node: Node): boolean => isCall(node) && unwrap(node.callee).type === 'Identifier'

function findNamed(binding: Binding, guards: Guards): Node | null {
  const { init, key, assigned, kind, scope } = binding
  if (key !== null) return null
  const first = init ? unwrap(init) : null
  if (!assigned) return first && isFunction(first) ? first : null
  if ((kind !== 'let' && kind !== 'var') || !isInFunction(scope)) return null
  const written = guards.valuesOf(binding)
  const values = [...(first ? [first] : []), ...written].filter((value) => !value || !isNothing(value))
  const [only] = values
  return values.length === 1 && only && isFunction(only) ? only : null
}

const NO_KEY = '\0'

/** By the name of the member, and all of them; what has no name is meant by any. */
function byKey(held: readonly Held[]): Map<string | null, Held[]> {
  const nameless = held.filter(({ key }) => key === null)
  const found = new Map<string | null, Held[]>([
    [null, [...held]],
    [NO_KEY, nameless],
  ])
  for (const each of held) {
    if (each.key === null) continue
    const known = found.get(each.key)
    if (known) known.push(each)
    else found.set(each.key, [...nameless, each])
  }
  return found
}

const HOLDS = /^(?:ObjectExpression|ArrayExpression|ConditionalExpression|LogicalExpression)$/
const MAPS = new Set(['map', 'flatMap'])

const mayHold = (node: Node): boolean => HOLDS.test(node.type) || mapped(node) !== null

/** `users.map((user) => () => send(user))`: the function that is called for each. */
function mapped(node: Node): Node | null {
  const callee = isCall(node) ? unwrap(node.callee) : null
  if (!callee || !isMember(callee) || !MAPS.has(propertyName(callee) ?? '')) return null
  const [first] = node.arguments as Node[]
  const fn = first ? unwrap(first) : null
  return fn && isFunction(fn) ? fn : null
}

/** The functions that a literal, or a choice, holds as its values. */
function functionsIn(node: Node): Held[] {
  const found: Held[] = []
  const left: [Node | null, string | null][] = [[node, null]]
  for (let next = left.pop(); next; next = left.pop()) {
    const [each, key] = next
    if (!each) continue
    const value = unwrap(each)
    if (isFunction(value)) {
      if (value.kind !== 'get' && value.kind !== 'set')
        found.push({ fn: value, key: key ?? memberKey(value) })
      continue
    }
    switch (value.type) {
      case 'ObjectExpression':
        for (const member of value.properties as Node[]) left.push([member, key])
        break
      case 'ArrayExpression':
        for (const element of value.elements as Node[]) left.push([element, key])
        break
      case 'ObjectProperty':
      case 'Property':
        if (value.kind !== 'get' && value.kind !== 'set') left.push([value.value, key ?? memberKey(value)])
        break
      case 'SpreadElement':
        left.push([value.argument, key])
        break
      case 'LogicalExpression':
        left.push([value.left, key], [value.right, key])
        break
      case 'ConditionalExpression':
        left.push([value.consequent, key], [value.alternate, key])
        break
      default: {
        const body = mapped(value)?.body
        if (body && body.type !== 'BlockStatement') left.push([body, key])
      }
    }
  }
  return found
}

const memberKey = (member: Node): string | null =>
  member.key && !member.computed ? keyName(member.key) : null

function isInFunction(scope: Binding['scope']): boolean {
  let around = scope
  while (!around.isFunctionScope && around.parent) around = around.parent
  return isFunction(around.node)
}

/** `null`, `undefined`, `void 0`: a variable that holds one of these holds no other function. */
export const isNothing = (node: Node): boolean =>
  isNull(node) ||
  (node.type === 'Identifier' && node.name === 'undefined') ||
  (node.type === 'UnaryExpression' && node.operator === 'void')
