/**
 * What is a callback (R2)? A nested function that is handed to a call, which is not seen to keep it for others: it keeps the scope of its author.
 *
 *     pool.connect((error, client) => …)      jobs.push({ run() {} })      const on = …; bus.once('x', on)
 *
 * Not: what a constructor is given, what goes through a function whose value goes on (`return memoize(fn)`), what stands in a guarded place
 * (`guards.ts`), middleware, and what has a name that goes elsewhere. All of these take their caller's first.
 */
import type { Binding, Bindings } from './bindings.ts'
import { findPlaces, type Mention, type Taker } from './callbacks/places.ts'
import { isCarrier } from './carriers.ts'
import { describe, type Entry } from './entries.ts'
import type { Func } from './functions.ts'
import { findGuards, type Guards } from './guards.ts'
import type { Imports } from './imports.ts'
import type { Inventory } from './inventory.ts'
import { boundIdentifiers, isFunction, isMember, isNull, type Node, propertyName, unwrap } from './nodes.ts'
import type { AuthorPlan } from './plan.ts'

export interface CallbackContext {
  program: Node
  bindings: Bindings
  inventory: Inventory
  imports: Imports
  executors: ReadonlySet<Node>
  functions: readonly Func[]
  entryOf(func: Func): Entry | null
}

export interface Callbacks {
  /** Of a nested function that has a capture around it and is no entry. */
  authorOf(func: Func): AuthorPlan
  /** Expressions in guarded places of a function, the largest first. */
  guardedIn(func: Func): readonly Node[]
}

export function findCallbacks(context: CallbackContext): Callbacks {
  const { program, bindings, inventory, imports, executors, functions, entryOf } = context
  const guards = findGuards(inventory, bindings)
  const { around } = inventory

  const named = findNames(functions, inventory)
  const settled = new Set<string>()
  for (const executor of executors)
    for (const parameter of executor.params as Node[])
      for (const { name } of boundIdentifiers(parameter)) settled.add(name)

  const places = findPlaces(program, guards, (name) => named.has(name) || settled.has(name))
  const mentionsOf = new Map<Node, Mention[]>()
  /** What names a parameter of an executor: it settles a promise of its author's. */
  const settling = new Set<Node>()
  const functionOf = findNamed(guards)
  for (const mention of places.mentions) {
    const binding = bindings.resolve(mention.node)
    if (!binding) continue
    if (binding.kind === 'parameter' && executors.has(binding.scope.node)) {
      const executor = binding.scope.node
      for (let fn = mention.owner; fn && fn !== executor; fn = around.get(fn) ?? null) settling.add(fn)
    }
    const fn = functionOf(binding)
    const mentions = fn && mentionsOf.get(fn)
    if (mentions) mentions.push(mention)
    else if (fn) mentionsOf.set(fn, [mention])
  }

  /** Why the function that is handed to this call may be kept for others, null if it is not. */
  const keeping = ({ call, kept }: Taker): string | null => {
    const callee = unwrap(call.callee)
    if (call.type === 'NewExpression') return isStream(callee) ? null : 'it is given to a constructor'
    if (imports.apiOf(callee)) return `${describe(callee)}() runs it in a scope`
    const isMethod = isMember(callee) && !isNamespace(unwrap(callee.object), bindings)
    return kept && !isMethod ? `what ${describe(callee)}() makes of it goes on` : null
  }

  const refusal = (to: Taker): string | null =>
    keeping(to) ?? (to.guarded ? 'it is given away where something is made once, for whoever comes' : null)

  /** It is there for its author alone: handed over, or called by name. */
  const isOfAuthor = (fn: Node): boolean => {
    const known = ofAuthor.get(fn) ?? findOfAuthor(fn)
    ofAuthor.set(fn, known)
    return known
  }
  const ofAuthor = new Map<Node, boolean>()

  const findOfAuthor = (fn: Node): boolean => {
    const inPlace = places.handed.get(fn)
    if (inPlace) return keeping(inPlace) === null
    const mentions = mentionsOf.get(fn)
    return mentions?.every(({ to, called, kept }) => (to ? keeping(to) === null : called || !kept)) ?? false
  }

  const isInside = (fn: Node, owner: Node | null): boolean => {
    for (let each = owner; each; each = around.get(each) ?? null) if (each === fn) return true
    return false
  }

  /** In the function that it is written in, or in what is there for the same author. */
  const isBeside = (fn: Node, owner: Node | null): boolean => {
    let each = owner
    while (each && each !== around.get(fn) && isOfAuthor(each)) each = around.get(each) ?? null
    return each === around.get(fn)
  }

  /** The first call that a function is handed to, or why it is no callback. */
  const findTaker = ({ node }: Func): Taker | string => {
    const inPlace = places.handed.get(node)
    if (inPlace) return refusal(inPlace) ?? inPlace
    let first: Taker | null = null
    for (const { to, called, kept, owner } of mentionsOf.get(node) ?? []) {
      if (to && imports.apiOf(to.call.callee)) continue
      const refused = to && refusal(to)
      if (refused) return refused
      first ??= to
      if (to || !(called ? !isBeside(node, owner) && !isInside(node, owner) : kept)) continue
      return called ? 'another function calls it' : 'its name goes elsewhere'
    }
    return first ?? 'it is given to no call'
  }

  /** What it does belongs to the request of its author, even when that is over. */
  const isLate = (func: Func): boolean => {
    for (let each = func.parent; each; each = each.parent) {
      const entry = entryOf(each)
      if (entry && (entry.shape !== 'registered' || entry.carriers.length > 0)) return true
    }
    return false
  }

  const authorOf = (func: Func): AuthorPlan => {
    if (settling.has(func.node)) return { keeps: 'settled', because: 'it settles a promise of its author' }
    const taker = isMiddleware(func) ? 'it is a middleware' : findTaker(func)
    if (typeof taker === 'string') return { keeps: null, because: taker }
    return {
      keeps: isLate(func) ? 'always' : 'open',
      because: `it is given to ${describe(unwrap(taker.call.callee))}()`,
    }
  }
  return { authorOf, guardedIn: (func) => places.guarded.get(func.node) ?? [] }
}

