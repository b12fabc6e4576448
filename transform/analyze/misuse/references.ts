/**
 * Functions of the file that need a scope and are handed over where it cannot follow: listeners by name, and `promise?.then(save)`, which
 * is not bound (R12). A listener that is written in place keeps its scope, but where it is no callback (R2) whoever emits comes first.
 */
import type { Binding } from '../bindings.ts'
import { namedCarriers } from '../carriers.ts'
import { usesArguments } from '../hoisting.ts'
import {
  isArrow,
  isCall,
  isField,
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

interface Handed {
  /** What takes it: `emitter.on` */
  callee: Node
  given: Node
}

export function findReferences(context: MisuseContext): PlannedDiagnostic[] {
  const { calls, inventory, bindings, funcOf, authorOf, code } = context
  const found: PlannedDiagnostic[] = []
  let needy: Set<Node> | null = null
  let givers: Set<Node> | null = null
  let uses: Map<Binding, number> | null = null
  const takerOf = ({ start, end }: Node): string => code.slice(start, end).replace(/\s+/g, '')
  for (const { node, owner } of inventory.uses) {
    const handed = isCall(node) ? findHanded(node) : null
    // What listens from the start on belongs to nobody.
    if (!handed || functionsAround(owner, inventory).every((fn) => funcOf(fn)?.evaluated)) continue
    const { callee, given } = handed
    if (isFunction(given)) {
      givers ??= new Set(calls.filter(givesTask).flatMap(({ owner }) => functionsAround(owner, inventory)))
      // A callback keeps its author.
      const keeps = authorOf(given)?.keeps ?? null
      if (givers.has(given) && keeps === null && !CHAINS.has(methodOf(node)) && !isParameter(node, context))
        found.push({
          slug: 'borrowed-listener',
          at: [given.start, given.body.start],
          values: { taker: takerOf(callee) },
        })
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
    const { name } = binding
    uses ??= countUses(context)
    const isKept =
      !CHAINS.has(methodOf(node)) &&
      (func.exported !== null || COMPARES.has(methodOf(node)) || (uses.get(binding) ?? 0) > 1)
    const values = { name, taker: takerOf(callee) }
    found.push(
      isKept
        ? { slug: 'lost-reference.kept', at: spanOf(given), values: { ...values, bound: boundName(name) } }
        : {
            slug: 'lost-reference',
            at: spanOf(given),
            values: { ...values, arrow },
            ...(fn.generator || usesThis(fn) ? {} : { fix: arrow }),
          },
    )
  }
  return found
}

/** What a call hands over to be called later, if it is a name or a function. */
function findHanded(call: Node): Handed | null {
  const callee = unwrap(call.callee)
  const method = isMember(callee) ? methodOf(call) : ''
  // `promise.then(save)` is bound where the call is plain.
  const chains = CHAINS.has(method) && !isPlainCall(call)
  if (!chains && !LISTENS.has(method)) return null
  const argument = (call.arguments as Node[])[chains || method === 'subscribe' ? 0 : 1]
  const given = argument && unwrap(argument)
  if (!given || (given.type !== 'Identifier' && !isFunction(given))) return null
  return { callee, given }
}

const methodOf = (call: Node): string => propertyName(unwrap(call.callee)) ?? ''

/** `res.on('close', …)`: what a handler was given emits for its own request. */
function isParameter(call: Node, { bindings }: MisuseContext): boolean {
  const { object } = unwrap(call.callee)
  const emitter = unwrap(object)
  return emitter.type === 'Identifier' && bindings.resolve(emitter)?.kind === 'parameter'
}

/** Calls that find their request by the scope. */
export const NEEDS_SCOPE = /^(?:after|headers|cookies|currentScope)$/

/** Functions that use the scope, or call one of the file that does. */
export function findNeedy({ calls, inventory, bindings, entryOf, tasks }: MisuseContext): Set<Node> {
  const needy = new Set<Node>()
  const waiting: Node[] = []
  const add = (owner: Node | null): void => {
    for (const fn of functionsAround(owner, inventory)) {
      // Who calls those has a scope to hand them, and what stands around one that is known is known as well.
      if (needy.has(fn) || entryOf(fn)?.noOuter || tasks.has(fn)) break
      needy.add(fn)
      waiting.push(fn)
    }
  }
  for (const { owner, api } of calls) if (NEEDS_SCOPE.test(api)) add(owner)
  const callers = new Map<Node, (Node | null)[]>()
  for (const { node, owner } of inventory.uses) {
    const called = isCall(node) ? functionNamed(unwrap(node.callee), bindings) : null
    if (!called) continue
    const known = callers.get(called.fn)
    if (known) known.push(owner)
    else callers.set(called.fn, [owner])
  }
  for (let fn = waiting.pop(); fn; fn = waiting.pop()) for (const owner of callers.get(fn) ?? []) add(owner)
  return needy
}

function usesThis(fn: Node): boolean {
  if (isArrow(fn)) return false
  let uses = false
  walk(fn.body, (node) => {
    if (node.type === 'ThisExpression' || (node.type === 'MetaProperty' && node.meta.name === 'new'))
      uses = true
    // What has a `this` of its own.
    const has = (isFunction(node) && !isArrow(node)) || isField(node) || node.type === 'StaticBlock'
    return !uses && !has
  })
  return uses
}

/** What adds the same function once, or takes it for a key. */
const COMPARES = new Set(['addEventListener', 'subscribe'])

/** How often a name stands where it is not called: then it may count which function is handed over, for another line may take it away. */
function countUses({ program, bindings }: MisuseContext): Map<Binding, number> {
  const uses = new Map<Binding, number>()
  const count = (node: Node, more: number): void => {
    const binding = node.type === 'Identifier' ? bindings.resolve(node) : null
    if (binding) uses.set(binding, (uses.get(binding) ?? 0) + more)
  }
  walk(program, (node) => {
    count(node, 1)
    // Where it is declared it is not used.
    if (isCall(node)) count(unwrap(node.callee), -1)
    if (node.type === 'VariableDeclarator') count(node.id, -1)
  })
  return uses
}

/** `save` → `onSave` */
const boundName = (name: string): string => {
  const rest = name.charAt(0).toUpperCase() + name.slice(1)
  return /^On[A-Z_$]/.test(rest) ? `bound${rest}` : `on${rest}`
}
