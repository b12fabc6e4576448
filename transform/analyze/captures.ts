/**
 * Which functions need the scope, from where do they take it, and which of them set the register (R1, R2, R8, R11, R13)?
 * Inner functions are decided before outer ones: a function captures when a closure in it asks for its `outer`.
 */
import { findAsked, type SpotContext } from './arrays.ts'
import type { Bindings } from './bindings.ts'
import { carriersInSight, mayTakeRequest, namedCarriers } from './carriers.ts'
import { type Entry, isRoute } from './entries/entry.ts'
import type { Func } from './functions.ts'
import { findHoisting, usesArguments } from './hoisting.ts'
import { boundIdentifiers, directivesOf, isFunction, type Node, spanOf, walk } from './nodes.ts'
import { callAfter, type Event, mayFindSuspended, type Order } from './order.ts'
import type { CapturePlan, FunctionPlan } from './plan/functions.ts'
import { NODE, type Planned, type Reason } from './plan/planned.ts'
import { findSuspensions, type Suspensions } from './suspensions.ts'

export interface CaptureContext extends SpotContext {
  bindings: Bindings
  orderOf(func: Func): Order
  /** What it makes for whoever comes. */
  madeIn(func: Func, order: Order): Node[]
  /** Whether all that is done with it is that functions call it which have set the register. */
  isLocal(func: Func): boolean
  /** Whether it is a task, or pinned: what runs it sets the register to its scope. */
  runsUnderScope(func: Func): boolean
  /** Why a function (or something around it) must stay as it is. */
  ignoredBecause(func: Func): string | null
  /** A later pass moves parameters into the body: a generator's would be evaluated at its first `next()`. */
  lowersParameters: boolean
  /** The same for parameters with a rest in an object pattern alone. */
  lowersObjectRest: boolean
  /** Seconds that the file grants to the requests of its entries. */
  maxDuration: number | null
  /** Whether the host is asked for the scope of an entry. */
  asksHost(entry: Entry): boolean
  /** Whether what a function is called with may know its scope: not in Next, which knows by itself. */
  asksCarriers: boolean
  /** Whether inline actions are compiled before a bundler moves them. */
  movesActions: boolean
  /** Whether a call of this package stands directly in the function. */
  callsApi(func: Func): boolean
}

const NO_SUSPENSIONS: Omit<Suspensions, 'unsafe'> = {
  suspensions: [],
  loops: [],
  forOfs: [],
  handlers: [],
  usings: [],
  blocks: [],
  patterns: [],
}

/** Plans in the order of `functions`. */
export function findCaptures(functions: readonly Func[], context: CaptureContext): FunctionPlan[] {
  const plans = new Map<Func, FunctionPlan>()
  const wanted = new Set<Func>()
  for (const func of [...functions].reverse()) {
    const plan = findCapture(func, context, wanted.has(func))
    plans.set(func, plan)
    if (plan.capture?.outer != null && func.parent) wanted.add(func.parent)
  }
  return functions.map((func) => {
    const plan = plans.get(func) as FunctionPlan
    const outer = func.parent ? plans.get(func.parent) : undefined
    plan.depth = outer ? (outer.capture?.named ? outer.depth + 1 : outer.depth) : 0
    if (plan.capture && plan.capture.outer !== null) plan.capture.outer = outer?.depth ?? 0
    return plan
  })
}