/** What functions are called by. */
function findNames(functions: readonly Func[], { declarators, writes }: Inventory): Set<string> {
  const names = new Set<string>()
  const note = (name: Node | null, value: Node | null): void => {
    if (name?.type === 'Identifier' && value && isFunction(unwrap(value))) names.add(name.name)
  }
  for (const { node } of functions) note(node.id ?? null, node)
  for (const { id, init } of declarators) note(id, init)
  for (const { node } of writes) if (node.operator === '=') note(unwrap(node.left), node.right)
  return names
}

/** The function that a name stands for: its initialiser, or the only value of a variable of a function around. */
function findNamed(guards: Guards): (binding: Binding) => Node | null {
  const found = new Map<Binding, Node | null>()
  const find = (binding: Binding): Node | null => {
    const { init, key, assigned, kind, scope } = binding
    if (key !== null) return null
    const first = init ? unwrap(init) : null
    if (!assigned) return first && isFunction(first) ? first : null
    if ((kind !== 'let' && kind !== 'var') || !isInFunction(scope)) return null
    const written = guards.valuesOf(binding)
    const values = [...(first ? [first] : []), ...written].filter((value) => !value || !isNothing(value))
    const [only] = values
    return values.length === 1 && only && isFunction(only) ? only : null
  }
  return (binding) => {
    const known = found.get(binding)
    if (known !== undefined) return known
    const fn = find(binding)
    found.set(binding, fn)
    return fn
  }
}

/** `next`, two carriers, or one out of a pattern: it is called for the request that it is given. */
function isMiddleware(func: Func): boolean {
  let carriers = 0
  for (const parameter of func.node.params as Node[]) {
    const plain = parameter.type === 'AssignmentPattern' ? parameter.left : parameter
    for (const { name } of boundIdentifiers(plain)) {
      if (name === 'next') return true
      if (!isCarrier(name)) continue
      if (plain.type !== 'Identifier') return true
      carriers++
    }
  }
  return carriers > 1
}

const isNamespace = (node: Node, bindings: Bindings): boolean => {
  const binding = node.type === 'Identifier' ? bindings.resolve(node) : null
  return binding?.kind === 'import' && binding.key === '*'
}

function isInFunction(scope: Binding['scope']): boolean {
  let around = scope
  while (!around.isFunctionScope && around.parent) around = around.parent
  return isFunction(around.node)
}

/** `null`, `undefined`, `void 0`: a variable that holds one of these holds no other function. */
const isNothing = (node: Node): boolean =>
  isNull(node) ||
  (node.type === 'Identifier' && node.name === 'undefined') ||
  (node.type === 'UnaryExpression' && node.operator === 'void')

/** A stream calls what it is given for whoever made it: nobody makes one for all. */
function isStream(callee: Node): boolean {
  const name = isMember(callee) ? propertyName(callee) : callee.name
  return /^(?:Readable|Writable|Transform|Duplex|(?:Readable|Writable|Transform)Stream)$/.test(name ?? '')
}
