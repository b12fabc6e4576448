/**
 * Where is something made once, and kept for whoever comes (R2)? A place is *guarded* if a test decides whether it is reached, and what was
 * tested is written there: `client ??= connect()`, `if (booted) return; booted = true; listen()`.
 *
 * What is tested must outlive the function: a variable that is not its own, a member of `this` or of such a variable, or what a map has. Of a
 * parameter it is no member: that belongs to whoever calls. A local that was read from it stands for it, and what a function of the file writes
 * is written where that is called.
 */
import type { Binding, Bindings } from './bindings.ts'
import { functionNamed } from './callbacks/gives.ts'
import { findMethods } from './guards/methods.ts'
import { keepWritten } from './guards/written.ts'
import type { Inventory } from './inventory.ts'
import {
  boundIdentifiers,
  isArrow,
  isCall,
  isFunction,
  isMember,
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
  /** Those of them that the function writes between two offsets, by itself or by what it calls. */
  written(keys: readonly Key[], owner: Node, from: number, to: number): Key[]
  /** The function whose variable it is, or is a part of; null if it is none's. */
  homeOf(key: Key): Node | null
  /** Whether a name is that of a loop over others. */
  isOfLoop(name: Node): boolean
  /** The object literal or class that a method, or what is written in one, has as its `this`. */
  holderOf(fn: Node): object | null
  /** What a constant stands for. */
  constant(name: Node): Node | null
  /** What is ever assigned to a variable; null where that is no plain assignment. */
  valuesOf(binding: Binding): readonly (Node | null)[]
}

/** What a getter writes that puts a value in its own place. */
export const ITSELF: Key = 'this.='

/** Of a map or a set: `if (!known.has(key)) known.set(key, make())`. */
const ASKS = new Set(['has', 'get'])
const KEEPS = new Set(['set', 'add'])

export function findGuards({ writes, uses, holders, around }: Inventory, bindings: Bindings): Guards {
  const ids = new Map<Binding, number>()
  const values = new Map<Binding, (Node | null)[]>()
  const written = keepWritten()
  const methods = findMethods(holders)
  const homes = new Map<Key, Node>()

  const variable = (identifier: Node, owner: Node): { key: Key; binding: Binding | null } | null => {
    const binding = bindings.resolve(identifier)
    if (!binding) return { key: identifier.name, binding }
    let scope = binding.scope
    while (!scope.isFunctionScope && scope.parent) scope = scope.parent
    if (scope.node === owner) return null
    const id = ids.get(binding) ?? ids.size
    ids.set(binding, id)
    const key = `${identifier.name} ${id}`
    if (isFunction(scope.node)) homes.set(key, scope.node)
    return { key, binding }
  }

  const target: Guards['target'] = (expression, owner) => {
    let names = ''
    let node = unwrap(expression)
    for (; isMember(node); node = unwrap(node.object)) names = `.${propertyName(node) ?? '[]'}${names}`
    if (node.type === 'ThisExpression') return names === '' ? null : `this${names}`
    if (node.type !== 'Identifier') return null
    const found = variable(node, owner)
    if (!found || (names !== '' && found.binding?.kind === 'parameter')) return null
    return withHome(found.key + names, found.key)
  }

  const withHome = (key: Key, of: Key): Key => {
    const home = homes.get(of)
    if (home) homes.set(key, home)
    return key
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
    return key && withHome(`${key}()`, key)
  }

  /** A function of the file: `init()`, `this.connect()` in a class that has it. */
  const functionOf = (callee: Node, owner: Node): Node | null => {
    if (callee.type === 'Identifier') return functionNamed(callee, bindings)
    if (!isMember(callee) || unwrap(callee.object).type !== 'ThisExpression') return null
    const name = propertyName(callee)
    return name === null ? null : (methods.get(owner)?.get(name) ?? null)
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
    if (owner) written.note(target(left, owner), owner, node.start)
  }
  for (const { node, owner } of uses)
    if (owner) written.note(isOwnProperty(node) ? ITSELF : content(node, owner, KEEPS), owner, node.start)
  // `if (!booted) init()`: what a function of the file writes is written where that is called.
  for (const { node, owner } of uses) {
    const fn = owner && isCall(node) ? functionOf(unwrap(node.callee), owner) : null
    if (!owner || !fn || fn === owner) continue
    written.noteCall(owner, fn, isMember(unwrap(node.callee)), node.start)
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
          if (key) keys.push(withHome(`${key}.${stringValue(node.left) ?? '[]'}`, key))
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
      return base && withHome(`${base}.${binding.key}`, base)
    }
    return target(init, owner) ?? content(init, owner, ASKS)
  }

  return {
    tested,
    target,
    written: (keys, owner, from, to) => keys.filter((key) => written.isWritten(key, owner, from, to)),
    holderOf: (fn) => {
      let each: Node | null = fn
      while (each && isArrow(each)) each = around.get(each) ?? null
      return (each && methods.get(each)) ?? null
    },
    homeOf: (key) => homes.get(key) ?? null,
    isOfLoop: (name) => {
      const binding = name.type === 'Identifier' ? bindings.resolve(name) : null
      return binding?.kind === 'const' && binding.init === null
    },
    constant: (name) => {
      const { init, assigned, key } = bindings.resolve(name) ?? {}
      return init && !assigned && key === null ? unwrap(init) : null
    },
    valuesOf: (binding) => values.get(binding) ?? [],
  }
}

/** `Object.defineProperty(this, 'orders', { value })` */
function isOwnProperty(node: Node): boolean {
  const callee = isCall(node) ? unwrap(node.callee) : null
  if (!callee || !isMember(callee) || propertyName(callee) !== 'defineProperty') return false
  return callee.object.name === 'Object' && node.arguments[0]?.type === 'ThisExpression'
}
