/**
 * Where is something made once, and kept for whoever comes (R2)? A place is *guarded* if a test decides whether it is reached, and what was
 * tested is written there: `client ??= connect()`, `if (booted) return; booted = true; listen()`.
 *
 * What is tested must outlive the function: a variable that is not its own, a member of `this` or of such a variable, or what a map has. Of a
 * parameter it is no member: that belongs to whoever calls. A local that was read from it stands for it, and what a function of the file writes
 * is written where that is called.
 */
import type { Binding, Bindings } from './bindings.ts'
import type { Inventory } from './inventory.ts'
import {
  boundIdentifiers,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  propertyName,
  stringValue,
  unwrap,
} from './nodes.ts'

/** What is tested and written, as a text that is equal for equal things of one function. */
type Key = string

export interface Guards {
  /** The keys that a test mentions, through `! && || ??` and comparisons. */
  tested(test: Node, owner: Node): Key[]
  /** The key of what is assigned to, null if it does not outlive the function. */
  target(node: Node, owner: Node): Key | null
  /** Whether one of them is written by the function itself between two offsets. */
  writes(keys: readonly Key[], owner: Node, from: number, to: number): boolean
  /** What is ever assigned to a variable; null where that is no plain assignment. */
  valuesOf(binding: Binding): readonly (Node | null)[]
}

/** Of a map or a set: `if (!known.has(key)) known.set(key, make())`. */
const ASKS = new Set(['has', 'get'])
const KEEPS = new Set(['set', 'add'])

