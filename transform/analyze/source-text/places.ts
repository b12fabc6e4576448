/** What a value may also come from, beside what a name is declared with: assignments, calls, and `this`. Only in files that ask. */
import type { Inventory } from '../inventory.ts'
import {
  descend,
  type Enter,
  eachChild,
  eachPart,
  groupOf,
  isArrow,
  isCall,
  isClass,
  isFunction,
  isMember,
  isTypeOnly,
  keyName,
  type Node,
  stringValue,
  unwrap,
} from '../nodes.ts'
import { nameOf } from './names.ts'

/** An object that is written in the file: a literal, a class, or what `new` makes of a class. */
export interface Holder {
  node: Node
  instance: boolean
}

export interface Places {
  /** Plain assignments, and those that may not happen (`||=`), by the last name of their target. */
  assignments: Map<string, Node[]>
  /** Functions → the name that they are declared, assigned or kept under. */
  names: Map<Node, string>
  /** A function that is written as an argument → the call. */
  givenTo: Map<Node, Node>
  /** The keys of literals and classes, and the members that are assigned: what is under no other name is in no object of the file. */
  keys: Set<string>
  /** By the last name of what is called. */
  calls: Map<string, Node[]>
}

const ASSIGNS = new Set(['=', '||=', '&&=', '??='])

function addTo(lists: Map<string, Node[]>, name: string | null, node: Node): void {
  if (name === null) return
  const known = lists.get(name)
  if (known) known.push(node)
  else lists.set(name, [node])
}

/** Made of what the inventory has found: most files ask, and a walk of their own would be paid by each. */
export function findPlaces({ uses, assignments, declarators, holders, around }: Inventory): Places {
  const found: Places = {
    assignments: new Map(),
    names: new Map(),
    givenTo: new Map(),
    keys: new Set(),
    calls: new Map(),
  }
  for (const fn of around.keys())
    if (fn.type === 'FunctionDeclaration' && fn.id) found.names.set(fn, fn.id.name)
  for (const { node } of uses) {
    if (!isCall(node) && node.type !== 'NewExpression') continue
    addTo(found.calls, nameOf(node.callee), node)
    for (const argument of node.arguments as Node[])
      if (isFunction(argument)) found.givenTo.set(argument, node)
  }
  for (const { id, init } of declarators) if (init) nameFunction(id, init, found)
  for (const node of assignments) {
    if (!ASSIGNS.has(node.operator)) continue
    const name = nameOf(node.left)
    addTo(found.assignments, name, node)
    if (isMember(node.left)) found.keys.add(name ?? '')
    nameFunction(node.left, node.right, found)
  }
  for (const holder of holders)
    for (const member of membersOf(holder)) {
      if (isTypeOnly(member)) continue
      const name = member.computed ? null : keyName(member.key)
      found.keys.add(name ?? stringValue(member.key) ?? '')
      const fn = functionOf(member)
      if (name !== null && fn) found.names.set(fn, name)
    }
  return found
}

function nameFunction(target: Node, value: Node, { names }: Places): void {
  const fn = unwrap(value)
  const name = nameOf(target)
  if (name !== null && isFunction(fn)) names.set(fn, name)
}

export const membersOf = (node: Node): Node[] =>
  isClass(node) ? node.body.body : node.type === 'ObjectExpression' ? node.properties : []

function functionOf(member: Node): Node | null {
  const value: Node | null = isFunction(member) ? member : (member.value ?? null)
  return value && isFunction(value) ? value : null
}

/** `this.f` → whose `f` that is. Only what reads a member of `this` asks. */
export function findHolders({ holders }: Inventory): Map<Node, Holder> {
  const found = new Map<Node, Holder>()
  for (const node of holders)
    for (const member of membersOf(node)) {
      if (isTypeOnly(member)) continue
      const fn = functionOf(member)
      // An arrow of a literal has the `this` around that.
      const part = fn && !isArrow(fn) ? fn : isClass(node) ? member : null
      const instance = isClass(node) && !(member.static || member.type === 'StaticBlock')
      if (part) findOfThis(part, { node, instance }, found)
    }
  return found
}

function findOfThis(method: Node, holder: Holder, found: Map<Node, Holder>): void {
  const visit = (node: Node, _: null, enter: Enter<null>): void => {
    switch (groupOf(node)) {
      case 'type':
      case 'leaf':
        return
      case 'function':
        // Any other than an arrow has a `this` of its own.
        if (isArrow(node)) eachPart(node, enter, null)
        return
      case 'class':
        for (const outer of [...(node.decorators ?? []), node.superClass]) if (outer) enter(outer, null)
        return
    }
    if (isMember(node) && unwrap(node.object).type === 'ThisExpression') found.set(node, holder)
    eachChild(node, enter, null)
  }
  descend((enter) => (isFunction(method) ? eachPart : eachChild)(method, enter, null), visit)
}
