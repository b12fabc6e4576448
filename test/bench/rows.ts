// What is timed. Plain data and plain code: it also runs on Node 20, after its types were taken out.

import type { Scope } from './contexts/scope.ts'

export interface Row {
  name: string
  /** Which function of the program; what it is given. */
  program: string
  argument: unknown
  /** How many of these one run makes: the unit of the times. */
  per: number
  unit: string
  /** Side by side. */
  width?: number
  sync?: true
  tasks?: true
}

const numbers = Array.from({ length: 100 }, (_, index) => index)

export const rows: Row[] = [
  { name: 'request', program: 'request', argument: 1, per: 1, unit: 'request', tasks: true },
  { name: 'requests', program: 'request', argument: 1, per: 100, unit: 'request', tasks: true, width: 100 },
  { name: 'awaits', program: 'loop', argument: 100, per: 100, unit: 'await' },
  { name: 'caught', program: 'caught', argument: 50, per: 100, unit: 'await' },
  { name: 'methods', program: 'methods', argument: 33, per: 100, unit: 'await' },
  { name: 'map', program: 'map', argument: numbers, per: 100, unit: 'call', sync: true },
  { name: 'tight', program: 'tight', argument: 1000, per: 1000, unit: 'call', sync: true },
  { name: 'generator', program: 'generator', argument: 100, per: 100, unit: 'item', sync: true },
  { name: 'async-generator', program: 'asyncGenerator', argument: 100, per: 100, unit: 'item' },
  { name: 'for-await', program: 'forAwait', argument: 100, per: 100, unit: 'item' },
  { name: 'chain', program: 'chain', argument: 100, per: 100, unit: 'chain' },
]

export const titles: Record<string, string> = {
  request: '5 nested async calls, 6 tasks',
  requests: 'the same, 100 requests at once',
  awaits: 'a loop with awaits',
  caught: 'awaits in try/catch, half of them throw',
  methods: 'async methods',
  map: 'closures in map',
  tight: 'a closure in a tight loop',
  generator: 'a generator',
  'async-generator': 'an async generator',
  'for-await': 'for await over a stream',
  chain: 'a promise chain',
}

/** One way to know the request: its context and the program made for it. */
export interface Variant {
  context: {
    enter(scope: Scope, fn: unknown, argument: unknown): unknown
    /** For functions that return at once, where a tool tells them apart. */
    enterSync?(scope: Scope, fn: unknown, argument: unknown): unknown
  }
  program: Record<string, unknown>
  scope: { makeScope(): Scope; probe: { on: boolean; lost: number } }
}

/** Runs a row `times` times; every run is a request of its own. */
export async function run({ context, program, scope }: Variant, row: Row, times: number): Promise<Scope> {
  const fn = program[row.program]
  const { enter, enterSync = enter } = context
  let last = scope.makeScope()
  if (row.sync) {
    for (let i = 0; i < times; i++) {
      last = scope.makeScope()
      enterSync(last, fn, row.argument)
    }
    return last
  }
  const one = async (): Promise<void> => {
    const own = scope.makeScope()
    last = own
    await enter(own, fn, row.argument)
    if (row.tasks) enterSync(own, drain, own)
  }
  for (let i = 0; i < times; i++) {
    if (row.width) await Promise.all(Array.from({ length: row.width }, one))
    else await one()
  }
  return last
}

/** By hand the scope comes first. */
function drain(first: Scope): void {
  for (const task of first.tasks) task()
}