export function findGuards({ writes, uses, holders }: Inventory, bindings: Bindings): Guards {
  const ids = new Map<Binding, number>()
  const values = new Map<Binding, (Node | null)[]>()
  const written = new Map<Node, Map<Key, number[]>>()
  const methods = findMethods(holders)

  const variable = (identifier: Node, owner: Node): { key: Key; binding: Binding | null } | null => {
    const binding = bindings.resolve(identifier)
    if (!binding) return { key: identifier.name, binding }
    let scope = binding.scope
    while (!scope.isFunctionScope && scope.parent) scope = scope.parent
    if (scope.node === owner) return null
    const id = ids.get(binding) ?? ids.size
    ids.set(binding, id)
    return { key: `${identifier.name} ${id}`, binding }
  }

  const target: Guards['target'] = (expression, owner) => {
    let names = ''
    let node = unwrap(expression)
    for (; isMember(node); node = unwrap(node.object)) names = `.${propertyName(node) ?? '[]'}${names}`
    if (node.type === 'ThisExpression') return names === '' ? null : `this${names}`
    if (node.type !== 'Identifier') return null
    const found = variable(node, owner)
    return found && (names === '' || found.binding?.kind !== 'parameter') ? found.key + names : null
  }

  /** `getOrInsert(map, key, make)`: what is handed on to be asked and to keep something lasts. */
  const parameter = (node: Node, owner: Node): Key | null => {
    const binding = node.type === 'Identifier' ? bindings.resolve(node) : null
    return binding?.kind === 'parameter' && binding.scope.node === owner ? `${node.name} given` : null
  }

  /** `known.has(key)`, `known.set(key, value)`: the key of what is in `known`. */
  const content = (node: Node, owner: Node, names: ReadonlySet<string>): Key | null => {
    const callee = isCall(node) ? unwrap(node.callee) : null
    if (!callee || !isMember(callee) || !names.has(propertyName(callee) ?? '')) return null
    const key = target(callee.object, owner) ?? parameter(unwrap(callee.object), owner)
    return key && `${key}()`
  }

  /** A function of the file: `init()`, `this.connect()` in a class that has it. */
  const functionOf = (callee: Node, owner: Node): Node | null => {
    if (callee.type === 'Identifier') {
      const binding = bindings.resolve(callee)
      const init = binding?.init && !binding.assigned && binding.key === null ? unwrap(binding.init) : null
      return init && isFunction(init) ? init : null
    }
    if (!isMember(callee) || unwrap(callee.object).type !== 'ThisExpression') return null
    const name = propertyName(callee)
    return name === null ? null : (methods.get(owner)?.get(name) ?? null)
  }

  const note = (key: Key | null, owner: Node, at: number): void => {
    if (!key) return
    const ofOwner = written.get(owner) ?? new Map<Key, number[]>()
    written.set(owner, ofOwner)
    const known = ofOwner.get(key)
    if (known) known.push(at)
    else ofOwner.set(key, [at])
  }

  const noteValue = (left: Node, value: Node | null): void => {
    for (const identifier of boundIdentifiers(left)) {
      const binding = bindings.resolve(identifier)
      const known = binding && values.get(binding)
      const given = identifier === left ? value : null
      if (known) known.push(given)
      else if (binding) values.set(binding, [given])
    }
  }

  for (const { node, owner } of writes) {
    const left = unwrap(node.type === 'UpdateExpression' ? node.argument : node.left)
    noteValue(left, node.operator === '=' ? unwrap(node.right) : null)
    if (owner) note(target(left, owner), owner, node.start)
  }
  for (const { node, owner } of uses) if (owner) note(content(node, owner, KEEPS), owner, node.start)
  // `if (!booted) init()`: what a function of the file writes is written where that is called.
  const own = new Map([...written].map(([fn, keys]) => [fn, [...keys.keys()]]))
  for (const { node, owner } of uses) {
    const fn = owner && isCall(node) ? functionOf(unwrap(node.callee), owner) : null
    if (!owner || !fn || fn === owner) continue
    const isMethod = isMember(unwrap(node.callee))
    for (const key of own.get(fn) ?? [])
      if (isMethod || !key.startsWith('this.')) note(key, owner, node.start)
  }

  const tested: Guards['tested'] = (test, owner) => {
    const keys: Key[] = []
    const left = [test]
    for (let next = left.pop(); next; next = left.pop()) {
      const node = unwrap(next)
      if (node.type === 'UnaryExpression') {
        if (node.operator === '!' || node.operator === 'typeof') left.push(node.argument)
      } else if (node.type === 'LogicalExpression') left.push(node.left, node.right)
      else if (node.type === 'BinaryExpression') {
        if (/^(?:[!=]==?|[<>]=?)$/.test(node.operator)) left.push(node.left, node.right)
        else if (node.operator === 'in') {
          const key = target(node.right, owner)
          if (key) keys.push(`${key}.${stringValue(node.left) ?? '[]'}`)
        }
      } else if (node.type === 'UpdateExpression') {
        // `--left === 0` counts down to the end of something.
        if (node.operator === '++') left.push(node.argument)
      } else {
        const key = keyOf(node, owner)
        if (key) keys.push(key)
      }
    }
    return keys
  }

  const keyOf = (node: Node, owner: Node): Key | null => {
    const key = target(node, owner) ?? content(node, owner, ASKS)
    if (key || node.type !== 'Identifier') return key
    // `const known = cache.get(key); if (known) return known`
    const binding = bindings.resolve(node)
    const init = binding?.init && binding.kind !== 'parameter' ? unwrap(binding.init) : null
    if (!init || isFunction(init)) return null
    if (binding?.key) {
      const base = init.type === 'ThisExpression' ? 'this' : target(init, owner)
      return base && `${base}.${binding.key}`
    }
    return target(init, owner) ?? content(init, owner, ASKS)
  }

  return {
    tested,
    target,
    writes: (keys, owner, from, to) => {
      const ofOwner = written.get(owner)
      return keys.some((key) => ofOwner?.get(key)?.some((at) => at >= from && at < to))
    },
    valuesOf: (binding) => values.get(binding) ?? [],
  }
}

/** Method → the methods of its class, by name. */
function findMethods(holders: readonly Node[]): Map<Node, Map<string, Node>> {
  const found = new Map<Node, Map<string, Node>>()
  for (const holder of holders) {
    const members = (holder.body?.body ?? holder.properties ?? []) as Node[]
    const named = new Map<string, Node>()
    for (const member of members) {
      const fn = isFunction(member) ? member : member.value && isFunction(member.value) ? member.value : null
      const name = fn && !member.computed ? keyName(member.key) : null
      if (!fn) continue
      if (name) named.set(name, fn)
      found.set(fn, named)
    }
  }
  return found
}
