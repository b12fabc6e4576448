/**
 * Functions of the file that need a scope and are handed over where it cannot follow: listeners by name, and `promise?.then(save)`, which
 * is not bound (R12). A listener that is written in place keeps its scope, but whoever emits comes first.
 */
import { namedCarriers } from '../entries.ts'
import { usesArguments } from '../hoisting.ts'
import {
  isArrow,
  isCall,
  isFunction,
  isMember,
  isPlainCall,
  type Node,
  propertyName,
  spanOf,
  unwrap,
  walk,
} from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import { functionNamed, functionsAround, givesTask, type MisuseContext } from './context.ts'

const LISTENS = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'addEventListener',
  'subscribe',
])
const CHAINS = new Set(['then', 'catch', 'finally'])
/** What takes a listener away again is given the same function. */
const FORGETS = /^(?:off|removeListener|removeEventListener|unsubscribe)$/

interface Handed {
  /** `emitter.on` */
  taker: string
  given: Node
}

export function findReferences(context: MisuseContext): PlannedDiagnostic[] {
  const { calls, inventory, bindings, funcOf, code } = context
  const found: PlannedDiagnostic[] = []
  let needy: Set<Node> | null = null
  for (const { node, owner } of inventory.uses) {
    const handed = isCall(node) ? findHanded(node, code) : null
    // What listens from the start on belongs to nobody.
    if (!handed || functionsAround(owner, inventory).every((fn) => funcOf(fn)?.evaluated)) continue
    const { taker, given } = handed
    if (isFunction(given)) {
      const gives = calls.some(
        (call) => givesTask(call) && functionsAround(call.owner, inventory).includes(given),
      )
      if (gives && !CHAINS.has(methodOf(node)) && !isParameter(node, context))
        found.push({ slug: 'borrowed-listener', at: [given.start, given.body.start], values: { taker } })
      continue
    }
    const named = functionNamed(given, bindings)
    // One that is written inside another has its scope from there (R2).
    const func = named && funcOf(named.fn)
    if (!named || func?.parent !== null || func.evaluated) continue
    // It may be handed what knows its request.
    if (namedCarriers(func).length > 0) continue
    needy ??= findNeedy(context)
    if (!needy.has(named.fn)) continue
    const { fn, binding } = named
    const rest = fn.params.length > 0 || usesArguments(fn) ? '...args' : ''
    const arrow = `(${rest}) => ${binding.name}(${rest})`
    const fix = !fn.generator && !usesThis(fn) && !isForgotten(given, context) ? { fix: arrow } : {}
    found.push({
      slug: 'lost-reference',
      at: spanOf(given),
      values: { name: binding.name, taker, arrow },
      ...fix,
    })
  }
  return found
}

/** What a call hands over to be called later, if it is a name or a function. */
function findHanded(call: Node, code: string): Handed | null {
  const callee = unwrap(call.callee)
  const method = isMember(callee) ? methodOf(call) : ''
  // `promise.then(save)` is bound where the call is plain.
  const chains = CHAINS.has(method) && !isPlainCall(call)
  if (!chains && !LISTENS.has(method)) return null
  const argument = (call.arguments as Node[])[chains || method === 'subscribe' ? 0 : 1]
  const given = argument && unwrap(argument)
  if (!given || (given.type !== 'Identifier' && !isFunction(given))) return null
  return { taker: code.slice(callee.start, callee.end).replace(/\s+/g, ''), given }
}

const methodOf = (call: Node): string => propertyName(unwrap(call.callee)) ?? ''

/** `res.on('close', …)`: what a handler was given emits for its own request. */
function isParameter(call: Node, { bindings }: MisuseContext): boolean {
  const { object } = unwrap(call.callee)
  const emitter = unwrap(object)
  return emitter.type === 'Identifier' && bindings.resolve(emitter)?.kind === 'parameter'
}

/** Functions that use the scope, or call one of the file that does. */
function findNeedy({ calls, inventory, bindings, entryOf, tasks }: MisuseContext): Set<Node> {
  const needy = new Set<Node>()
  const add = (owner: Node | null): boolean => {
    const before = needy.size
    for (const fn of functionsAround(owner, inventory)) {
      // Who calls those has a scope to hand them.
      if (entryOf(fn)?.noOuter || tasks.has(fn)) break
      needy.add(fn)
    }
    return needy.size > before
  }
  for (const { owner, api } of calls) if (/^(?:after|headers|cookies|currentScope)$/.test(api)) add(owner)
  const edges = inventory.uses.flatMap(({ node, owner }) => {
    const called = isCall(node) ? functionNamed(unwrap(node.callee), bindings) : null
    return called ? [{ owner, fn: called.fn }] : []
  })
  for (let grows = true; grows; ) {
    grows = false
    for (const { owner, fn } of edges) if (needy.has(fn) && add(owner)) grows = true
  }
  return needy
}

function usesThis(fn: Node): boolean {
  if (isArrow(fn)) return false
  let uses = false
  walk(fn.body, (node) => {
    if (node.type === 'ThisExpression' || node.type === 'MetaProperty') uses = true
    return !uses && (!isFunction(node) || isArrow(node))
  })
  return uses
}

/** Whether the same function is taken away somewhere: then what is handed over must be it. */
function isForgotten(given: Node, { inventory, bindings }: MisuseContext): boolean {
  const binding = bindings.resolve(given)
  return inventory.uses.some(
    ({ node }) =>
      isCall(node) &&
      isMember(unwrap(node.callee)) &&
      FORGETS.test(methodOf(node)) &&
      (node.arguments as Node[]).some(
        (each) => each.type === 'Identifier' && bindings.resolve(each) === binding,
      ),
  )
}
