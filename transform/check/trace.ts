/** From an `after()` upwards: which entries reach it, on which way, and where such a way may lose the scope. */
import type { After, Entry, Unit, Use } from './graph.ts'

export interface Step {
  from: Unit
  use: Use
}

/** One entry, and the shortest way from it down to the `after()`. */
export interface Way {
  entry: Entry
  /** Whom the framework calls, or who hands it to the framework. */
  start: Unit
  /** By name: where it is handed over. */
  registered: Step | null
  steps: Step[]
}

export interface Trace {
  after: After
  ways: Way[]
  /** Functions that are handed over by name, to code that may call them without a scope. */
  losses: Step[]
  /** On a way: left as it is by the compiler, and it suspends. */
  uncompiled: Unit[]
  /** Where nobody calls any further: functions that have no entry above them. */
  ends: Unit[]
}

/** Who uses a unit, the other way round. */
export type Users = ReadonlyMap<Unit, readonly Step[]>

export function findUsers(units: Iterable<Unit>): Users {
  const users = new Map<Unit, Step[]>()
  for (const from of units)
    for (const use of from.uses) {
      const known = users.get(use.to)
      if (known) known.push({ from, use })
      else users.set(use.to, [{ from, use }])
    }
  return users
}

interface Visit {
  unit: Unit
  /** The step that led down from it. */
  step: Step | null
  below: Visit | null
}

/** An inline function that is given to something at the top of a module may be an entry, or be wrapped and called by one. */
export const isWeak = ({ shape }: Entry): boolean => shape === 'registered'

export function trace(after: After, users: Users): Trace {
  const ways: Way[] = []
  const weak: { way: Way; visit: Visit }[] = []
  const losses: Step[] = []
  const ends: Unit[] = []
  const first: Visit = { unit: after.unit, step: null, below: null }
  const seen = new Set([after.unit])
  const visits = [first]
  for (const visit of visits) {
    const { unit } = visit
    if (unit.entry) {
      const way = { entry: unit.entry, start: unit, registered: null, steps: stepsOf(visit) }
      if (!isWeak(unit.entry)) {
        ways.push(way)
        continue
      }
      weak.push({ way, visit })
    }
    let isUsed = false
    for (const step of users.get(unit) ?? []) {
      const { from, use } = step
      if (use.given?.fate === 'entry') {
        const { shape, because } = use.given
        const way = { entry: { shape, because }, start: unit, registered: step, steps: stepsOf(visit) }
        if (isWeak(way.entry)) weak.push({ way, visit: { unit: from, step, below: visit } })
        else ways.push(way)
        isUsed = true
        if (!isWeak(way.entry)) continue
      }
      if (use.given?.fate === 'unknown' && unit.kind === 'function' && !unit.canBeGiven) losses.push(step)
      if (from.kind !== 'module') isUsed = true
      // A browser has no code of the server, but what an action or a route stands for.
      if (from.module.client !== null && unit.module.client === null) continue
      if (seen.has(from) || from.kind === 'module') continue
      seen.add(from)
      visits.push({ unit: from, step, below: visit })
    }
    if (!isUsed && !unit.entry) ends.push(unit)
  }
  for (const { way, visit } of weak) if (!isBelow(visit, ways, users)) ways.push(way)
  // Who merely mentions a value may never call what it holds.
  const sure = ways.filter((way) => way.steps.every(({ use }) => use.how !== 'mentions'))
  if (sure.length > 0) ways.splice(0, ways.length, ...sure)
  const passed = [
    after.unit,
    ...ways.flatMap(({ start, steps }) => [start, ...steps.map(({ use }) => use.to)]),
  ]
  const uncompiled = [...new Set(passed)].filter((unit) => unit.uncompiled !== null)
  return { after, ways: unique(ways), losses: ways.length > 0 ? losses : [], uncompiled, ends }
}

function stepsOf(visit: Visit): Step[] {
  const steps: Step[] = []
  for (let each: Visit | null = visit; each?.step; each = each.below) steps.push(each.step)
  return steps
}

/** Whether another entry calls it. */
function isBelow({ unit }: Visit, ways: readonly Way[], users: Users): boolean {
  const strong = new Set(ways.map(({ start }) => start))
  const seen = new Set([unit])
  for (const each of seen) {
    if (each !== unit && strong.has(each)) return true
    for (const { from } of users.get(each) ?? []) if (from.kind !== 'module') seen.add(from)
  }
  return false
}

/** A handler that is registered for three paths is one entry for each way of registering it. */
function unique(ways: readonly Way[]): Way[] {
  const found = new Map<string, Way>()
  for (const way of ways) {
    const { start, entry, registered } = way
    const key = `${start.module.file}\0${start.at[0]}\0${entry.shape}\0${entry.because}\0${registered?.from.module.file ?? ''}`
    if (!found.has(key)) found.set(key, way)
  }
  return [...found.values()]
}
