// What a process knows of durable tasks: the engine, and the jobs that its modules have registered. On globalThis under a versioned symbol, as
// the register: two copies of the package share it.
import { AfterwordError, coded } from '../error.ts'
import { durableTwice, noEngine } from '../messages.generated.ts'
import type { ScopeRecord } from '../records.ts'
import type { TaskFunction } from '../types.ts'
import type { Engine } from './types.ts'

/** A job that a module has registered. */
export interface Job {
  /** What its closure captures. */
  readonly names: readonly string[]
  readonly place: string
  /** The task anew, of the captured values. */
  readonly make: (...values: unknown[]) => TaskFunction
  /** Captured values of an older deploy, made those of this one. */
  readonly upgrade: ((old: Record<string, unknown>) => Record<string, unknown>) | undefined
}

interface Home {
  engine: Engine | undefined
  /** How long a response waits for the engine, in milliseconds. */
  hold: number
  /** The trace of what runs now in a request, as text: of `afterword/otel`. */
  trace?: ((scope: ScopeRecord) => string | undefined) | undefined
  readonly jobs: Map<string, Job>
}

const symbol: unique symbol = Symbol.for('afterword.durable.v1')

const global = globalThis as { [symbol]?: Home }

export const home: Home = global[symbol] ?? { engine: undefined, hold: 5_000, jobs: new Map() }
global[symbol] = home

/** @throws AfterwordError `AFTERWORD_NO_ENGINE` */
export function engineFor(what: string): Engine {
  if (home.engine) return home.engine
  throw coded(AfterwordError, noEngine(what))
}

const fileOf = (place: string): string => place.replace(/:\d+$/, '')

/**
 * A module says what its durable task is. A reload in development registers it again, with its lines moved.
 * @throws AfterwordError `AFTERWORD_DURABLE_TWICE` where another file has a task of that name
 */
export function registerJob(
  name: string,
  names: readonly string[],
  place: string,
  make: Job['make'],
  upgrade?: Job['upgrade'],
): void {
  const known = home.jobs.get(name)
  if (known && fileOf(known.place) !== fileOf(place))
    throw coded(AfterwordError, durableTwice(name, known.place, place))
  home.jobs.set(name, { names, place, make, upgrade })
}
