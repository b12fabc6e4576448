/**
 * In which order does a function body evaluate its calls and its suspensions? Not in the order of the text: patterns follow their right
 * side, `default` follows every case test, static elements follow computed keys, a disposal stands at the end of its block, and in a
 * loop everything follows everything (R13).
 *
 * A *call* is what can run code that reads the register: call, `new`, tagged template, spread, `for…of`, array patterns, `super()`,
 * `yield*`, `using`, a class with static parts or decorators, `instanceof`, a JSX component unless the runtime is React's. Member access
 * and coercion are not.
 */
import {
  children,
  isClass,
  isField,
  isForAwait,
  isFunction,
  isLoop,
  isTypeOnly,
  type Node,
  outerChildren,
  parameterDecorators,
  unwrap,
  usingKind,
} from './nodes.ts'

export interface Event {
  kind: 'call' | 'suspension'
  node: Node
  /**
   * `return await x`: what is evaluated once it comes back are `finally` blocks alone, which resume for themselves. 'at once' where there is
   * no `try` around it, so that nothing follows even when it throws.
   */
  returns?: 'at once' | 'through finally'
}

/** Half-open range of event indices. */
export interface Range {
  from: number
  to: number
}

export interface Order {
  events: Event[]
  /** The events of each node that the appliers may have to put something around or inside. */
  ranges: Map<Node, Range>
  loops: (Range & { node: Node })[]
  /** Member accesses and calls alike: what a closure given to somebody may not contain if it is to be pruned. */
  reads: boolean
}

export interface OrderOptions {
  /** JSX elements of components are calls unless the runtime is React's. */
  jsxCalls: boolean
}

