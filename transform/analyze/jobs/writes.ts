/**
 * Is a captured variable written once it is stored? A job gets what the variable holds at the call: what is written to it after that, the task
 * as it is written would see, and the job would not. Where that is unsure it is refused, for a copy before the call says what is meant.
 */
import type { Binding, Bindings } from '../bindings.ts'
import {
  boundIdentifiers,
  isCall,
  isFunction,
  isLoop,
  isMember,
  type Node,
  propertyName,
  unwrap,
  walk,
} from '../nodes.ts'
import type { Tree } from './tree.ts'

interface Write {
  /** The name that is written. */
  name: Node
  /** What writes it: an assignment, a declarator, a loop with its head. */
  by: Node
  /** Of a `var`: its declaration. */
  isFirst: boolean
}

export type Writes = ReadonlyMap<Binding, readonly Write[]>

export function findWrites(program: Node, bindings: Bindings): Writes {
  const found = new Map<Binding, Write[]>()
  const note = (target: Node, by: Node, isFirst = false): void => {
    for (const name of boundIdentifiers(target)) {
      const binding = bindings.resolve(name)
      if (!binding) continue
      const known = found.get(binding)
      if (known) known.push({ name, by, isFirst })
      else found.set(binding, [{ name, by, isFirst }])
    }
  }
  walk(program, (node) => {
    switch (node.type) {
      case 'AssignmentExpression':
        note(node.left, node)
        break
      case 'UpdateExpression':
        note(node.argument, node)
        break
      case 'ForInStatement':
      case 'ForOfStatement':
        if (node.left.type !== 'VariableDeclaration') note(node.left, node)
        else if (node.left.kind === 'var') note(node.left.declarations[0].id, node)
        break
      case 'VariableDeclaration':
        if (node.kind === 'var')
          for (const each of node.declarations as Node[]) if (each.init) note(each.id, each, true)
        break
    }
  })
  return found
}

/** In the words of the message. */
type Where =
  | 'in the task'
  | 'after the call'
  | 'in a loop around the call'
  | 'where that may be after the call'

interface Call {
  node: Node
  task: Node
  tree: Tree
}

/** The first write that the task would see and the job would not. */
export function findLateWrite(
  binding: Binding,
  writes: Writes,
  call: Call,
): { name: Node; where: Where } | null {
  for (const write of writes.get(binding) ?? []) {
    const where = whereOf(write, binding.scope.node, call)
    if (where) return { name: write.name, where }
  }
  return null
}

function whereOf({ name, by, isFirst }: Write, home: Node, { node: call, task, tree }: Call): Where | null {
  if (tree.isIn(by, task)) return 'in the task'
  // The head of a loop goes on with another variable, made when the body is done.
  if (home.type === 'ForStatement' && home.update && tree.isIn(by, home.update) && tree.isIn(call, home.body))
    return null
  if (tree.isIn(call, by)) return isLoop(by) ? 'in a loop around the call' : 'after the call'
  if (tree.isBefore(call, by)) return 'after the call'
  for (let each = tree.parentOf(call); each && each !== home; each = tree.parentOf(each))
    if (isLoop(each) && tree.isIn(by, each) && !(each.init && tree.isIn(by, each.init)))
      return 'in a loop around the call'
  if (isLoop(home) && tree.isIn(call, home) && !tree.isIn(call, home.body)) return 'in a loop around the call'
  if (isFirst) return null
  const around = tree.functionsBelow(call, home)
  const isUnsure = around.some(
    (fn) => fn.type === 'FunctionDeclaration' || (tree.isIn(name, fn) && !isCalledHere(fn, tree)),
  )
  const before = tree.functionsBelow(name, home).filter((fn) => !around.includes(fn))
  return isUnsure || !before.every((fn) => isOver(fn, tree)) ? 'where that may be after the call' : null
}

/** An IIFE: it runs once each time that it is reached. */
function isCalledHere(fn: Node, tree: Tree): boolean {
  const outer = tree.wrapped(fn)
  const call = tree.parentOf(outer)
  return call !== null && isCall(call) && call.callee === outer
}

const ON_THE_SPOT = /^(?:map|filter|some|every|find\w*|forEach|flatMap|reduce\w*|sort|toSorted)$/

/** Whether a function has run when what follows it is reached: on the spot, or for a call that is awaited. */
function isOver(fn: Node, tree: Tree): boolean {
  const outer = tree.wrapped(fn)
  const call = tree.parentOf(outer)
  if (!call || !isCall(call) || fn.generator) return false
  if (isAwaited(call, tree)) return true
  const callee = unwrap(call.callee)
  return !fn.async && (callee === fn || (isMember(callee) && ON_THE_SPOT.test(propertyName(callee) ?? '')))
}

/** `await tx(…)`, `await Promise.all(rows.map(…))`, `await save(…).catch(…)` */
function isAwaited(call: Node, tree: Tree): boolean {
  for (let node = tree.wrapped(call); ; ) {
    const around = tree.parentOf(node)
    if (!around || isFunction(around)) return false
    if (around.type === 'AwaitExpression') return true
    const callee = isCall(around) ? unwrap(around.callee) : null
    const isSettled =
      callee !== null && isMember(callee) && /^all(?:Settled)?$/.test(propertyName(callee) ?? '')
    const isChained =
      isMember(around) &&
      around.object === node &&
      /^(?:then|catch|finally)$/.test(propertyName(around) ?? '')
    if (isChained) {
      const next = tree.parentOf(tree.wrapped(around))
      if (!next || !isCall(next)) return false
      node = tree.wrapped(next)
    } else if (isSettled || around.type === 'ArrayExpression' || around.type === 'SpreadElement')
      node = tree.wrapped(around)
    else return false
  }
}
