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
  isLeaf,
  isMember,
  isTypeOnly,
  type Node,
  outerChildren,
  propertyName,
  unwrap,
} from '../nodes.ts'
import type { Guarded, Mention, Places, Taker } from './facts.ts'
import { guarding } from './guarding.ts'
import { nearest, nowhere, type Place, type Shared, sharedIn, statementIn, unaryPlace } from './place.ts'
import { isLink, isObjects, isStore } from './stores.ts'

/**
 * @param isMentioned whether a name is of interest
 * @param isOwn whether a member of `this` is
 */
export function findPlaces(
  program: Node,
  guards: Guards,
  isMentioned: (name: string) => boolean,
  isOwn: (name: string) => boolean,
): Places {
  const handed = new Map<Node, Taker>()
  const mentions: Mention[] = []
  const members: Mention[] = []
  const guarded = new Map<Node, Guarded[]>()
  const returned = new Map<Node, Node[]>()
  const guard = guarding(guards)

  /** What each of the statements behind `if (known) return known` may be is known only once the later ones are seen. */
  const enterList = (statements: readonly Node[], place: Place, enter: Enter<Place>): void => {
    const end = statements.at(-1)?.end ?? 0
    let inside = place
    for (const statement of statements) {
      enter(statement, inside)
      inside = guard.behind(statement, end, inside)
    }
  }

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
    if (!isQuiet(node.callee))
      enter(node.callee, { ...plain, movable: false, called: true, awaited: place.awaited, kept })
    const given = (node.arguments as Node[]).filter((each) => plain.guard || !isQuiet(each))
    if (given.length === 0) return
    if (isObjects(callee, method)) {
      // `jobs.push(Object.freeze({ run() {} }))`
      const handedOn = { ...plain, to: place.to, kept: place.kept }
      for (const each of given) enter(each, handedOn)
      return
    }
    const to: Taker = {
      call: node,
      owner: place.owner,
      kept: place.kept,
      to: place.to,
      into: place.into,
      // Whoever awaits a call waits for what it was given: that is for nobody else.
      guard: place.awaited ? null : place.guard,
      viewed: place.guard !== null,
    }
    const isAll = method !== null && PROMISES.has(method) && callee.object.name === 'Promise'
    const maps = MAPS.has(method ?? '')
    const elements = !isAll && (maps ? place.elements : true)
    const result = maps ? place.to : null
    const once = place.kept && !place.to && ONCE.test(method ?? callee.name ?? '')
    const argument = { ...plain, to, elements, result, once }
    for (const each of given) enter(each, argument)
  }

  /** A leaf that nobody asks about. */
  const isQuiet = (node: Node): boolean =>
    node.type === 'Identifier' ? !isMentioned(node.name) : isLeaf(node)

  /** The places that most parts of a function share. */
  let shared = sharedIn(nowhere)
  const sharedBy = (place: Place): Shared => {
    const { owner, guard, initialises } = shared.plain
    if (place.owner !== owner || place.guard !== guard || place.initialises !== initialises)
      shared = sharedIn(place)
    return shared
  }

  const visit = (node: Node, place: Place, enter: Enter<Place>): void => {
    const { owner } = place
    if (!(owner && place.guard && place.movable) && isQuiet(node)) return
    if (isTypeOnly(node)) return
    if (owner && place.guard && place.movable && !isWrapped(node)) {
      const one = { node, guard: place.guard }
      const known = guarded.get(owner)
      if (known) known.push(one)
      else guarded.set(owner, [one])
    }
    const { plain, unused, part } = sharedBy(place)
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
        return visitMember(node, place, part, enter)
      case 'ConditionalExpression': {
        const keys = tested(node.test, place)
        enter(node.test, unused)
        enter(node.consequent, guard.branch(node.consequent, keys, { ...place, called: false }))
        return enter(node.alternate, guard.branch(node.alternate, keys, { ...place, called: false }))
      }
      case 'LogicalExpression': {
        const either = { ...place, called: false }
        enter(node.left, either)
        // `client || (client = connect())`, and `kept ?? make()` that is kept elsewhere in the function.
        const where = node.operator === '&&' ? node.right : (owner ?? node.right)
        return enter(node.right, guard.branch(where, tested(nearest(node), place), either))
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
        const left = unwrap(node.left)
        if (isMember(left)) visitMember(left, part, part, enter, true)
        else if (left.type !== 'Identifier') enter(left, part)
        if (!owner) return enter(node.right, plain)
        const keeps = /^(?:\?\?|\|\||&&)=$/.test(node.operator) && guards.target(node.left, owner)
        if (keeps) return enter(node.right, { ...plain, guard: guard.of([keeps], owner, place.guard) })
        const links = node.operator === '=' && isLink(node.right, guards)
        const stores = links || (node.operator === '=' && isStore(node, owner, guards))
        // `if (!head) head = node` keeps one of many.
        const handed = { to: null, into: null, guard: links ? null : place.guard, viewed: true }
        const store: Taker = { call: node, owner, kept: false, ...handed }
        return enter(node.right, stores ? { ...plain, to: store } : plain)
      }
      case 'VariableDeclarator':
        if (node.init) enter(node.init, { ...plain, into: node.id.type === 'Identifier' ? node.id : null })
        if (node.id.type !== 'Identifier') enter(node.id, part)
        return
      case 'ExpressionStatement':
        if (!isDirective(node)) enter(node.expression, unused)
        return
      case 'ReturnStatement':
        // An async function awaits what it returns.
        if (!node.argument) return
        if (owner) note(returned, owner, node.argument)
        return enter(node.argument, { ...plain, to: place.result, kept: place.elements && !owner?.async })
      case 'IfStatement': {
        const keys = tested(node.test, place)
        enter(node.test, unused)
        // `if (booted++ === 0)` writes in its test.
        const counts = guard.branch(node.test, keys, statementIn(place))
        enter(node.consequent, guard.branch(node.consequent, keys, counts))
        if (node.alternate) enter(node.alternate, guard.branch(node.alternate, keys, counts))
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
        return enter(node.argument, { ...plain, guard: null })
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
        return eachChild(node, enter, { ...nowhere, owner })
      case 'field':
        return eachChild(node, enter, { ...nowhere, owner, initialises: !node.static })
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

  const visitMember = (
    node: Node,
    place: Place,
    part: Place,
    enter: Enter<Place>,
    isWritten = false,
  ): void => {
    const name = propertyName(node)
    const { to, called, kept, owner } = place
    if (!isWritten && name !== null && isOwn(name) && unwrap(node.object).type === 'ThisExpression')
      members.push({ node, owner, to, called, kept, member: null, initialises: place.initialises })
    if (!isQuiet(node.object))
      enter(node.object, {
        ...part,
        kept: !called || kept,
        awaited: called && place.awaited,
        member: { name, to, called, kept },
      })
    if (node.computed) enter(node.property, part)
  }

  const visitFunction = (node: Node, place: Place, part: Place, enter: Enter<Place>): void => {
    if (place.to) handed.set(node, place.to)
    for (const each of outerChildren(node)) enter(each, part)
    // What is declared in a function is no value of it.
    const isValue = node.type !== 'FunctionDeclaration'
    const elements = !isValue || place.elements
    const inside = {
      ...nowhere,
      owner: node,
      elements,
      result: isValue && !node.async ? place.result : null,
      guard: guard.ofAll(node, place.once, place.into ?? node.id ?? null),
    }
    for (const parameter of node.params as Node[]) enter(parameter, nowhere)
    if (node.body.type === 'BlockStatement') return enter(node.body, inside)
    note(returned, node, node.body)
    enter(node.body, { ...inside, to: inside.result, movable: true, kept: elements && !node.async })
  }

  descend((enter) => enterList(program.body, nowhere, enter), visit)
  return { handed, mentions, members, guarded, returned }
}

const CHAINS = new Set(['then', 'catch', 'finally'])
/** What calls a function once, or once for each key, and keeps what that gave. */
const ONCE = /^(?:once|p?[mM]emoize)$/
const MAPS = new Set(['map', 'flatMap'])
const PROMISES = new Set(['all', 'allSettled', 'race', 'any'])

const isWrapped = (node: Node): boolean => unwrap(node) !== node

function note<T>(map: Map<Node, T[]>, key: Node, value: T): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}
