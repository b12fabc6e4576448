/**
 * What is a callback (R2)? A nested function that is handed to a call, which is not seen to keep it for others: it keeps the scope of its author.
 *
 *     pool.connect((error, client) => …)      jobs.push({ run() {} })      const on = …; bus.once('x', on)
 *
 * Not: what a constructor is given, what goes through a function whose value goes on (`return memoize(fn)`), what stands in a guarded place
 * (`guards.ts`), middleware, and what has a name that goes elsewhere. All of these take their caller's first.
 */
import type { Bindings } from './bindings.ts'
import type { Guard, Mention, Taker } from './callbacks/facts.ts'
import { findKeeping } from './callbacks/keeping.ts'
import { findNames } from './callbacks/names.ts'
import { findPlaces } from './callbacks/places.ts'
import { describe, type Entry } from './entries/entry.ts'
import type { Func } from './functions.ts'
import { findGuards } from './guards.ts'
import type { Imports } from './imports.ts'
import type { Inventory } from './inventory.ts'
import { isHandlerOf, isMiddleware } from './middleware.ts'
import { boundIdentifiers, isMember, type Node, propertyName, unwrap } from './nodes.ts'
import type { AuthorPlan } from './plan/functions.ts'

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
  /** Whether the call that it is given to may run with a view of the scope. */
  isViewed(func: Func): boolean
  /** The functions that call it by its name, where that is all that is done with it; null where anything else is. */
  callersOf(func: Func): readonly Node[] | null
  /** Expressions in guarded places of a function, the largest first. */
  guardedIn(func: Func): readonly Node[]
}

