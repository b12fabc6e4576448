/**
 * What is handed to which call, what becomes of that call's value, and what stands in a guarded place? One walk for what `callbacks.ts` asks.
 *
 * *Handed* is what a call is given, in place or in literals: through parentheses, types, both branches of `?:`, either side of `&& || ??`, spread,
 * arrays, objects and their methods.
 */
import type { Guards } from '../guards.ts'
import {
  children,
  descend,
  type Enter,
  eachChild,
  groupOf,
  isDirective,
  isFunction,
  isMember,
  isTypeOnly,
  type Node,
  outerChildren,
  propertyName,
  unwrap,
} from '../nodes.ts'

/** A call or `new` that something is handed to. */
export interface Taker {
  call: Node
  /** Its value goes on: it is assigned, declared, returned or passed, and not awaited or chained before. */
  kept: boolean
  guarded: boolean
}

/** A name that is evaluated. */
export interface Mention {
  node: Node
  owner: Node | null
  /** The call that it is handed to. */
  to: Taker | null
  called: boolean
  /** Its value goes on. */
  kept: boolean
}

export interface Places {
  /** Functions that are written in place → the call that they are handed to. */
  handed: Map<Node, Taker>
  mentions: Mention[]
  /** Expressions in guarded places that may be evaluated by a helper, the largest first. Function → expressions. */
  guarded: Map<Node, Node[]>
}

interface Place {
  /** The function whose body it is in. */
  owner: Node | null
  to: Taker | null
  kept: boolean
  called: boolean
  awaited: boolean
  guarded: boolean
  /** An expression here may be evaluated by a helper. */
  movable: boolean
  /** Whether the values of the elements of a list here go on: those of `Promise.all(…)` are awaited, in place or mapped. */
  elements: boolean
}

const nowhere: Place = {
  owner: null,
  to: null,
  kept: true,
  called: false,
  awaited: false,
  guarded: false,
  movable: false,
  elements: true,
}