function findCapture(func: Func, context: CaptureContext, wanted: boolean): FunctionPlan {
  const entry = context.entryOf(func)
  const ignored = context.ignoredBecause(func)
  const limits = !ignored && entry && isRoute(entry, func) && context.maxDuration
  const plan: FunctionPlan = {
    at: spanOf(func.node.body),
    [NODE]: func.node,
    name: func.name,
    kind: func.kind,
    depth: 0,
    entry: entry && {
      shape: entry.shape,
      reason: entry.reason,
      ...(limits && { maxDuration: limits }),
    },
    capture: null,
    sets: null,
    suspends: false,
    ...NO_SUSPENSIONS,
    redeclared: [],
    made: [],
    told: [],
    spot: null,
    leftAlone: null,
  }
  const leave = (rule: string, because: string, unsafe = false): FunctionPlan => {
    plan.leftAlone = { rule, because, unsafe }
    return plan
  }

  if (ignored) return leave('R14', ignored)
  if (func.evaluated) return leave('R1', 'it runs while its module is evaluated, and is read as part of it')

  const order = context.orderOf(func)
  plan.made = context.madeIn(func, order).map((node) => ({ at: spanOf(node), [NODE]: node }))
  const firstCall = order.events.find((event) => event.kind === 'call') ?? null
  const firstTold = order.events.find((event) => event.kind === 'told') ?? null
  const suspends = order.events.some((event) => event.kind === 'suspension')
  const generator = func.kind === 'generator' || func.kind === 'async generator'
  // The bundler moves an inline action out of its function, and puts an `await` for what it closed over before its first statement.
  const moved = context.movesActions && func.directive === 'use server' && func.parent !== null
  const resumed = suspends ? findResumed(order) : null
  plan.spot = resumed ? null : findAsked(func, order, context)
  // What runs where it is written finds the register set by the function around it, a task by the runtime.
  const set =
    func.immediate ||
    context.runsUnderScope(func) ||
    plan.spot !== null ||
    (!entry && !generator && (context.spotOf(func) === 'shown' || context.isLocal(func)))
  const nested = func.parent !== null && !set && !entry?.noOuter
  const carriersFirst = entry?.carriers ?? []
  const { hidden, members } = entry ?? {}
  const asksHost = entry && !set && context.asksHost(entry) ? entry.shape : null
  const carriersLast = set ? [] : lastCarriers(func, context)

  // Why the register has to be set when the function starts.
  const startFor = (first: Event | null): Reason | null => {
    const needs = first ? { needs: spanOf(first.node) } : {}
    const calls = first
      ? 'it calls'
      : func.givenTo && order.reads
        ? 'it is given to somebody and reads properties, which may be getters'
        : null
    if (!calls) return null
    if (generator)
      return { rule: 'R8', because: `${calls}, and whoever advances it may be another request`, ...needs }
    if (moved) return { rule: 'R8', because: `${calls}, once what it closed over is awaited`, ...needs }
    if (nested && !entry && context.authorOf(func).keeps)
      return { rule: 'R2', because: `${calls}, and keeps the scope of its author`, ...needs }
    if (nested) return { rule: 'R2', because: `${calls}, and may run when nobody hands it a scope`, ...needs }
    if (carriersFirst.length > 0 || hidden !== undefined)
      return {
        rule: 'R2',
        because: `${entry?.reason}; what it calls gets the scope of its carrier`,
        ...needs,
      }
    if (asksHost)
      return {
        rule: 'R2',
        because: `${entry?.reason}; what it calls gets the scope that its host knows`,
        ...needs,
      }
    if (carriersLast.length > 0)
      return {
        rule: 'R2',
        because: context.callsApi(func)
          ? 'it uses the scope, and a carrier is in sight if nobody hands it one'
          : 'it calls, and its parameters name a request if nobody hands it a scope',
        ...needs,
      }
    return null
  }
  // The limit is told to what the register holds.
  const start = startFor(firstCall ?? (plan.entry?.maxDuration ? firstTold : null))
  let sets: Reason | null = start ?? resumed

  let found = NO_SUSPENSIONS
  if (sets) {
    const hoisting = findHoisting(func)
    let { unsafe } = hoisting
    if (suspends) {
      const { unsafe: because, ...rest } = findSuspensions(func.node, order, context.bindings)
      found = rest
      unsafe ??= because
    }
    if (unsafe) {
      found = NO_SUSPENSIONS
      sets = null
      leave('R6', unsafe, true)
    } else plan.redeclared = hoisting.redeclared
  }

  // Where nothing else needs the register, a call of this package is handed the scope (R13).
  const isHanded = !sets && firstTold !== null && startFor(firstTold) !== null
  if (firstTold && !plan.leftAlone)
    order.events.forEach(({ kind, node }, index) => {
      if (kind === 'told' && (isHanded || mayFindSuspended(order, index)))
        plan.told.push({ at: spanOf(node), [NODE]: node })
    })
  const named =
    wanted ||
    plan.told.length > 0 ||
    found.suspensions.some((each) => each.kind === 'yield*') ||
    found.loops.length + found.usings.length + found.patterns.length > 0 ||
    found.forOfs.some((each) => each.steps || each.using) ||
    found.handlers.some((each) => each.steps)
  if (!sets && !wanted && plan.told.length === 0) {
    if (plan.leftAlone) return plan
    if (!firstCall && !firstTold) return leave('R13', 'nothing in it reads the scope')
    return leave(
      'R13',
      suspends ? 'no call is evaluated after it has suspended' : 'what calls it has set the register already',
    )
  }

  const atCall = generator || moved
  const lateBecause = atCall ? whyCapturedLate(func, context) : null
  plan.sets = sets
  plan.suspends = sets !== null && suspends
  Object.assign(plan, found)
  plan.capture = {
    when: !atCall ? 'start' : lateBecause ? 'next' : 'call',
    ...(lateBecause ? { lateBecause } : {}),
    carriersFirst,
    ...(hidden === undefined ? {} : { hidden }),
    ...(members ? { members } : {}),
    ...(asksHost ? { asksHost } : {}),
    ...(asksHost && nested && entry?.hostLast ? { hostLast: true as const } : {}),
    outer: nested ? 0 : null,
    ...(nested && !entry ? { author: context.authorOf(func) } : {}),
    carriersLast,
    // The parameter is the capture itself.
    named: named || atCall,
    reason: sets ??
      toldBecause(plan.told[0]) ?? {
        rule: nested ? 'R2' : 'R1',
        because: 'a closure in it falls back to its scope',
      },
  } satisfies CapturePlan
  return plan
}

