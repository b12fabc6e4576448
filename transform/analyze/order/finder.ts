/** The walk through one function: events in the order of evaluation. */
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
  reverseFrom,
  unwrap,
  usingKind,
} from '../nodes.ts'
import type { Event, Loop, Order, OrderOptions, Range } from '../order.ts'
import { callsNothing } from './builtins.ts'
import { callsHidden } from './hidden.ts'

export function findOrder(fn: Node, options: OrderOptions): Order {
  const found = new Evaluation(fn, options)
  found.visitBody(fn.body)
  return found
}

const enterIn = (node: Node, evaluation: Evaluation): void => evaluation.enter(node)

/** What is still to be done: a node to be visited, or what follows the one before. */
type Task = Node | (() => void)

/**
 * Nothing here calls itself: what comes later waits in a list of its own, as in `descend`. So each method hands over what is to be done, in
 * order, and is over before the first of it begins.
 */
class Evaluation implements Order {
  readonly events: Event[] = []
  readonly ranges: Map<Node, Range> = new Map()
  next: Order['next'] = { call: new Int32Array(), suspension: new Int32Array() }
  reads = false
  readonly #options: OrderOptions
  readonly #generator: boolean
  readonly #asyncGenerator: boolean
  readonly #tasks: Task[] = []
  /** How many `try`s, and how many loops and blocks that close or dispose of something, stand around the present node. */
  #tries = 0
  #closes = 0
  #loopAround: Loop | null = null

  constructor(fn: Node, options: OrderOptions) {
    this.#options = options
    this.#generator = fn.generator
    this.#asyncGenerator = fn.async && fn.generator
  }

  visitBody(body: Node): void {
    if (body.type === 'BlockStatement') this.#block(body, body.body)
    else this.#within(body, () => this.enter(body))
    const tasks = this.#tasks
    for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
      const first = tasks.length
      if (typeof task === 'function') task()
      else this.#visit(task)
      // The last one is the next.
      reverseFrom(first, tasks)
    }
    this.next = { call: this.#findNext('call'), suspension: this.#findNext('suspension') }
  }

