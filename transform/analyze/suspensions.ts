/**
 * Where does a function give control away in its middle, and where must it take the register up again (R3–R5, R7, R9, R10)?
 * Called only for functions that follow the protocol of frames.
 */
import type { Bindings } from './bindings.ts'
import {
  descend,
  type Enter,
  eachChild,
  isForAwait,
  isFunction,
  isTypeOnly,
  type Node,
  outerChildren,
  spanOf,
  unwrap,
  usingKind,
  walk,
} from './nodes.ts'
import { callAfter, callBehind, callFrom, hasIn, type Order } from './order.ts'
import type {
  BlockPlan,
  ForAwaitPlan,
  ForOfPlan,
  HandlerPlan,
  SuspensionPlan,
  UsingPlan,
} from './plan/functions.ts'
import { NODE, type Planned, type Reason } from './plan/planned.ts'

export interface Suspensions {
  suspensions: SuspensionPlan[]
  loops: ForAwaitPlan[]
  forOfs: ForOfPlan[]
  handlers: HandlerPlan[]
  usings: UsingPlan[]
  blocks: BlockPlan[]
  patterns: Planned[]
  /** Something that cannot be edited safely: the function is left alone. */
  unsafe: string | null
}

const reason = (rule: string, call: Node | null, what: string): Reason | null =>
  call && { rule, because: `${what} a call`, needs: spanOf(call) }

