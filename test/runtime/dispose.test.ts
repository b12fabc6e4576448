// R10, against the engine's own `using`: the logs of both are compared, ticks included.
import { describe, expect, it } from 'vitest'
import { asyncDisposer, disposer } from '../../runtime/dispose.ts'
import { openScope } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'

const AsyncFunction = (async () => {}).constructor as FunctionConstructor
const scope = openScope({ name: 'dispose' })
const caller = openScope({ name: 'caller' })

type Behave = Partial<Record<'sync' | 'async', unknown>>

/** A resource that logs each read and call of its methods. */
function resource(behave: Behave, log: (line: string) => void, seen: unknown[]): object {
  const target = {}
  for (const [kind, symbol] of [
    ['sync', Symbol.dispose],
    ['async', Symbol.asyncDispose],
  ] as const) {
    Object.defineProperty(target, symbol, {
      get() {
        log(`read ${kind}`)
        seen.push(register.scope)
        const given = behave[kind]
        if (typeof given !== 'function') return given
        return function (this: unknown, ...args: unknown[]) {
          log(`call ${kind}(${args.length})${this === target ? '' : ' wrong this'}`)
          seen.push(register.scope)
          return given()
        }
      },
    })
  }
  return target
}

async function run(
  native: string,
  value: Behave | unknown,
  helped: boolean,
): Promise<{ lines: string[]; seen: unknown[] }> {
  const lines: string[] = []
  const seen: unknown[] = []
  const log = (line: string) => lines.push(line)
  let over = false
  const ticker = (async () => {
    for (let n = 0; n < 40 && !over; n++) {
      await null
      lines.push('.')
    }
  })()
  const body = helped
    ? native
        .replaceAll('await using x = e', 'await using x = asyncDisposer(e, scope, suspend)')
        .replaceAll(/(?<!await )using x = e/g, 'using x = disposer(e, scope)')
    : native
  const e = value !== null && typeof value === 'object' ? resource(value, log, seen) : value
  try {
    const program = new AsyncFunction('e', 'log', 'disposer', 'asyncDisposer', 'scope', 'suspend', body)
    log(`result ${await program(e, log, disposer, asyncDisposer, scope, () => {})}`)
  } catch (error) {
    const shown = (one: unknown): string =>
      one instanceof SuppressedError
        ? `SuppressedError(${shown(one.error)}, ${shown(one.suppressed)})`
        : one instanceof Error
          ? one.name
          : String(one)
    log(`error ${shown(error)}`)
  }
  over = true
  await ticker
  return { lines, seen }
}

const fails = () => {
  throw 'in dispose'
}
const rejects = () => Promise.reject('rejected')

const values: Record<string, unknown> = {
  null: null,
  undefined: undefined,
  'a number': 5,
  'a string': 'text',
  'nothing to call': {},
  sync: { sync: () => 1 },
  'sync that throws': { sync: fails },
  'sync that returns a rejection': {
    sync: () => {
      const promise = rejects()
      promise.catch(() => {})
      return promise
    },
  },
  async: { async: async () => 1 },
  'async that is sync': { async: () => 1 },
  'async that throws': { async: fails },
  'async that rejects': { async: rejects },
  both: { async: async () => 1, sync: () => 2 },
  'async null, sync': { async: null, sync: () => 2 },
  'async no function': { async: 5, sync: () => 2 },
  'sync no function': { sync: 5 },
}

const programs: Record<string, string> = {
  'using leaves at the end': '{ using x = e; log("body") } log("after"); return 1',
  'using leaves by throw': '{ using x = e; log("body"); throw "mine" }',
  'using leaves by return': '{ using x = e; return "out" }',
  'await using leaves at the end': '{ await using x = e; log("body") } log("after"); return 1',
  'await using leaves by throw': '{ await using x = e; log("body"); throw "mine" }',
  'await using leaves by return': '{ await using x = e; return "out" }',
}

describe('the disposers read and call as the engine does', () => {
  for (const [claim, body] of Object.entries(programs)) {
    it(claim, async () => {
      for (const [name, value] of Object.entries(values)) {
        const native = await run(body, value, false)
        const helped = await run(body, value, true)
        expect({ [name]: helped.lines }).toEqual({ [name]: native.lines })
        expect({ [name]: helped.seen.filter((one) => one !== scope) }).toEqual({ [name]: [] })
        expect(register.scope).toBe(null)
      }
    })
  }

  it('suspends before the method of await using runs, and puts back what suspend left', async () => {
    const seen: unknown[] = []
    const made = asyncDisposer({ [Symbol.asyncDispose]: () => seen.push(register.scope) }, scope, () => {
      register.scope = caller
      seen.push('suspend')
    })
    register.scope = scope
    made[Symbol.asyncDispose]()
    seen.push(register.scope)
    register.scope = null
    expect(seen).toEqual(['suspend', scope, caller])
  })

  it('suspends for a nullish value too, where the engine awaits', () => {
    let suspended = 0
    const made = asyncDisposer(null, scope, () => {
      suspended++
    })
    expect(made[Symbol.asyncDispose]()).toBe(undefined)
    expect(suspended).toBe(1)
  })

  it('hands a nullish value through to using', () => {
    expect(disposer(null, scope)).toBe(null)
    expect(disposer(undefined, scope)).toBe(undefined)
  })
})
