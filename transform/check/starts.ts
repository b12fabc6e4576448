/**
 * From an `after()` upwards: where does code begin that surely calls it, and that no request calls? A clock, a queue, a module that is
 * evaluated; or a package, which is not compiled, calls what it was given, and may have waited before.
 */
import type { After, Given, Unit, Use } from './graph.ts'
import type { Step, Users } from './trace.ts'

export interface Start {
  /** Whom it calls, or what is handed to it. */
  unit: Unit
  /** Where it is called, or handed over. */
  at: Step | null
  /** Who calls it, as a message names it. */
  by: string
  /** Of a package: it may be called while its request is known all the same. */
  isFromPackage: boolean
  /** The package, where the file imports it. */
  source: string | null
}

/** Way up, as far as each function is called by the one above it, and none of them has a place to ask for a request. */
export function findStarts({ unit: first, carried }: After, users: Users): Start[] {
  if (carried) return []
  const found: Start[] = []
  const seen = new Set([first])
  const add = (unit: Unit): void => {
    if (!seen.has(unit)) seen.add(unit)
  }
  for (const unit of seen) {
    if (unit.knows) continue
    if (unit.idle !== null) found.push(start(unit, null, unit.idle))
    if (unit.entry && unit.entry.shape !== 'registered') continue
    const note = (given: Given, at: Step | null): void => {
      if (given.idle !== null) found.push(start(unit, at, given.idle))
      else if (given.foreign && given.fate === 'entry')
        found.push({ ...start(unit, at, given.to), isFromPackage: true, source: given.foreign.source })
    }
    if (unit.given) note(unit.given, null)
    for (const step of users.get(unit) ?? []) {
      const { from, use } = step
      if (from.module.client !== null) continue
      if (use.how === 'hands over' && use.given) note(use.given, step)
      if (!isCalled(use, unit)) continue
      // What makes an object calls its constructor, and what its fields call.
      if (from.kind === 'function' || from.kind === 'class') add(from)
      else if (!isHandled(use, unit)) found.push(start(unit, step, 'its module while it is evaluated'))
    }
  }
  return found
}

const start = (unit: Unit, at: Step | null, by: string): Start => ({
  unit,
  at,
  by,
  isFromPackage: false,
  source: null,
})

/** By whom it is written in, or named: what is handed on is called by the way, too. */
function isCalled({ how, key, given }: Use, unit: Unit): boolean {
  if (how === 'calls') return true
  if (how === 'hands over') return given?.fate === 'safe'
  if (how === 'holds' && key === 'constructor') return true
  return how === 'holds' && unit.given !== null && unit.given.fate !== 'entry'
}

/** Of what stands at the top of a module, a clock or a package has been named as whoever calls. */
const isHandled = ({ how, given }: Use, unit: Unit): boolean =>
  (how === 'hands over' && given?.idle != null) || (how === 'holds' && unit.given?.idle != null)
