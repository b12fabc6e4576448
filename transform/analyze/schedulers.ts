/**
 * Which callee is a scheduler of the engine's or of Node's: by its global name, on the global object, from `node:timers` and `node:process`,
 * or by a constant that stands for one of these.
 */
import type { Bindings } from './bindings.ts'
import { isCall, isMember, keyName, type Node, stringValue, unwrap } from './nodes.ts'

const GLOBALS = new Set(['globalThis', 'window', 'self', 'global'])
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate']
/** What is called, from the global object on. */
const SCHEDULERS = new Set([...TIMERS, 'queueMicrotask', 'process.nextTick'])

/** What every member that is meant ends in: most calls are none of them. */
const LAST = new Set([...TIMERS, 'queueMicrotask', 'nextTick', 'call'])

export interface Scheduler {
  /** For people: `process.nextTick`. */
  name: string
  /** How the callee is written, less `?.` and `.call`: `timers.setTimeout`. */
  callee: string
  /** Which argument is the function. */
  argument: number
}

export function findScheduler(callee: Node, bindings: Bindings): Scheduler | null {
  if (isMember(callee) && !LAST.has(keyName(callee.property) ?? '')) return null
  const path = pathOf(callee)
  if (!path) return null
  const argument = path.names.length > 1 && path.names.at(-1) === 'call' ? 1 : 0
  const names = argument === 1 ? path.names.slice(0, -1) : path.names
  const name = meaningOf({ ...path, names }, bindings)
  return name ? { name, callee: names.join('.'), argument } : null
}

interface Path {
  root: Node
  /** The root's name first. */
  names: string[]
}

/** `a.b?.c`, `a['b'].c` */
function pathOf(expression: Node): Path | null {
  const names: string[] = []
  let node = unwrap(expression)
  while (isMember(node)) {
    const name = node.computed ? stringValue(node.property) : keyName(node.property)
    if (name === null || !/^[\w$]+$/.test(name)) return null
    names.unshift(name)
    node = unwrap(node.object)
  }
  return node.type === 'Identifier' ? { root: node, names: [node.name, ...names] } : null
}

/** The name that a path has on the global object, if that is a scheduler's. */
function meaningOf({ root, names }: Path, bindings: Bindings, depth = 0): string | null {
  const binding = bindings.resolve(root)
  if (!binding) {
    // `globalThis.self.setTimeout`
    const from = names.findIndex((each) => !GLOBALS.has(each))
    const name = names.slice(Math.max(from, 0)).join('.')
    return SCHEDULERS.has(name) ? name : null
  }
  const { kind, key, init, source, assigned } = binding
  const within =
    key === null || key === '*' || (key === 'default' && source !== null)
      ? names.slice(1)
      : [key, ...names.slice(1)]
  const module = kind === 'import' ? source : kind === 'const' && init ? requiredSource(init, bindings) : null
  if (module !== null) {
    const name = within.join('.')
    if (/^(?:node:)?timers$/.test(module)) return TIMERS.includes(name) ? name : null
    return /^(?:node:)?process$/.test(module) && name === 'nextTick' ? 'process.nextTick' : null
  }
  const path = kind === 'const' && !assigned && init && depth < 4 ? pathOf(init) : null
  return path ? meaningOf({ root: path.root, names: [...path.names, ...within] }, bindings, depth + 1) : null
}

/** `require('node:timers')` */
function requiredSource(init: Node, bindings: Bindings): string | null {
  const call = unwrap(init)
  if (!isCall(call) || call.callee.type !== 'Identifier' || call.callee.name !== 'require') return null
  return bindings.resolve(call.callee) ? null : stringValue(call.arguments[0])
}
