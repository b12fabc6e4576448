// What runs on the spot, and what is a callback, as the helpers of compiled code answer it (R2).
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { asked, spot } from '../../runtime/compiled.ts'
import { currentScope, openScope } from '../../runtime/index.ts'
import { register } from '../../runtime/register.ts'

afterEach(() => {
  register.scope = null
})

const open = (name: string) => openScope({ name })
/** What is given to a method of `receiver` by ada, and her scope. */
const givenTo = (
  receiver: unknown,
  fn: (...args: never[]) => unknown = () => currentScope(),
  late?: number,
) => {
  const ada = open('ada')
  register.scope = ada
  asked(receiver)
  const given = spot(fn, late) as (...args: unknown[]) => unknown
  register.scope = null
  return { ada, fn, given }
}
const as = (scope: ReturnType<typeof open> | null, run: () => unknown) => {
  register.scope = scope
  try {
    return run()
  } finally {
    expect(register.scope).toBe(scope)
    register.scope = null
  }
}

describe('spot', () => {
  it('is the function itself for a plain array, map or set', () => {
    for (const receiver of [[], [1], new Map(), new Set(), new Array(3), new Proxy([], {})]) {
      const { fn, given } = givenTo(receiver)
      expect(given).toBe(fn)
    }
  })

  it('is another for what may call later: a subclass, another realm, an iterator, an object, nothing', () => {
    class Rows extends Array {}
    const others = [
      new Rows(),
      runInNewContext('[]'),
      [].values(),
      { map() {} },
      'text',
      null,
      undefined,
      () => {},
    ]
    for (const receiver of [...others, new (class extends Map {})(), Object.create(null)]) {
      const { ada, fn, given } = givenTo(receiver)
      expect(given).not.toBe(fn)
      const bob = open('bob')
      expect(as(bob, () => given())).toBe(ada)
      expect(as(null, () => given())).toBe(ada)
      ada.close('sent')
      expect(as(bob, () => given())).toBe(bob)
    }
  })

  it('is late where an entry wrote it', () => {
    for (const late of [1, 2]) {
      const { ada, given } = givenTo({}, undefined, late)
      ada.close('sent')
      expect(as(open('bob'), () => given())).toBe(ada)
    }
  })

  it('keeps name, length, this, arguments, result and error', () => {
    const failure = new Error('thrown')
    const { given } = givenTo({}, function named(this: unknown, a: unknown, b: unknown) {
      if (a === failure) throw failure
      // biome-ignore lint/complexity/noArguments: they are looked at
      return [this, a, b, arguments.length]
    } as never)
    expect([given.name, given.length]).toEqual(['named', 2])
    const self = {}
    expect(given.call(self, 1, 2, 3)).toEqual([self, 1, 2, 3])
    expect(() => as(open('bob'), () => given(failure))).toThrow(failure)
  })

  it('is the function itself where there is no scope', () => {
    const fn = () => {}
    asked({})
    expect(spot(fn)).toBe(fn)
  })

  it('does not take for an array what a getter of the receiver asked in between, nor what was asked before', () => {
    const { ada } = givenTo([])
    const seen: unknown[] = []
    const hot = {
      get map() {
        asked([1]).map(spot((each) => seen.push(each)))
        return (fn: unknown) => seen.push(fn)
      },
    }
    const fn = () => {}
    as(ada, () => asked(hot).map(spot(fn)))
    expect(seen[0]).toBe(1)
    expect(seen[1]).not.toBe(fn)
    // What threw in between leaves nothing behind for the next.
    as(ada, () => {
      const missing = () => (asked([]) as unknown as { none: { map(fn: unknown): void } }).none.map(spot(fn))
      expect(missing).toThrow(TypeError)
      expect(asked(null)).toBe(null)
      expect(spot(fn)).not.toBe(fn)
    })
  })
})