export function findSuspensions(fn: Node, order: Order, bindings: Bindings): Suspensions {
  const found: Suspensions = {
    suspensions: [],
    loops: [],
    forOfs: [],
    handlers: [],
    usings: [],
    blocks: [],
    patterns: [],
    unsafe: null,
  }
  const indexOf = new Map<Node, number>()
  order.events.forEach((event, index) => {
    if (event.kind === 'suspension') indexOf.set(event.node, index)
  })
  const range = (node: Node) => order.ranges.get(node)
  const suspendsWithin = (pattern: Node): boolean => {
    let suspends = false
    walk(pattern, (node) => {
      if (indexOf.has(node)) suspends = true
      return !isFunction(node) && !suspends
    })
    return suspends
  }
  const suspendsIn = (node: Node | null | undefined): boolean =>
    node != null && hasIn(order, range(node), 'suspension')

  const suspension = (node: Node, kind: SuspensionPlan['kind']): void => {
    const index = indexOf.get(node)
    if (index === undefined) return
    // What is returned leads to `finally` blocks alone, which resume for themselves.
    const returns = kind === 'return' || order.events[index]?.returns
    const resume = returns ? null : reason('R3', callAfter(order, index), `after this ${kind} follows`)
    found.suspensions.push({ at: spanOf(node), [NODE]: node, kind, resume })
  }

  const after = (rule: string, node: Node, what: string): Reason | null => {
    const own = range(node)
    return own ? reason(rule, callBehind(order, own, node), what) : null
  }

  const visit = (node: Node, labels: Node | null, enter: Enter<Node | null>): void => {
    if (isTypeOnly(node)) return
    if (isFunction(node)) {
      for (const outer of outerChildren(node)) enter(outer, null)
      return
    }
    switch (node.type) {
      case 'AwaitExpression':
        suspension(node, 'await')
        break
      case 'YieldExpression':
        suspension(node, node.delegate ? 'yield*' : 'yield')
        break
      case 'ReturnStatement':
        suspension(node, 'return')
        break
      case 'LabeledStatement':
        enter(node.body, labels ?? node)
        return
      case 'BlockStatement':
        visitBlock(node, node !== fn.body)
        break
      case 'TryStatement':
        visitTry(node)
        break
      case 'VariableDeclarator':
        if (node.init) visitPattern(node.id, node.init)
        break
      case 'ExpressionStatement':
        if (node.expression.type === 'AssignmentExpression')
          visitPattern(node.expression.left, node.expression.right)
        break
      case 'ForStatement':
        if (usingKind(node.init) && (usingKind(node.init) === 'async' || suspendsIn(node)))
          found.unsafe = 'a for statement declares with using in its head'
        break
      case 'ForOfStatement':
        if (isForAwait(node)) visitForAwait(node, labels)
        else visitForOf(node)
        break
    }
    eachChild(node, enter, null)
  }

  /**
   * `const [a = await x] = list`: when that await throws, or a generator is closed at a yield there, the engine closes the iterator of the
   * list while the function is suspended. So its steps go through the helper.
   */
  const isOpen = (pattern: Node): boolean => pattern.type === 'ArrayPattern' && suspendsWithin(pattern)
  const visitPattern = (pattern: Node, right: Node): void => {
    if (isOpen(pattern)) found.patterns.push({ at: spanOf(right), [NODE]: right })
  }

  const visitBlock = (node: Node, nested: boolean): void => {
    let disposesLater = false
    for (const statement of node.body as Node[]) {
      const kind = usingKind(statement)
      if (kind === null || (kind === 'sync' && !suspendsIn(node))) continue
      found.usings.push({ at: spanOf(statement), [NODE]: statement, kind })
      if (kind === 'async') disposesLater = true
    }
    const goesOn =
      disposesLater && nested
        ? after('R10', node, 'after this block, which awaits its disposals, follows')
        : null
    if (goesOn) found.blocks.push({ at: spanOf(node), [NODE]: node, after: goesOn })
  }

  const visitTry = (node: Node): void => {
    const whole = range(node)
    if (!whole) return
    const handler = (kind: HandlerPlan['kind'], block: Node, param: Node | null): void => {
      const begin = range(kind === 'catch' ? node.handler : block)?.from ?? whole.to
      const why = reason(
        'R5',
        callFrom(order, begin, whole.from),
        `a suspension may throw into this ${kind}, and in or after it follows`,
      )
      if (!why) return
      // What suspends in the pattern needs the resume before it; what calls in it, too.
      const pattern = param !== null && param.type !== 'Identifier' && hasIn(order, range(param))
      found.handlers.push({
        at: spanOf(block),
        [NODE]: kind === 'catch' ? node.handler : block,
        kind,
        bindInside: pattern,
        steps: param !== null && isOpen(param),
        reason: why,
      })
    }
    const param = node.handler?.param
    if (node.handler && (suspendsIn(node.block) || (param && isOpen(param))))
      handler('catch', node.handler.body, node.handler.param ?? null)
    if (node.finalizer && (suspendsIn(node.block) || suspendsIn(node.handler)))
      handler('finally', node.finalizer, null)
  }

  const visitForAwait = (node: Node, labels: Node | null): void => {
    const works = hasIn(order, range(node.left)) || hasIn(order, range(node.body))
    const index = indexOf.get(node) as number
    const target = targetOf(node)
    found.loops.push({
      at: spanOf(node),
      [NODE]: node,
      statement: { at: spanOf(labels ?? node), [NODE]: labels ?? node },
      body: works ? reason('R9', callAfter(order, index), 'in the body of this loop follows') : null,
      after: after('R5', node, 'after this loop follows'),
      // A plain name is bound by the loop itself; a pattern or a member may run code.
      bindInside: works && target.type !== 'Identifier',
      steps: isOpen(target),
      using: usingKind(node.left),
    })
  }

  const visitForOf = (node: Node): void => {
    const suspends = suspendsIn(node.left) || suspendsIn(node.body)
    if (!suspends) return
    const kind = usingKind(node.left)
    // A head that disposes asynchronously suspends at the end of every round: the next one begins with the resume of its body.
    const close = kind === 'async' || !hasHarmlessIterator(node.right, bindings)
    const steps = isOpen(targetOf(node))
    const bindInside = steps || (close && suspendsIn(node.left))
    if (!close && !kind && !bindInside) return
    found.forOfs.push({
      at: spanOf(node),
      [NODE]: node,
      using: kind,
      close,
      // A head that suspends may be left in its middle too: it is bound where that is seen.
      bindInside,
      steps,
      reason: {
        rule: 'R5',
        because: 'its body may be left while it is suspended, and then the iterator is closed',
        needs: spanOf(node.right),
      },
    })
  }

  descend((enter) => enter(fn.body, null), visit)
  return found
}

/** What the head of a `for…of` binds or assigns. */
const targetOf = ({ left }: Node): Node =>
  left.type === 'VariableDeclaration' ? left.declarations[0].id : left

/** An array's iterator has no `return`: there is nothing to close. */
function hasHarmlessIterator(right: Node, bindings: Bindings): boolean {
  const iterable = unwrap(right)
  if (iterable.type === 'ArrayExpression') return true
  const callee = iterable.type === 'CallExpression' ? iterable.callee : null
  return (
    callee?.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Object' &&
    !callee.computed &&
    !bindings.resolve(callee.object) &&
    /^(?:keys|values|entries)$/.test(callee.property.name ?? '')
  )
}