export function findOrder(fn: Node, options: OrderOptions): Order {
  const events: Event[] = []
  const ranges = new Map<Node, Range>()
  const loops: Order['loops'] = []
  const asyncGenerator = fn.async && fn.generator
  let reads = false
  /** How many `try`s, and how many loops and blocks that close or dispose of something, stand around the present node. */
  let tries = 0
  let closes = 0

  const emit = (kind: Event['kind'], node: Node): void => {
    events.push({ kind, node })
  }
  const each = (nodes: (Node | null | undefined)[]): void => {
    for (const node of nodes) if (node) visit(node)
  }
  /** Records which events happen within `node`. */
  const within = (node: Node, body: () => void): Range => {
    const from = events.length
    body()
    const range = { from, to: events.length }
    ranges.set(node, range)
    return range
  }
  const loop = (node: Node, body: () => void): void => {
    loops.push({ ...within(node, body), node })
  }
  /** The statements of a block, then the disposals of what it declared with `using`. */
  const block = (node: Node, statements: Node[]): void => {
    const disposes = statements.some((statement) => usingKind(statement)) ? 1 : 0
    within(node, () => {
      closes += disposes
      each(statements)
      closes -= disposes
      for (const statement of statements) dispose(statement)
    })
  }
  const dispose = (statement: Node): void => {
    const kind = usingKind(statement)
    if (!kind) return
    emit('call', statement)
    if (kind === 'async') emit('suspension', statement)
  }

  const visit = (node: Node): void => {
    if (isTypeOnly(node)) return
    if (isFunction(node)) return each(outerChildren(node))
    if (isClass(node)) return visitClass(node)
    switch (node.type) {
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        reads = true
        return each(children(node))
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
      case 'TaggedTemplateExpression':
        each(children(node))
        if (node.callee?.type !== 'Import') emit('call', node)
        return
      case 'BinaryExpression':
        each(children(node))
        if (node.operator === 'instanceof') emit('call', node)
        if (node.operator === 'in') reads = true
        return
      case 'ObjectExpression':
        // Spread in an object reads properties; only spread in arrays and arguments iterates.
        for (const property of node.properties as Node[])
          if (property.type === 'SpreadElement') {
            reads = true
            visit(property.argument)
          } else visit(property)
        return
      case 'SpreadElement':
        each(children(node))
        emit('call', node)
        return
      case 'ArrayPattern': {
        emit('call', node)
        const before = events.length
        each(children(node))
        // It goes on stepping, and closes, behind a suspension in its middle.
        if (events.slice(before).some((event) => event.kind === 'suspension')) emit('call', node)
        return
      }
      case 'ObjectPattern':
        reads = true
        return each(children(node))
      case 'AssignmentExpression':
        return node.left.type === 'ObjectPattern' || node.left.type === 'ArrayPattern'
          ? each([node.right, node.left])
          : each([node.left, node.right])
      case 'AwaitExpression':
        visit(node.argument)
        return emit('suspension', node)
      case 'YieldExpression':
        each([node.argument])
        if (node.delegate) emit('call', node)
        return emit('suspension', node)
      case 'ReturnStatement':
        each([node.argument])
        if (asyncGenerator && node.argument) emit('suspension', node)
        else if (closes === 0 && node.argument && unwrap(node.argument).type === 'AwaitExpression')
          (events.at(-1) as Event).returns = tries === 0 ? 'at once' : 'through finally'
        return
      case 'JSXElement':
        each(children(node))
        if (options.jsxCalls && isComponentName(node.openingElement.name)) emit('call', node)
        return
      case 'SwitchStatement':
        visit(node.discriminant)
        within(node, () => {
          each((node.cases as Node[]).map((one) => one.test))
          for (const one of node.cases as Node[]) each(one.consequent)
        })
        return
      case 'BlockStatement':
        return block(node, node.body)
      case 'TryStatement':
        tries++
        within(node, () => {
          within(node.block, () => visit(node.block))
          if (node.handler) {
            within(node.handler, () => {
              if (node.handler.param) within(node.handler.param, () => visit(node.handler.param))
              visit(node.handler.body)
            })
          }
          if (node.finalizer) visit(node.finalizer)
        })
        tries--
        return
      case 'ForStatement':
        each([node.init])
        loop(node, () => each([node.test, node.body, node.update]))
        if (node.init) dispose(node.init)
        return
      case 'ForInStatement':
        visit(node.right)
        return loop(node, () => each([node.left, node.body]))
      case 'ForOfStatement':
        visit(node.right)
        closes++
        loop(node, () => {
          emit('call', node)
          if (isForAwait(node)) emit('suspension', node)
          within(node.left, () => visit(node.left))
          within(node.body, () => {
            visit(node.body)
            dispose(node.left)
          })
        })
        closes--
        return
    }
    if (isLoop(node)) return loop(node, () => each(children(node)))
    each(children(node))
  }

  const visitClass = (node: Node): void => {
    each([...(node.decorators ?? []), node.superClass])
    let evaluates = (node.decorators ?? []).length > 0
    const later: Node[] = []
    for (const member of node.body.body as Node[]) {
      if (isTypeOnly(member)) continue
      each(member.decorators ?? [])
      if ((member.decorators ?? []).length > 0) evaluates = true
      if (member.computed && member.key) visit(member.key)
      if (member.type === 'StaticBlock' || (isField(member) && member.static)) later.push(member)
      const method = isFunction(member)
        ? member
        : member.value && isFunction(member.value)
          ? member.value
          : null
      const decorators = method ? parameterDecorators(method) : []
      each(decorators)
      if (decorators.length > 0) evaluates = true
    }
    for (const member of later) {
      evaluates = true
      // A static block and a static field's value are code of their own, run at once: they may call, but not suspend.
      each(member.type === 'StaticBlock' ? member.body : [member.value])
    }
    if (evaluates) emit('call', node)
  }

  if (fn.body.type === 'BlockStatement') block(fn.body, fn.body.body)
  else within(fn.body, () => visit(fn.body))
  return { events, ranges, loops, reads }
}

/** `<Card>` and `<ui.Card>` are components, `<div>` is an element. */
const isComponentName = (name: Node): boolean =>
  name.type === 'JSXIdentifier' ? /^[A-Z_$]/.test(name.name) : name.type === 'JSXMemberExpression'

/** The first call that can be evaluated after event `index`. */
export const callAfter = (order: Order, index: number): Node | null => search(order, index + 1, index, null)

/** The first call that can be evaluated once everything in `range` (of `node`) is over. */
export const callBehind = (order: Order, range: Range, node: Node): Node | null =>
  search(order, range.to, range.from, node)

/** The first call at `index` or later; `inside` is where the enclosing loops are looked up. */
export const callFrom = (order: Order, index: number, inside: number): Node | null =>
  search(order, index, inside, null)

function search(order: Order, from: number, inside: number, except: Node | null): Node | null {
  const callIn = (begin: number, end: number): Node | null => {
    for (let index = begin; index < end; index++)
      if (order.events[index]?.kind === 'call') return (order.events[index] as Event).node
    return null
  }
  const next = callIn(from, order.events.length)
  if (next) return next
  // Around a loop once more: everything in it follows everything in it.
  for (const loop of order.loops) {
    if (loop.node === except || inside < loop.from || inside >= loop.to) continue
    const again = callIn(loop.from, loop.to)
    if (again) return again
  }
  return null
}

export const hasIn = (order: Order, range: Range | undefined, kind?: Event['kind']): boolean => {
  if (range)
    for (let index = range.from; index < range.to; index++)
      if (!kind || order.events[index]?.kind === kind) return true
  return false
}
