// What `durable: { … }` may hold.
import { checkOptions, oneOf, type Rules, show, text } from '../options.ts'
import type { DurableOptions } from '../types.ts'
import type { Backoff } from './types.ts'

const isMilliseconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

const isBackoff = (value: unknown): boolean => {
  if (isMilliseconds(value)) return true
  const { delay, max } = (value ?? {}) as { delay?: unknown; max?: unknown }
  return isMilliseconds(delay) && (max === undefined || isMilliseconds(max))
}

const rules: Rules = {
  id: text,
  delay: [
    (value) => isMilliseconds(value) || (value instanceof Date && !Number.isNaN(value.getTime())),
    'a number of milliseconds from 0, or a Date',
    (value) => (value instanceof Date ? 'an invalid Date' : show(value)),
  ],
  attempts: [(value) => Number.isInteger(value) && (value as number) >= 1, 'a whole number from 1'],
  backoff: [isBackoff, 'a number of milliseconds from 0, or { delay, max }'],
  tx: [(value) => typeof value === 'object' || typeof value === 'function', 'a transaction'],
  upgrade: [(value) => typeof value === 'function', 'a function'],
  failover: /* @__PURE__ */ oneOf('run'),
}

export interface Resolved {
  readonly id: string | undefined
  /** When it is due, in milliseconds since 1970, or milliseconds from when it is stored. */
  readonly delay: number | Date
  readonly attempts: number
  readonly backoff: Backoff
  readonly tx: unknown
  readonly runsHere: boolean
}

/** @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION` */
export function resolveOptions(given: true | DurableOptions, place: string): Resolved {
  const options: DurableOptions = given === true ? {} : given
  checkOptions('after', place, options, rules)
  const { id, delay = 0, attempts = 5, backoff = { delay: 1_000, max: 900_000 }, tx, failover } = options
  return { id, delay, attempts, backoff, tx: tx ?? undefined, runsHere: failover === 'run' }
}
