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
  eachChild,
  groupOf,
  isField,
  isForAwait,
  isFunction,
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
  const found = new Evaluation(fn, options)
  found.visitBody(fn.body)
  return found
}

const visitIn = (node: Node, evaluation: Evaluation): void => evaluation.visit(node)

class Evaluation implements Order {
  readonly events: Event[] = []
  readonly ranges: Map<Node, Range> = new Map()
  readonly loops: Order['loops'] = []
  reads = false
  readonly #options: OrderOptions
  readonly #asyncGenerator: boolean
  /** How many `try`s, and how many loops and blocks that close or dispose of something, stand around the present node. */
  #tries = 0
  #closes = 0

  constructor(fn: Node, options: OrderOptions) {
    this.#options = options
    this.#asyncGenerator = fn.async && fn.generator
  }

  visitBody(body: Node): void {
    if (body.type === 'BlockStatement') this.#block(body, body.body)
    else this.#within(body, () => this.visit(body))
  }

  #emit(kind: Event['kind'], node: Node): void {
    this.events.push({ kind, node })
  }
  #each(nodes: readonly (Node | null | undefined)[]): void {
    for (const node of nodes) if (node) this.visit(node)
  }
  #parts(node: Node): void {
    eachChild(node, visitIn, this)
  }
  /** Records which events happen within `node`. */
  #within(node: Node, body: () => void): Range {
    const from = this.events.length
    body()
    const range = { from, to: this.events.length }
    this.ranges.set(node, range)
    return range
  }
  #loop(node: Node, body: () => void): void {
    this.loops.push({ ...this.#within(node, body), node })
  }
  /** The statements of a block, then the disposals of what it declared with `using`. */
  #block(node: Node, statements: Node[]): void {
    const disposes = statements.some((statement) => usingKind(statement)) ? 1 : 0
    this.#within(node, () => {
      this.#closes += disposes
      this.#each(statements)
      this.#closes -= disposes
      for (const statement of statements) this.#dispose(statement)
    })
  }
  #dispose(statement: Node): void {
    const kind = usingKind(statement)
    if (!kind) return
    this.#emit('call', statement)
    if (kind === 'async') this.#emit('suspension', statement)
  }

  visit(node: Node): void {
    switch (node.type) {
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        this.reads = true
        return this.#parts(node)
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
      case 'TaggedTemplateExpression':
        this.#parts(node)
        if (node.callee?.type !== 'Import') this.#emit('call', node)
        return
      case 'BinaryExpression':
        this.#parts(node)
        if (node.operator === 'instanceof') this.#emit('call', node)
        if (node.operator === 'in') this.reads = true
        return
      case 'ObjectExpression':
        // Spread in an object reads properties; only spread in arrays and arguments iterates.
        for (const property of node.properties as Node[])
          if (property.type === 'SpreadElement') {
            this.reads = true
            this.visit(property.argument)
          } else this.visit(property)
        return
      case 'SpreadElement':
        this.#parts(node)
        this.#emit('call', node)
        return
      case 'ArrayPattern': {
        this.#emit('call', node)
        const before = this.events.length
        this.#parts(node)
        // It goes on stepping, and closes, behind a suspension in its middle.
        if (this.events.slice(before).some((event) => event.kind === 'suspension')) this.#emit('call', node)
        return
      }
      case 'ObjectPattern':
        this.reads = true
        return this.#parts(node)
      case 'AssignmentExpression':
        return node.left.type === 'ObjectPattern' || node.left.type === 'ArrayPattern'
          ? this.#each([node.right, node.left])
          : this.#parts(node)
      case 'AwaitExpression':
        this.visit(node.argument)
        return this.#emit('suspension', node)
      case 'YieldExpression':
        if (node.argument) this.visit(node.argument)
        if (node.delegate) this.#emit('call', node)
        return this.#emit('suspension', node)
      case 'ReturnStatement':
        if (node.argument) this.visit(node.argument)
        if (this.#asyncGenerator && node.argument) this.#emit('suspension', node)
        else if (this.#closes === 0 && node.argument && unwrap(node.argument).type === 'AwaitExpression')
          (this.events.at(-1) as Event).returns = this.#tries === 0 ? 'at once' : 'through finally'
        return
      case 'JSXElement':
        this.#parts(node)
        if (this.#options.jsxCalls && isComponentName(node.openingElement.name)) this.#emit('call', node)
        return
      case 'SwitchStatement':
        this.visit(node.discriminant)
        this.#within(node, () => {
          this.#each((node.cases as Node[]).map((one) => one.test))
          for (const one of node.cases as Node[]) this.#each(one.consequent)
        })
        return
      case 'BlockStatement':
        return this.#block(node, node.body)
      case 'TryStatement':
        this.#tries++
        this.#within(node, () => {
          this.#within(node.block, () => this.visit(node.block))
          if (node.handler) {
            this.#within(node.handler, () => {
              if (node.handler.param) this.#within(node.handler.param, () => this.visit(node.handler.param))
              this.visit(node.handler.body)
            })
          }
          if (node.finalizer) this.visit(node.finalizer)
        })
        this.#tries--
        return
      case 'ForStatement':
        this.#each([node.init])
        this.#loop(node, () => this.#each([node.test, node.body, node.update]))
        if (node.init) this.#dispose(node.init)
        return
      case 'ForInStatement':
        this.visit(node.right)
        return this.#loop(node, () => this.#each([node.left, node.body]))
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#loop(node, () => this.#parts(node))
      case 'ForOfStatement':
        this.visit(node.right)
        this.#closes++
        this.#loop(node, () => {
          this.#emit('call', node)
          if (isForAwait(node)) this.#emit('suspension', node)
          this.#within(node.left, () => this.visit(node.left))
          this.#within(node.body, () => {
            this.visit(node.body)
            this.#dispose(node.left)
          })
        })
        this.#closes--
        return
    }
    switch (groupOf(node)) {
      case 'type':
      case 'leaf':
        return
      case 'function':
        return this.#each(outerChildren(node))
      case 'class':
        return this.#visitClass(node)
      default:
        this.#parts(node)
    }
  }

  #visitClass(node: Node): void {
    this.#each([...(node.decorators ?? []), node.superClass])
    let evaluates = (node.decorators ?? []).length > 0
    const later: Node[] = []
    for (const member of node.body.body as Node[]) {
      if (isTypeOnly(member)) continue
      this.#each(member.decorators ?? [])
      if ((member.decorators ?? []).length > 0) evaluates = true
      if (member.computed && member.key) this.visit(member.key)
      if (member.type === 'StaticBlock' || (isField(member) && member.static)) later.push(member)
      const method = isFunction(member)
        ? member
        : member.value && isFunction(member.value)
          ? member.value
          : null
      const decorators = method ? parameterDecorators(method) : []
      this.#each(decorators)
      if (decorators.length > 0) evaluates = true
    }
    for (const member of later) {
      evaluates = true
      // A static block and a static field's value are code of their own, run at once: they may call, but not suspend.
      this.#each(member.type === 'StaticBlock' ? member.body : [member.value])
    }
    if (evaluates) this.#emit('call', node)
  }
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