export function findCallbacks(context: CallbackContext): Callbacks {
  const { program, bindings, inventory, imports, executors, functions, entryOf } = context
  const guards = findGuards(inventory, bindings)
  const { around } = inventory

  const names = findNames(functions, inventory, guards)
  const settled = new Set<string>()
  for (const executor of executors)
    for (const parameter of executor.params as Node[])
      for (const { name } of boundIdentifiers(parameter)) settled.add(name)

  const isMentioned = (name: string): boolean => names.mayName(name) || settled.has(name)
  const places = findPlaces(program, guards, isMentioned, names.mayBeOwn)
  const mentionsOf = new Map<Node, Mention[]>()
  /** What names a parameter of an executor: it settles a promise of its author's. */
  const settling = new Set<Node>()
  /** What a member stands for, too. */
  const held = new Set<Node>()
  const note = (of: Node, mention: Mention): void => {
    const known = mentionsOf.get(of)
    if (known) known.push(mention)
    else mentionsOf.set(of, [mention])
  }
  for (const mention of places.mentions) {
    const binding = bindings.resolve(mention.node)
    if (!binding) continue
    if (binding.kind === 'parameter' && executors.has(binding.scope.node)) {
      const executor = binding.scope.node
      for (let fn = mention.owner; fn && fn !== executor; fn = around.get(fn) ?? null) settling.add(fn)
    }
    const fn = names.functionOf(binding)
    if (fn) note(fn, mention)
    const call = names.callOf(binding)
    if (call) note(call, mention)
    const { member } = mention
    for (const { fn, key } of names.heldBy(binding, member?.name ?? null)) {
      held.add(fn)
      if (!member || key === null) note(fn, mention)
      else if (member.name === key) note(fn, { ...mention, ...member, member: null })
      else note(fn, { ...mention, kept: true })
    }
  }

  for (const mention of places.members) {
    const fn = names.memberOf(mention)
    if (!fn) continue
    held.add(fn)
    note(fn, mention)
  }
  const keeping = findKeeping({ bindings, imports, names, places, around, mentionsOf })

  const refusal = (to: Taker): Refusal | null => {
    const made = holds(to.guard) ? { made: true as const } : null
    const because =
      keeping(to) ?? (made && 'it is given away where something is made once, for whoever comes')
    return because === null ? null : { because, ...made }
  }

  /** What is tested outlives those who come: it is no variable of the author's own. */
  const holds = (guard: Guard | null): boolean => {
    const path: Guard[] = []
    let found = false
    for (let each = guard; each && !found; each = each.around) {
      const known = holding.get(each)
      if (known !== undefined) {
        found = known
        break
      }
      path.push(each)
      const { owner, lasts, homes } = each
      found = lasts || homes.some((home) => !home || !isWithAuthor(owner, home))
    }
    for (const each of path) holding.set(each, found)
    return found
  }
  const holding = new Map<Guard, boolean>()

  /** Every function between them is there for the author of the outer one alone. */
  const isWithAuthor = (fn: Node, home: Node): boolean => {
    let each: Node | null = fn
    while (each && each !== home && isOfAuthor(each)) each = around.get(each) ?? null
    return each === home
  }

  /** It is there for its author alone: handed over, or called by name. */
  const isOfAuthor = (fn: Node): boolean => {
    const known = ofAuthor.get(fn) ?? findOfAuthor(fn)
    ofAuthor.set(fn, known)
    return known
  }
  const ofAuthor = new Map<Node, boolean>()

  const findOfAuthor = (fn: Node): boolean => {
    if (isGiven(fn)) return true
    const home = around.get(fn) ?? null
    const isCalledAtHome = (owner: Node | null): boolean => {
      let each = owner
      while (each && each !== home && each !== fn && isGiven(each)) each = around.get(each) ?? null
      return each === home || each === fn
    }
    const mentions = mentionsOf.get(fn)
    return (
      mentions?.every(({ to, called, kept, owner }) =>
        to ? keeping(to) === null : called ? isCalledAtHome(owner) : !kept,
      ) ?? false
    )
  }

  const isGiven = (fn: Node): boolean => {
    const inPlace = places.handed.get(fn)
    return inPlace !== undefined && keeping(inPlace) === null
  }

  const isInside = (fn: Node, owner: Node | null): boolean => {
    for (let each = owner; each; each = around.get(each) ?? null) if (each === fn) return true
    return false
  }

  /** In a function, or in what is there for the same author. */
  const isBeside = (home: Node | null, owner: Node | null): boolean => {
    let each = owner
    while (each && each !== home && isOfAuthor(each)) each = around.get(each) ?? null
    return each === home
  }

  /** The first call that a function is handed to, or why it is no callback. */
  const findTaker = ({ node }: Func): Taker | Refusal => {
    const inPlace = places.handed.get(node)
    // `bind(function poll() { bus.once('x', poll) })` is what the other call says.
    if (inPlace && !isOurs(inPlace)) return refusal(inPlace) ?? inPlace
    let first: Taker | null = null
    for (const { to, called, kept, owner } of mentionsOf.get(node) ?? []) {
      if (to && isOurs(to)) continue
      const refused = to && refusal(to)
      if (refused) return refused
      first ??= to
      const home = around.get(node) ?? null
      if (to || !(called ? !isBeside(home, owner) && !isInside(node, owner) : kept)) continue
      return { because: called ? 'another function calls it' : 'its name goes elsewhere' }
    }
    if (first) return first
    return inPlace ? (refusal(inPlace) ?? inPlace) : { because: 'it is given to no call' }
  }

  const isOurs = ({ call }: Taker): boolean => call.callee && imports.apiOf(call.callee) !== null

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
    const taker = isMiddleware(func) ? { because: 'it is a middleware' } : findTaker(func)
    if ('because' in taker) return { keeps: null, ...taker }
    if (takesRequest(func, taker)) return { keeps: null, because: 'it is a middleware' }
    return { keeps: isLate(func) ? 'always' : 'open', because: becauseOf(taker) }
  }
  const guardedIn = (func: Func): Node[] =>
    (places.guarded.get(func.node) ?? []).filter(({ guard }) => holds(guard)).map(({ node }) => node)

  const callersOf = ({ node }: Func): readonly Node[] | null => {
    if (settling.has(node) || places.handed.has(node) || held.has(node)) return null
    const callers = new Set<Node>()
    for (const { node: name, called, owner, initialises } of mentionsOf.get(node) ?? []) {
      // Of a component's other uses, `<Row />`, nothing is seen here.
      if (!called || !owner || initialises || /^[A-Z_$]/.test(name.name)) return null
      callers.add(owner)
    }
    return [...callers]
  }
  const isViewed = ({ node }: Func): boolean => places.handed.get(node)?.viewed ?? true
  return { authorOf, isViewed, callersOf, guardedIn }
}

/** Why a function is no callback. */
type Refusal = Omit<AuthorPlan, 'keeps'>

/** `app.onError((error, c) => …)` */
const takesRequest = (func: Func, { call }: Taker): boolean => {
  const callee = call.callee ? unwrap(call.callee) : null
  return isMember(callee ?? call) && isHandlerOf(propertyName(callee ?? call) ?? '', func)
}

const becauseOf = ({ call }: Taker): string =>
  call.type === 'AssignmentExpression'
    ? 'it is stored among others'
    : `it is given to ${describe(unwrap(call.callee))}()`