/** @param isMentioned whether a name is of interest */
export function findPlaces(program: Node, guards: Guards, isMentioned: (name: string) => boolean): Places {
  const handed = new Map<Node, Taker>()
  const mentions: Mention[] = []
  const guarded = new Map<Node, Node[]>()

  /** What each of the statements behind `if (known) return known` may be is known only once the later ones are seen. */
  const enterList = (statements: readonly Node[], place: Place, enter: Enter<Place>): void => {
    const end = statements.at(-1)?.end ?? 0
    let inside = place
    for (const statement of statements) {
      enter(statement, inside)
      if (inside.guarded || !place.owner || statement.type !== 'IfStatement') continue
      if (!leaves(statement.consequent)) continue
      const keys = guards.tested(statement.test, place.owner)
      // `if (booted++) return` writes in its test.
      const { start } = statement.test
      if (
        guards.writes(keys, place.owner, start, statement.test.end) ||
        guards.writes(keys, place.owner, statement.end, end)
      )
        inside = { ...place, guarded: true }
    }
  }

  /** A branch that writes what was tested. */
  const branch = (node: Node, keys: readonly string[], place: Place): Place =>
    !place.guarded && place.owner && guards.writes(keys, place.owner, node.start, node.end)
      ? { ...place, guarded: true }
      : place

  const tested = (test: Node, { owner }: Place): string[] => (owner ? guards.tested(test, owner) : [])

  const visitCall = (node: Node, place: Place, plain: Place, enter: Enter<Place>): void => {
    const callee = unwrap(node.callee)
    const method = isMember(callee) ? propertyName(callee) : null
    if (method === 'bind' && isFunction(unwrap(callee.object))) {
      // `bus.once('x', function () { … }.bind(this))`
      enter(callee.object, { ...plain, movable: false, to: place.to })
      for (const argument of node.arguments as Node[]) enter(argument, plain)
      return
    }
    // `limit(fn).end()` is a statement, `limit(fn).then(…)` a promise: nobody keeps what `limit` gave.
    const kept = place.kept && !CHAINS.has(method ?? '')
    enter(node.callee, { ...plain, movable: false, called: true, awaited: place.awaited, kept })
    // Whoever awaits a call waits for what it was given: that is for nobody else.
    const to = { call: node, kept: place.kept, guarded: place.guarded && !place.awaited }
    const isAll = method !== null && PROMISES.has(method) && callee.object.name === 'Promise'
    const elements = !isAll && (MAPS.has(method ?? '') ? place.elements : true)
    for (const argument of node.arguments as Node[]) enter(argument, { ...plain, to, elements })
  }

  const visit = (node: Node, place: Place, enter: Enter<Place>): void => {
    if (isTypeOnly(node)) return
    const { owner } = place
    if (owner && place.guarded && place.movable && !isWrapped(node)) {
      const known = guarded.get(owner)
      if (known) known.push(node)
      else guarded.set(owner, [node])
    }
    const plain: Place = { ...nowhere, owner, guarded: place.guarded, movable: true }
    const unused: Place = { ...plain, kept: false }
    /** Something in it that is no value of its own. */
    const part: Place = { ...plain, movable: false }
    switch (node.type) {
      case 'Identifier':
        if (isMentioned(node.name)) mentions.push({ ...place, node })
        return
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
        return visitCall(node, place, plain, enter)
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        enter(node.object, {
          ...part,
          kept: !place.called || place.kept,
          awaited: place.called && place.awaited,
        })
        if (node.computed) enter(node.property, part)
        return
      case 'ConditionalExpression': {
        const keys = tested(node.test, place)
        enter(node.test, unused)
        enter(node.consequent, branch(node.consequent, keys, { ...place, called: false }))
        return enter(node.alternate, branch(node.alternate, keys, { ...place, called: false }))
      }
      case 'LogicalExpression': {
        const either = { ...place, called: false }
        enter(node.left, either)
        // `client || (client = connect())`, and `kept ?? make()` that is kept elsewhere in the function.
        const where = node.operator === '&&' ? node.right : (owner ?? node.right)
        return enter(node.right, branch(where, tested(nearest(node), place), either))
      }
      case 'SpreadElement':
      case 'ArrayExpression':
      case 'ObjectExpression': {
        const kept = node.type === 'ArrayExpression' ? place.elements : true
        return eachChild(node, enter, { ...plain, to: place.to, kept })
      }
      case 'ObjectProperty':
      case 'Property':
        if (node.computed) enter(node.key, part)
        return enter(node.value, { ...place, called: false })
      case 'UnaryExpression':
        return enter(node.argument, unaryPlace(node.operator, plain))
      case 'BinaryExpression': {
        const operand = /^[!=]==?$/.test(node.operator) ? unused : plain
        enter(node.left, operand)
        return enter(node.right, operand)
      }
      case 'AwaitExpression':
        return enter(node.argument, { ...unused, awaited: true })
      case 'SequenceExpression': {
        const expressions = node.expressions as Node[]
        for (const each of expressions)
          enter(each, each === expressions.at(-1) ? { ...plain, kept: place.kept, to: place.to } : unused)
        return
      }
      case 'AssignmentExpression': {
        // What is written is no mention of it.
        if (node.left.type !== 'Identifier') enter(node.left, part)
        const keeps = /^(?:\?\?|\|\||&&)=$/.test(node.operator) && owner && guards.target(node.left, owner)
        return enter(node.right, keeps ? { ...plain, guarded: true } : plain)
      }
      case 'VariableDeclarator':
        if (node.init) enter(node.init, plain)
        if (node.id.type !== 'Identifier') enter(node.id, part)
        return
      case 'ExpressionStatement':
        if (!isDirective(node)) enter(node.expression, unused)
        return
      case 'ReturnStatement':
        // An async function awaits what it returns.
        if (node.argument) enter(node.argument, { ...plain, kept: place.elements && !owner?.async })
        return
      case 'IfStatement': {
        const keys = tested(node.test, place)
        enter(node.test, unused)
        // `if (booted++ === 0)` writes in its test.
        const counts = branch(node.test, keys, statementIn(place))
        enter(node.consequent, branch(node.consequent, keys, counts))
        if (node.alternate) enter(node.alternate, branch(node.alternate, keys, counts))
        return
      }
      case 'BlockStatement':
      case 'StaticBlock':
        return enterList(node.body, statementIn(place), enter)
      case 'SwitchCase':
        if (node.test) enter(node.test, unused)
        return enterList(node.consequent, statementIn(place), enter)
      case 'ThrowStatement':
        // What is thrown is not what was tested, and its stack shows who made it.
        return enter(node.argument, { ...plain, guarded: false })
      case 'YieldExpression':
      case 'TemplateLiteral':
        return eachChild(node, enter, plain)
    }
    switch (groupOf(node)) {
      case 'type':
      case 'leaf':
        return
      case 'function':
        return visitFunction(node, place, part, enter)
      case 'class':
      case 'field':
        return eachChild(node, enter, { ...nowhere, owner })
    }
    if (isWrapped(node)) return enter(node.expression, place)
    if (!/(?:Statement|Clause)$/.test(node.type)) return eachChild(node, enter, part)
    for (const child of children(node)) {
      const isExpression = !/(?:Statement|Declaration|Clause|Case)$/.test(child.type)
      // The head of a loop, or of a `catch`, binds.
      if (child === node.left || child === node.param) enter(child, part)
      else if (isExpression) enter(child, child === node.right ? plain : unused)
      else enter(child, statementIn(place))
    }
  }

  const visitFunction = (node: Node, place: Place, part: Place, enter: Enter<Place>): void => {
    if (place.to) handed.set(node, place.to)
    for (const each of outerChildren(node)) enter(each, part)
    const inside = { ...nowhere, owner: node, elements: place.elements }
    for (const parameter of node.params as Node[]) enter(parameter, nowhere)
    if (node.body.type === 'BlockStatement') return enter(node.body, inside)
    enter(node.body, { ...inside, movable: true, kept: place.elements && !node.async })
  }

  descend((enter) => enterList(program.body, nowhere, enter), visit)
  return { handed, mentions, guarded }
}

const CHAINS = new Set(['then', 'catch', 'finally'])
const MAPS = new Set(['map', 'flatMap'])
const PROMISES = new Set(['all', 'allSettled', 'race', 'any'])

const unaryPlace = (operator: string, place: Place): Place => {
  if (operator === 'delete') return { ...place, movable: false }
  return { ...place, kept: !/^(?:!|void|typeof)$/.test(operator) }
}

/** The operand beside the last one of `a || b || c`. */
function nearest({ left, operator }: Node): Node {
  const before = unwrap(left)
  return before.type === 'LogicalExpression' && before.operator === operator ? before.right : left
}

const isWrapped = (node: Node): boolean => unwrap(node) !== node

/** A statement among others: nothing but where it stands goes on to it. */
const statementIn = ({ owner, guarded, elements }: Place): Place => ({ ...nowhere, owner, guarded, elements })

/** `return`, `throw`, or a block that ends so. */
function leaves(statement: Node): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
}
