// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the programs are strings
// R9: every program runs twice, natively and with the helper; the whole logs are compared: what is read when and how
// often, argument counts, results, errors, and between which microtask ticks.
import { describe, expect, it } from 'vitest'
import { openScope } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'
import { steps } from '../../runtime/steps.ts'
import type { Scope } from '../../runtime/types.ts'

type Log = (line: string) => void

/** An iterable whose every protocol access is logged, with the scope that it ran under. */
interface Shape {
  kind: 'sync' | 'async' | 'both' | 'null-async'
  without?: readonly string[]
  /** What a method returns at its n-th call instead of the ordinary result. */
  next?: (call: number, sent: unknown) => unknown
  returns?: () => unknown
  throws?: () => unknown
  reads?: (name: string) => unknown
  open?: () => unknown
}

const skip = Symbol('skip')

function make(shape: Shape, log: Log): unknown {
  const isAsync = shape.kind === 'async' || shape.kind === 'both'
  const seen = () => (register.scope ? '*' : '-')
  const wrap = (value: unknown) => (isAsync ? Promise.resolve(value) : value)
  const iterator = (label: string) => {
    let calls = 0
    const methods: Record<string, (...args: unknown[]) => unknown> = {
      next(...args) {
        log(`${label}.next(${args.length}:${String(args[0])})`)
        calls += 1
        if (shape.next) return shape.next(calls, args[0])
        return wrap({ done: calls > 2, value: calls })
      },
      return(...args) {
        log(`${label}.return(${args.length}:${String(args[0])})`)
        return shape.returns ? shape.returns() : wrap({ done: true, value: args[0] })
      },
      throw(...args) {
        log(`${label}.throw(${args.length}:${String(args[0])})`)
        return shape.throws ? shape.throws() : wrap({ done: false, value: 'caught' })
      },
    }
    const target = {}
    for (const name of ['next', 'return', 'throw']) {
      Object.defineProperty(target, name, {
        get() {
          log(`get ${label}.${name}`)
          if (shape.without?.includes(name)) return undefined
          const read = shape.reads ? shape.reads(name) : skip
          if (read !== skip) return read
          const method = methods[name] as (...args: unknown[]) => unknown
          return function (this: unknown, ...args: unknown[]) {
            under.push(seen())
            if (this !== target) log('wrong this')
            return method(...args)
          }
        },
      })
    }
    return target
  }
  const iterable = {}
  for (const [symbol, label] of [
    [Symbol.asyncIterator, 'async'],
    [Symbol.iterator, 'sync'],
  ] as const) {
    Object.defineProperty(iterable, symbol, {
      get() {
        log(`get @@${label}`)
        under.push(seen())
        if (label === 'async' && shape.kind === 'null-async') return null
        if (label === 'async' ? !isAsync : shape.kind === 'async') return undefined
        if (shape.reads) {
          const read = shape.reads(`@@${label}`)
          if (read !== skip) return read
        }
        return function (this: unknown, ...args: unknown[]) {
          log(`call @@${label}(${args.length})${this === iterable ? '' : ' wrong this'}`)
          return shape.open ? shape.open() : iterator(label)
        }
      },
    })
  }
  return iterable
}

let under: string[] = []

const AsyncFunction = (async () => {}).constructor as FunctionConstructor

/** A log of one run, with a count of ticks between its lines. */
async function run(body: string, shape: Shape | unknown, wrap: (it: unknown) => unknown): Promise<string[]> {
  const lines: string[] = []
  let over = false
  const ticker = (async () => {
    for (let n = 0; n < 80 && !over; n++) {
      await null
      lines.push('.')
    }
  })()
  const log: Log = (line) => lines.push(line)
  under = []
  const it =
    shape !== null && typeof shape === 'object' && 'kind' in shape ? make(shape as Shape, log) : shape
  try {
    const program = new AsyncFunction('it', 'wrap', 'log', body) as (...args: unknown[]) => Promise<unknown>
    log(`result ${JSON.stringify(await program(it, wrap, log))}`)
  } catch (error) {
    // Whose words they are is not the protocol; which error it is, and when, is.
    log(`error ${error instanceof Error ? error.constructor.name : String(error)}`)
  }
  over = true
  await ticker
  return lines
}

const loops: Record<string, string> = {
  'runs to the end': 'for await (const x of wrap(it)) log(`x ${x}`); return 1',
  'leaves by break': 'for await (const x of wrap(it)) { log(`x ${x}`); break } return 1',
  'leaves by return': 'for await (const x of wrap(it)) return x',
  'leaves by throw': 'for await (const x of wrap(it)) throw "mine"',
  'leaves by a labelled continue':
    'o: for (const y of [1, 2]) { for await (const x of wrap(it)) continue o } return 1',
  'delegates in an async generator':
    'async function* g() { return yield* wrap(it) } for await (const x of g()) log(`x ${x}`)',
  'hands values into an async generator':
    'async function* g() { return yield* wrap(it) } const i = g(); for (const v of "abc") log(JSON.stringify(await i.next(v))); return 1',
  'returns out of an async generator':
    'async function* g() { return yield* wrap(it) } const i = g(); await i.next(); return await i.return("r")',
  'throws into an async generator':
    'async function* g() { return yield* wrap(it) } const i = g(); await i.next(); return await i.throw("t")',
  'delegates in a sync generator':
    'function* g() { return yield* wrap(it) } const i = g(); for (const v of "abc") log(JSON.stringify(i.next(v))); return 1',
  'returns out of a sync generator':
    'function* g() { return yield* wrap(it) } const i = g(); i.next(); return i.return("r")',
  'throws into a sync generator':
    'function* g() { return yield* wrap(it) } const i = g(); i.next(); return i.throw("t")',
}

