/**
 * What does a function of the file make of the functions that it is given, as far as what it returns tells? `enqueue(fn)` gives a promise and
 * `subscribe(fn)` what takes the listener off: the function waits for its author. `memoize(fn)` gives what calls it, for whoever has that.
 */
import type { Bindings } from '../bindings.ts'
import { isCall, isFunction, isMember, literalKind, type Node, propertyName, unwrap, walk } from '../nodes.ts'

/** 'itself': what it was given, so that nobody can say any more what it is. */
export type Gives = 'nothing' | 'itself' | 'more'

/** A function of the file that a name stands for, if that is never written again. */
export function functionNamed(name: Node, bindings: Bindings): Node | null {
  const binding = name.type === 'Identifier' ? bindings.resolve(name) : null
  const init = binding?.init && !binding.assigned && binding.key === null ? unwrap(binding.init) : null
  return init && isFunction(init) ? init : null
}

/** @param returned what a function returns, as far as it returns a value */
export function findGives(
  bindings: Bindings,
  returned: ReadonlyMap<Node, readonly Node[]>,
): (callee: Node) => Gives {
  const known = new Map<Node, Gives>()

  const givesOf = (fn: Node, floors: number): Gives => {
    const found = known.get(fn) ?? (fn.async ? 'nothing' : fn.generator ? 'more' : find(fn, floors))
    if (floors === FLOORS) known.set(fn, found)
    return found
  }

  const find = (fn: Node, floors: number): Gives => {
    let gives: Gives = 'nothing'
    const left = [...(returned.get(fn) ?? [])]
    for (let next = left.pop(); next && gives !== 'itself'; next = left.pop()) {
      const found = one(unwrap(next), fn, floors, left)
      if (found !== 'nothing') gives = found
    }
    return gives
  }

  /** Of one value. What it is made of goes to `left`. */
  const one = (value: Node, fn: Node, floors: number, left: Node[]): Gives => {
    if (isFunction(value)) return calls(value, fn) ? 'more' : 'nothing'
    if (isCall(value)) {
      const callee = unwrap(value.callee)
      if (isMember(callee)) return PLAIN.test(propertyName(callee) ?? '') ? 'nothing' : 'more'
      const called = floors > 0 ? functionNamed(callee, bindings) : null
      return called ? givesOf(called, floors - 1) : 'more'
    }
    if (literalKind(value)) return 'nothing'
    switch (value.type) {
      case 'ConditionalExpression':
        left.push(value.consequent, value.alternate)
        return 'nothing'
      case 'LogicalExpression':
        left.push(value.left, value.right)
        return 'nothing'
      case 'SequenceExpression':
        left.push(value.expressions.at(-1))
        return 'nothing'
      case 'AssignmentExpression':
        left.push(value.right)
        return 'nothing'
      case 'ArrayExpression':
        left.push(...(value.elements as (Node | null)[]).filter((each) => each !== null))
        return 'nothing'
      case 'ObjectExpression':
        left.push(...value.properties)
        return 'nothing'
      case 'Property':
      case 'ObjectProperty':
        left.push(value.value)
        return 'nothing'
      case 'TemplateLiteral':
      case 'UnaryExpression':
      case 'UpdateExpression':
      case 'BinaryExpression':
        return 'nothing'
      case 'NewExpression':
        return value.callee.type === 'Identifier' && value.callee.name === 'Promise' ? 'nothing' : 'more'
      case 'Identifier': {
        if (value.name === 'undefined') return 'nothing'
        const binding = bindings.resolve(value)
        return binding?.kind === 'parameter' && binding.scope.node === fn ? 'itself' : 'more'
      }
    }
    return 'more'
  }

  /** Whether a function that `fn` gives back does more with what that was given than to take it away. */
  const calls = (given: Node, fn: Node): boolean => {
    let found = false
    const takenAway = new Set<Node>()
    const inside = new Set([given])
    for (const each of inside) {
      walk(each, (node) => {
        if (found) return false
        for (const one of takenIn(node)) takenAway.add(one)
        const binding = node.type === 'Identifier' ? bindings.resolve(node) : null
        if (binding?.scope.node !== fn) return
        if (binding.kind === 'parameter') found = !takenAway.has(node)
        // What it calls of the same function's.
        const init = binding.init ? unwrap(binding.init) : null
        if (init && isFunction(init)) inside.add(init)
      })
      if (found) return true
    }
    return false
  }

  return (callee) => {
    const fn = functionNamed(callee, bindings)
    return fn ? givesOf(fn, FLOORS) : 'more'
  }
}

const FLOORS = 2

/** What gives a promise, or a number. */
const PLAIN = /^(?:then|catch|finally|push|unshift)$/

/** `listeners.delete(fn)`, `bus.off('x', fn)`, `each !== fn` */
function takenIn(node: Node): Node[] {
  if (node.type === 'BinaryExpression')
    return /^[!=]==?$/.test(node.operator) ? [unwrap(node.left), unwrap(node.right)] : []
  if (!isCall(node)) return []
  const callee = unwrap(node.callee)
  const name = isMember(callee) ? propertyName(callee) : callee.name
  return TAKES.test(name ?? '') ? (node.arguments as Node[]).map(unwrap) : []
}

const TAKES = /^(?:delete|off|indexOf|(?:remove|unsubscribe|cancel|clear)\w*)$/
