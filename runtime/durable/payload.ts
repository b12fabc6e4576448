// Captured values as a text, and back. devalue does it, and throws where a value cannot be one, with the path to it; what it would store as
// something else is refused here: an object of a subclass, which would come back without its methods.
import { type DevalueError, defaultStringifyOperations, parse, stringify } from 'devalue'
import { coded } from '../error.ts'
import { durableSize, durableValue } from '../messages.generated.ts'

/** Bytes. A queue is no store for files, and reading a larger text may take seconds. */
const LARGEST = 262_144

const { tagOf } = defaultStringifyOperations
const { getPrototypeOf } = Object

/** `Map` of what is one; of a subclass's object, and of what only says that it is one, a tag that nothing has. */
function exactTag(value: object): string {
  const tag = tagOf(value)
  if (tag === 'Object') return tag
  const prototype: unknown = getPrototypeOf(value)
  const made = prototype !== null && Object.hasOwn(prototype as object, 'constructor')
  const maker = (prototype as { constructor?: { name?: unknown } } | null)?.constructor
  return made && maker?.name === tag ? tag : 'Object'
}

const builtIn = (name: string): ErrorConstructor | undefined => {
  const found = (globalThis as unknown as Record<string, ErrorConstructor | undefined>)[name]
  return /^(?:Eval|Range|Reference|Syntax|Type|URI)?Error$/.test(name) ? found : undefined
}

type StoredError = [name: string, message: string, stack: string | undefined, more: Record<string, unknown>]

/** With its cause, the errors of an AggregateError, and what was put on it (`code`). */
function reduceError(value: unknown): StoredError | false {
  if (!(value instanceof Error)) return false
  const more: Record<string, unknown> = { ...value }
  for (const name of ['cause', 'errors'] as const) {
    const own = Object.getOwnPropertyDescriptor(value, name)
    if (own && 'value' in own) more[name] = own.value
  }
  delete more.name
  return [String(value.name), String(value.message), value.stack, more]
}

function reviveError(value: unknown): Error {
  const [name, message, stack, more] = value as StoredError
  const error = new (builtIn(name) ?? Error)(message)
  if (error.name !== name) define(error, 'name', name)
  define(error, 'stack', stack)
  for (const [key, one] of Object.entries(more)) {
    if (key === 'cause' || key === 'errors') define(error, key, one)
    else if (key !== '__proto__') Object.assign(error, { [key]: one })
  }
  return error
}

function define(error: Error, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, configurable: true, writable: true })
}

const isBuffer = (value: unknown): value is Buffer =>
  typeof Buffer === 'function' && Buffer.isBuffer(value) && getPrototypeOf(value) === Buffer.prototype

const reducers = {
  Error: reduceError,
  Headers: (value: unknown) => typeof Headers === 'function' && value instanceof Headers && [...value],
  Buffer: (value: unknown) => isBuffer(value) && value.toString('base64'),
}

const revivers = {
  Error: reviveError,
  Headers: (value: [string, string][]) => new Headers(value),
  Buffer: (value: string) => Buffer.from(value, 'base64'),
}

/**
 * @param what to whom they belong, in a message: `task "receipt" at src/orders.ts:12`
 * @throws TypeError `AFTERWORD_DURABLE_VALUE` with the path to the value that cannot be stored; RangeError `AFTERWORD_DURABLE_SIZE`
 */
export function encode(values: object, name: string, place: string): string {
  let text: string
  try {
    text = stringify(values, reducers, { operations: { tagOf: exactTag } })
  } catch (error) {
    const { path, message } = error as DevalueError
    const where = typeof path === 'string' && path ? path.replace(/^\./, '') : 'a captured value'
    throw Object.assign(coded(TypeError, durableValue(name, place, where, message)), { cause: error })
  }
  const bytes = new TextEncoder().encode(text).length
  if (bytes > LARGEST) throw coded(RangeError, durableSize(name, place, `${bytes}`, `${LARGEST}`))
  return text
}

/** @throws whatever makes it no text of `encode`'s */
export function decode(text: unknown): Record<string, unknown> {
  if (typeof text !== 'string') throw new TypeError(`a ${typeof text} in place of a text`)
  if (text.length > LARGEST) throw new RangeError(`${text.length} characters, of at most ${LARGEST}`)
  const values: unknown = parse(text, revivers)
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw new TypeError('no object of values')
  return values as Record<string, unknown>
}