const toldBecause = (told: Planned | undefined): Reason | null =>
  told ? { rule: 'R13', because: 'a call of this package is handed it', needs: told.at } : null

/** Carriers for a function that uses the scope itself, less those that the captures around it have asked already; its own, for one that is given a request. */
function lastCarriers(func: Func, context: CaptureContext): string[] {
  const { bindings, callsApi, entryOf } = context
  if (entryOf(func)) return []
  if (!callsApi(func)) return controllerCarriers(func, context)
  const asked = new Set<string>()
  for (let inner = func; inner.parent && !entryOf(inner)?.noOuter; inner = inner.parent) {
    const around = inner.parent
    const carriers =
      entryOf(around)?.carriers ?? (callsApi(around) ? carriersInSight(around, bindings, entryOf) : [])
    for (const name of carriers) asked.add(name)
  }
  // A parameter of its own is another value, whatever it is called.
  const own = namedCarriers(func)
  return carriersInSight(func, bindings, entryOf).filter((name) => own.includes(name) || !asked.has(name))
}

/** Nothing of the file shows who calls it. A callback keeps its author instead. */
function controllerCarriers(func: Func, { bindings, authorOf, asksCarriers }: CaptureContext): string[] {
  if (!asksCarriers || !mayTakeRequest(func) || (func.parent && authorOf(func).keeps)) return []
  const own = namedCarriers(func)
  return carriersInSight(func, bindings, () => null).filter((name) => own.includes(name))
}

/** The first call that needs a resume: one that can be evaluated after a suspension. */
function findResumed(order: Order): Reason | null {
  for (let index = 0; index < order.events.length; index++) {
    const event = order.events[index]
    if (event?.kind !== 'suspension' || event.returns === 'at once') continue
    const next = callAfter(order, index)
    if (next) return { rule: 'R3', because: 'it calls after it has suspended', needs: spanOf(next) }
    // What follows in text order only repeats this answer.
    return null
  }
  return null
}

/** R8: it captures at the call, unless the syntax of its parameters, or what is done to them later, does not allow one more. */
function whyCapturedLate(func: Func, { lowersParameters, lowersObjectRest }: CaptureContext): string | null {
  if (lowersParameters) return 'the target of this build moves parameters into the body'
  const parameters = func.node.params as Node[]
  // What is moved has other arguments than were written.
  if (func.directive && parameters.at(-1)?.type === 'RestElement') return 'it has a rest parameter'
  const names = parameters.flatMap((each) => boundIdentifiers(each).map((name) => name.name))
  if (names.includes('arguments')) return 'a parameter of it is called arguments'
  if (lowersObjectRest && parameters.some(hasObjectRest))
    return 'the target of this build moves object rest patterns into the body'
  if (parameters.some((each) => each.type !== 'Identifier')) return null
  if (directivesOf(func.node.body).includes('use strict')) return "it has a 'use strict' of its own"
  if (func.strict) return null
  if (usesArguments(func.node)) return 'it uses `arguments` in sloppy mode'
  return new Set(names).size < names.length ? 'two of its parameters have one name' : null
}

const hasObjectRest = (parameter: Node): boolean => {
  let found = false
  walk(parameter, (node) => {
    if (node.type === 'ObjectPattern')
      found ||= node.properties.some((each: Node) => each.type === 'RestElement')
    return !found && !isFunction(node)
  })
  return found
}