  #findNext(kind: 'call' | 'suspension'): Int32Array {
    const next = new Int32Array(this.events.length + 1).fill(this.events.length)
    for (let index = this.events.length - 1; index >= 0; index--)
      next[index] = this.events[index]?.kind === kind ? index : (next[index + 1] as number)
    return next
  }

  enter(node: Node): void {
    this.#tasks.push(node)
  }
  #then(task: () => void): void {
    this.#tasks.push(task)
  }
  #emit(kind: Event['kind'], node: Node): void {
    this.#then(() => this.events.push({ kind, node, loop: this.#loopAround }))
  }
  #each(nodes: readonly (Node | null | undefined)[]): void {
    for (const node of nodes) if (node) this.enter(node)
  }
  #parts(node: Node): void {
    eachChild(node, enterIn, this)
  }
  /** Records which events happen within `node`. */
  #within(node: Node, body: () => void): void {
    this.#then(() => {
      const from = this.events.length
      body()
      this.#then(() => this.ranges.set(node, { from, to: this.events.length }))
    })
  }
  #loop(node: Node, body: () => void): void {
    this.#then(() => {
      const from = this.events.length
      const loop: Loop = { node, from, to: from, outer: this.#loopAround }
      this.#loopAround = loop
      body()
      this.#then(() => {
        loop.to = this.events.length
        this.ranges.set(node, loop)
        this.#loopAround = loop.outer
      })
    })
  }
  /** What stands in a loop or a block that closes or disposes of something behind it. */
  #closing(by: number, body: () => void): void {
    this.#then(() => {
      this.#closes += by
      body()
      this.#then(() => {
        this.#closes -= by
      })
    })
  }
  /** The statements of a block, then the disposals of what it declared with `using`. */
  #block(node: Node, statements: Node[]): void {
    const disposes = statements.some((statement) => usingKind(statement)) ? 1 : 0
    this.#within(node, () => {
      this.#closing(disposes, () => this.#each(statements))
      for (const statement of statements) this.#dispose(statement)
    })
  }
  #dispose(statement: Node): void {
    const kind = usingKind(statement)
    if (!kind) return
    this.#emit('call', statement)
    if (kind === 'async') this.#emit('suspension', statement)
  }

  #visit(node: Node): void {
    this.#visitPlain(node)
    if (this.#generator && callsHidden(node)) this.#emit('call', node)
  }

  #visitPlain(node: Node): void {
    if (this.#options.mentions.has(node)) return this.#emit('call', node)
    switch (node.type) {
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        this.reads = true
        return this.#parts(node)
      case 'CallExpression':
      case 'NewExpression':
        if (this.#options.told.has(node)) {
          this.#each(node.arguments)
          return this.#emit('told', node)
        }
        if (!this.#generator && callsNothing(node, this.#options.bindings)) {
          // What it is given may be read.
          if (node.arguments.length > 0) this.reads = true
          return this.#each(node.arguments)
        }
        this.#parts(node)
        if (node.callee?.type !== 'Import') this.#emit('call', node)
        return
      case 'OptionalCallExpression':
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
            this.enter(property.argument)
          } else this.enter(property)
        return
      case 'SpreadElement':
        this.#parts(node)
        this.#emit('call', node)
        return
      case 'ArrayPattern': {
        this.#emit('call', node)
        this.#then(() => {
          const before = this.events.length
          this.#parts(node)
          // It goes on stepping, and closes, behind a suspension in its middle.
          this.#then(() => {
            if (this.events.slice(before).some((event) => event.kind === 'suspension'))
              this.#emit('call', node)
          })
        })
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
        this.enter(node.argument)
        return this.#emit('suspension', node)
      case 'YieldExpression':
        if (node.argument) this.enter(node.argument)
        if (node.delegate) this.#emit('call', node)
        return this.#emit('suspension', node)
      case 'ReturnStatement':
        return this.#visitReturn(node)
      case 'JSXElement':
        this.#parts(node)
        if (this.#options.jsxCalls && isComponentName(node.openingElement.name)) this.#emit('call', node)
        return
      case 'SwitchStatement':
        this.enter(node.discriminant)
        return this.#within(node, () => {
          this.#each((node.cases as Node[]).map((one) => one.test))
          for (const one of node.cases as Node[]) this.#each(one.consequent)
        })
      case 'BlockStatement':
        return this.#block(node, node.body)
      case 'TryStatement':
        return this.#visitTry(node)
      case 'ForStatement':
        this.#each([node.init])
        this.#loop(node, () => this.#each([node.test, node.body, node.update]))
        if (node.init) this.#dispose(node.init)
        return
      case 'ForInStatement':
        this.enter(node.right)
        return this.#loop(node, () => {
          // A proxy may say what its keys are.
          if (this.#generator) this.#emit('call', node)
          this.#each([node.left, node.body])
        })
      case 'WhileStatement':
      case 'DoWhileStatement':
        return this.#loop(node, () => this.#parts(node))
      case 'ForOfStatement':
        this.enter(node.right)
        return this.#closing(1, () =>
          this.#loop(node, () => {
            this.#emit('call', node)
            if (isForAwait(node)) this.#emit('suspension', node)
            this.#within(node.left, () => this.enter(node.left))
            this.#within(node.body, () => {
              this.enter(node.body)
              this.#dispose(node.left)
            })
          }),
        )
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

  #visitReturn(node: Node): void {
    if (!node.argument) return
    this.enter(node.argument)
    if (this.#asyncGenerator) return this.#emit('suspension', node)
    if (unwrap(node.argument).type !== 'AwaitExpression') return
    this.#then(() => {
      if (this.#closes === 0)
        (this.events.at(-1) as Event).returns = this.#tries === 0 ? 'at once' : 'through finally'
    })
  }

  #visitTry(node: Node): void {
    this.#tries++
    this.#within(node, () => {
      this.#within(node.block, () => this.enter(node.block))
      const { handler } = node
      if (handler)
        this.#within(handler, () => {
          if (handler.param) this.#within(handler.param, () => this.enter(handler.param))
          this.enter(handler.body)
        })
      if (node.finalizer) this.enter(node.finalizer)
    })
    this.#then(() => {
      this.#tries--
    })
  }

  #visitClass(node: Node): void {
    this.#each([...(node.decorators ?? []), node.superClass])
    let evaluates = (node.decorators ?? []).length > 0
    const later: Node[] = []
    for (const member of node.body.body as Node[]) {
      if (isTypeOnly(member)) continue
      this.#each(member.decorators ?? [])
      if ((member.decorators ?? []).length > 0) evaluates = true
      if (member.computed && member.key) this.enter(member.key)
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