const rejected = () => {
  const promise = Promise.reject('no')
  promise.catch(() => {})
  return promise
}

const shapes: Record<string, Shape | null | undefined | string | number | object> = {
  'an async iterable': { kind: 'async' },
  'a sync iterable': { kind: 'sync' },
  'both, where async comes first': { kind: 'both' },
  'a null @@asyncIterator': { kind: 'null-async' },
  'a sync iterable of promises': { kind: 'sync', next: (n) => ({ done: n > 2, value: Promise.resolve(n) }) },
  'a sync iterable of a rejection': { kind: 'sync', next: (n) => ({ done: n > 2, value: rejected() }) },
  'no return': { kind: 'async', without: ['return'] },
  'no throw': { kind: 'async', without: ['throw'] },
  'no throw, sync': { kind: 'sync', without: ['throw'] },
  'neither, sync': { kind: 'sync', without: ['throw', 'return'] },
  'no next': { kind: 'async', without: ['next'] },
  'no next, sync': { kind: 'sync', without: ['next'] },
  'next that throws': {
    kind: 'async',
    next: () => {
      throw 'sync throw'
    },
  },
  'next that rejects': { kind: 'async', next: rejected },
  'next of a number': { kind: 'async', next: () => 1 },
  'next of a number, sync': { kind: 'sync', next: () => 1 },
  'next of no promise': { kind: 'async', next: (n) => ({ done: n > 2, value: n }) },
  'next of a thenable': {
    kind: 'async',
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tried
    next: (n) => ({ then: (resolve: (value: unknown) => void) => resolve({ done: n > 2, value: n }) }),
  },
  'return of a number': { kind: 'async', returns: () => 1 },
  'return of a number, sync': { kind: 'sync', returns: () => 1 },
  'return that throws': {
    kind: 'async',
    returns: () => {
      throw 'in return'
    },
  },
  'return that rejects': { kind: 'async', returns: rejected },
  'throw that throws, sync': {
    kind: 'sync',
    throws: () => {
      throw 'in throw'
    },
  },
  'return is no function': { kind: 'async', reads: (name) => (name === 'return' ? 5 : skip) },
  'throw is null': { kind: 'async', reads: (name) => (name === 'throw' ? null : skip) },
  '@@asyncIterator is no function': { kind: 'async', reads: (name) => (name === '@@async' ? 5 : skip) },
  'opening gives no object': { kind: 'async', open: () => 5 },
  'opening gives no object, sync': { kind: 'sync', open: () => 5 },
  'opening throws': {
    kind: 'both',
    open: () => {
      throw 'in open'
    },
  },
  'reading next throws': {
    kind: 'async',
    reads: (name) => {
      if (name === 'next') throw 'in read'
      return skip
    },
  },
  null: null,
  undefined: undefined,
  'a string': 'ab',
  'a number': 5,
  'an array': [1, Promise.resolve(2)],
  'a plain object': {},
}

describe('steps hands on every question of the engine, to the letter', () => {
  const scope = openScope({ name: 'steps' })
  for (const [claim, body] of Object.entries(loops)) {
    it(claim, async () => {
      for (const [name, shape] of Object.entries(shapes)) {
        const native = await run(body, shape, (it) => it)
        const helped = await run(body, shape, (it) => steps(it, scope as Scope))
        expect({ [name]: helped }).toEqual({ [name]: native })
        expect({ [name]: under.filter((seen) => seen !== '*') }).toEqual({ [name]: [] })
        expect(register.scope).toBe(null)
      }
    })
  }

  it('runs each step under its scope and puts back what it found', () => {
    const other = openScope({ name: 'other' })
    const seen: unknown[] = []
    const iterable = {
      [Symbol.iterator]: () => ({
        next() {
          seen.push(register.scope)
          return { done: seen.length > 2, value: 1 }
        },
      }),
    }
    other.run(() => {
      for (const _ of steps(iterable as Iterable<number>, scope)) seen.push(register.scope)
      expect(register.scope).toBe(other)
    })
    expect(seen).toEqual([scope, other, scope, other, scope].slice(0, seen.length))
    expect(seen.length).toBeGreaterThan(2)
  })

  it('runs a step without a scope under none, whoever advances it', () => {
    const caller = openScope()
    let seen: unknown = 'never'
    const iterable = {
      [Symbol.iterator]() {
        seen = register.scope
        return [][Symbol.iterator]()
      },
    }
    caller.run(() => [...steps(iterable, null)])
    expect(seen).toBe(null)
  })
})
