/**
 * What may a body not hold once it is a block (R6)? At function level a function may be declared twice, or beside a `var` of its name; in
 * a block that is a SyntaxError. The last declaration wins at once in either place, so earlier ones can go, and the `var` becomes what it
 * does anyway: an assignment.
 */
import type { Func } from './functions.ts'
import {
  boundIdentifiers,
  children,
  descend,
  type Enter,
  isArrow,
  isCall,
  isFunction,
  isLoop,
  isTypeOnly,
  type Node,
  outerChildren,
  spanOf,
  walk,
} from './nodes.ts'
import type { RedeclarationPlan } from './plan/functions.ts'
import { NODE } from './plan/planned.ts'

export interface Hoisting {
  redeclared: RedeclarationPlan[]
  unsafe: string | null
}

export function findHoisting(func: Func): Hoisting {
  const fn = func.node
  const redeclared: RedeclarationPlan[] = []
  if (fn.body.type !== 'BlockStatement') return { redeclared, unsafe: null }
  if (assignsBehindSuper(fn))
    return {
      redeclared,
      unsafe: 'its parameter properties are assigned behind super(), at the top of its body',
    }

  const declared = new Map<string, Node[]>()
  for (const each of fn.body.body as Node[]) {
    const statement = unlabel(each)
    if (statement !== each && statement.type === 'FunctionDeclaration')
      return { redeclared, unsafe: 'it declares a function behind a label' }
    if (statement.type === 'FunctionDeclaration' && statement.id && !isTypeOnly(statement))
      listOf(declared, statement.id.name).push(statement)
  }
  if (declared.size === 0) return { redeclared, unsafe: null }

  const parameters = (fn.params as Node[]).flatMap((each) => boundIdentifiers(each).map((name) => name.name))
  if (!func.strict && !isArrow(fn) && usesArguments(fn) && parameters.some((name) => declared.has(name)))
    return { redeclared, unsafe: 'a function of its body replaces a parameter that `arguments` mirrors' }
  if (declared.has('arguments')) return { redeclared, unsafe: 'it declares a function called arguments' }

  for (const functions of declared.values())
    for (const earlier of functions.slice(0, -1))
      redeclared.push({ at: spanOf(earlier), [NODE]: earlier, kind: 'drop', declare: [] })

  const ofBody = new Set([...declared.values()].flat())
  let unsafe: string | null = null
  const visit = (node: Node, head: boolean, enter: Enter<boolean>): void => {
    if (isTypeOnly(node)) return
    if (isFunction(node)) {
      // Annex B.3.3: in sloppy code a function in a block also sets the one of the body, if that is no block.
      const nested = node.type === 'FunctionDeclaration' && !ofBody.has(node)
      if (nested && !func.strict && declared.has(node.id?.name))
        unsafe = 'a function in a block replaces one of its body'
      for (const outer of outerChildren(node)) enter(outer, false)
      return
    }
    if (node.type === 'StaticBlock') return
    if (node.type === 'ForInStatement' && node.left.declarations?.[0]?.init)
      unsafe = 'the head of a for…in has a value'
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      const names = (node.declarations as Node[]).flatMap((each) =>
        boundIdentifiers(each.id).map((name) => name.name),
      )
      if (names.some((name) => declared.has(name)))
        redeclared.push({
          at: spanOf(node),
          [NODE]: node,
          kind: head ? 'head' : 'assign',
          declare: names.filter((name) => !declared.has(name)),
        })
    }
    for (const child of children(node)) enter(child, isLoop(node) && child !== node.body)
  }
  descend((enter) => enter(fn.body, false), visit)
  return { redeclared, unsafe }
}

function listOf<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const known = lists.get(key) ?? []
  lists.set(key, known)
  return known
}

function unlabel(statement: Node): Node {
  let inner = statement
  while (inner.type === 'LabeledStatement') inner = inner.body
  return inner
}

/**
 * TypeScript's `constructor(readonly id: string) { super() }`. What strips types afterwards puts `this.id = id` behind a `super()` that it
 * looks for among the statements of the body, and, if it finds none there, at its beginning: a ReferenceError.
 */
function assignsBehindSuper(fn: Node): boolean {
  if (!(fn.params as Node[]).some(({ type }) => type === 'TSParameterProperty')) return false
  let found = false
  walk(fn.body, (node) => {
    if (isFunction(node) && !isArrow(node)) return false
    if (isCall(node) && node.callee.type === 'Super') found = true
    return !found
  })
  return found
}

/** Whether a function (or an arrow in it, which has no `arguments` of its own) uses `arguments`. */
export function usesArguments(fn: Node): boolean {
  let uses = false
  const look = (root: Node): void =>
    walk(root, (node) => {
      if (isFunction(node) && !isArrow(node)) return false
      if (node.type === 'Identifier' && node.name === 'arguments') uses = true
      return !uses
    })
  for (const parameter of fn.params as Node[]) look(parameter)
  look(fn.body)
  return uses
}
