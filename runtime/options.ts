// What an option must be: a test, and the words for it. Every entry that takes options checks them here.
import { enterOf } from './brand.ts'
import { isThenable, noOptions } from './drain.ts'
import { need } from './engine.ts'
import { AfterwordError, coded } from './error.ts'
import { longest } from './limit.ts'
import { here } from './lost.ts'
import { badOption, badTask, durableUncompiled, unknownOption } from './messages.generated.ts'
import type { AnyFunction } from './register.ts'
import type { GivenOptions } from './types.ts'

export type Rules = Readonly<
  Record<
    string,
    readonly [test: (value: unknown) => boolean, expected: string, given?: (value: unknown) => string]
  >
>

export const text = [
  (value: unknown) => typeof value === 'string' && value !== '',
  'a string that is not empty',
] as const
export const callback = [(value: unknown) => typeof value === 'function', 'a function'] as const
export const milliseconds = [
  (value: unknown) =>
    typeof value === 'number' && value >= 1 && value <= longest && need('a timeout', 'setTimeout'),
  `a number of milliseconds from 1 to ${longest}`,
] as const
export const count = [
  (value: unknown) => value === Infinity || (Number.isInteger(value) && (value as number) >= 1),
  'a whole number from 1, or Infinity',
] as const

export const countOrNone = [
  (value: unknown) => value === 0 || count[0](value),
  'a whole number from 0, or Infinity',
] as const

export function oneOf(...values: string[]): readonly [(value: unknown) => boolean, string] {
  return [(value) => values.includes(value as string), `one of ${values.join(', ')}`]
}

/** What was given, short enough for a message. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'an array'
  return value !== null && typeof value === 'object' ? kindOf(value) : String(value)
}

/** What is given in place of a function, mostly. */
function kindOf(value: object): string {
  try {
    const has = (name: string) => name in value
    // Fastify's is a thenable, too.
    if (has('addHook')) return 'an application'
    if (isThenable(value)) return 'a promise'
    if (has('headers') && (has('url') || has('method'))) return 'a request'
    if (has('req') || has('request')) return "a framework's context"
    if (has('use') || has('listen') || has('register')) return 'an application'
  } catch {
    // A proxy may throw at any question.
  }
  return 'an object'
}

/**
 * Throws at the first option that is unknown or is not what it must be. `undefined` is as good as left out.
 * `place` is where the call stands, or the function that was called there.
 */
export function checkOptions(
  call: string,
  place: AnyFunction | string | undefined,
  options: unknown,
  rules: Rules,
): void {
  // The stack is only read where there is something to say.
  const where = () => (typeof place === 'function' ? here(place) : place) ?? 'an unknown place'
  if (options === null || typeof options !== 'object') {
    // `tasks.forEach(after)`
    const write = typeof options === 'number' ? ', (task) => after(task)' : ''
    throw coded(TypeError, badOption(call, where(), 'options', `an object${write}`, show(options)))
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (!rule) throw coded(TypeError, unknownOption(call, where(), name, Object.keys(rules).join(', ')))
    const [test, expected, given = show] = rule
    if (value !== undefined && !test(value)) {
      throw coded(TypeError, badOption(call, where(), name, expected, given(value)))
    }
  }
}

const rules: Rules = {
  name: text,
  key: text,
  on: /* @__PURE__ */ oneOf('always', 'success', 'error', 'abort'),
  timeout: milliseconds,
  durable: [
    (value) => typeof value === 'boolean' || (typeof value === 'object' && value !== null),
    'true, or an object',
  ],
}

export function checkTask(task: unknown, options: unknown, place: string | undefined): void {
  if (typeof task !== 'function' && !isThenable(task)) {
    throw coded(TypeError, badTask(place ?? 'an unknown place', show(task)))
  }
  // Mostly there are none.
  if (options === noOptions) return
  checkOptions('after', place, options, rules)
  if ((options as GivenOptions).durable && !enterOf(task))
    throw coded(AfterwordError, durableUncompiled(place ?? 'an unknown place'))
}
