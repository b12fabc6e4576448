/**
 * What a value may also come from, beside what a name is declared with: assignments, loops, and `this`. Gathered in one walk, and only in
 * files that ask: most never read the text of anything that could be a function.
 */
import {
  eachChild,
  eachPart,
  groupOf,
  isArrow,
  isClass,
  isFunction,
  isLeaf,
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
  /** `this.f` → whose `f` that is. */
  holders: Map<Node, Holder>
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

export function findPlaces(program: Node): Places {
  const found: Places = {
    assignments: new Map(),
    holders: new Map(),
    names: new Map(),
    givenTo: new Map(),
    keys: new Set(),
    calls: new Map(),
  }
  // Not by recursion: an expression may be as deep as it is long. The two lists belong together.
  const nodes: Node[] = [program]
  const holders: (Holder | null)[] = [null]
  const enter = (node: Node, holder: Holder | null): void => {
    if (isLeaf(node)) return
    nodes.push(node)
    holders.push(holder)
  }
  for (let node = nodes.pop(); node; node = nodes.pop()) look(node, holders.pop() ?? null, found, enter)
  return found
}

type Enter = (node: Node, holder: Holder | null) => void

function look(node: Node, holder: Holder | null, found: Places, enter: Enter): void {
  const group = groupOf(node)
  if (group === 'type') return
  if (group === 'function') {
    if (node.type === 'FunctionDeclaration' && node.id) found.names.set(node, node.id.name)
    return eachPart(node, enter, isArrow(node) ? holder : null)
  }
  if (group === 'class') {
    for (const outer of [...(node.decorators ?? []), node.superClass]) if (outer) enter(outer, holder)
    for (const member of node.body.body as Node[]) {
      const isStatic = member.static || member.type === 'StaticBlock'
      lookAtMember(member, { node, instance: !isStatic }, holder, found, enter)
    }
    return
  }
  switch (node.type) {
    case 'ObjectExpression':
      for (const member of node.properties as Node[])
        lookAtMember(member, { node, instance: false }, holder, found, enter)
      return
    case 'AssignmentExpression':
      if (!ASSIGNS.has(node.operator)) break
      addTo(found.assignments, nameOf(node.left), node)
      if (isMember(node.left)) found.keys.add(nameOf(node.left) ?? '')
      nameFunction(node.left, node.right, found)
      break
    case 'VariableDeclarator':
      if (node.init) nameFunction(node.id, node.init, found)
      break
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      if (holder && unwrap(node.object).type === 'ThisExpression') found.holders.set(node, holder)
      break
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      addTo(found.calls, nameOf(node.callee), node)
      for (const argument of node.arguments as Node[])
        if (isFunction(argument)) found.givenTo.set(argument, node)
      break
  }
  eachChild(node, enter, holder)
}

function nameFunction(target: Node, value: Node, { names }: Places): void {
  const fn = unwrap(value)
  const name = nameOf(target)
  if (name !== null && isFunction(fn)) names.set(fn, name)
}

/** Of a class or an object literal: `home` is `this` in it, unless it is an arrow of a literal. */
function lookAtMember(member: Node, home: Holder, outside: Holder | null, found: Places, enter: Enter): void {
  if (isTypeOnly(member)) return
  const name = member.computed ? null : keyName(member.key)
  found.keys.add(name ?? stringValue(member.key) ?? '')
  const value: Node | null = isFunction(member) ? member : (member.value ?? null)
  if (name !== null && value && isFunction(value)) found.names.set(value, name)
  if (value && isFunction(value) && !isArrow(value)) {
    if (value !== member) for (const each of member.decorators ?? []) enter(each, outside)
    if (value !== member && member.computed) enter(member.key, outside)
    eachPart(value, enter, home)
  } else if (isClass(home.node)) eachChild(member, enter, home)
  else enter(member, outside)
}
