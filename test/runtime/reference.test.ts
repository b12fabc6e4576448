// biome-ignore-all lint/complexity/noArguments: one helper is for exactly these
// biome-ignore-all lint/suspicious/noThenProperty: thenables are what is tried
import { mock } from 'node:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  again,
  back,
  bound,
  chain,
  enter,
  frame,
  from,
  key,
  leave,
  pick,
  register,
  restOf,
  resume,
  suspend,
} from '../../runtime/compiled.ts'
import { after, bind, currentScope, openScope } from '../../runtime/index.ts'

describe('bound', () => {
  it('is the function itself without a scope, and anything else itself', () => {
    const fn = () => {}
    expect(bound(fn)).toBe(fn)
    openScope().run(() => expect(bound('eval me')).toBe('eval me'))
  })

  it('gives the scope where the register is empty, and the caller its own where it is not', () => {
    const [mine, other] = [openScope(), openScope()]
    const seen = mine.run(() => bound(() => currentScope()))
    expect(seen()).toBe(mine)
    expect(other.run(seen)).toBe(other)
    expect(register.scope).toBe(null)
  })

  it('keeps this, arguments, result, name and length, and puts the register back after a throw', () => {
    const scope = openScope()
    function save(this: unknown, a: number, b: number) {
      if (a < 0) throw new RangeError('negative')
      return [this, a, b]
    }
    const made = scope.run(() => bound(save))
    expect(made).not.toBe(save)
    expect([made.name, made.length]).toEqual(['save', 2])
    const self = {}
    expect(made.call(self, 1, 2)).toEqual([self, 1, 2])
    expect(() => made.call(self, -1, 2)).toThrow(RangeError)
    expect(register.scope).toBe(null)
  })
})

describe('bound, for a scheduler that is not the real one', () => {
  const later = (): void => {}
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    mock.restoreAll()
  })

  it('is the function itself for a spy, which is expected to have been called with it', () => {
    const spied = vi.spyOn(globalThis, 'setTimeout')
    openScope().run(() => setTimeout(bound(later, setTimeout), 10))
    expect(setTimeout).toHaveBeenCalledWith(later, 10)
    clearTimeout(spied.mock.results[0]?.value)
  })

  it('is the function itself for a mock of node:test, and for a bare mock function', () => {
    const method = mock.method(globalThis, 'setImmediate', () => {})
    openScope().run(() => setImmediate(bound(later, setImmediate)))
    expect(method.mock.calls[0]?.arguments).toEqual([later])
    openScope().run(() => expect(bound(later, vi.fn())).toBe(later))
  })

  it('gives the scope under fake timers, which show no function', () => {
    vi.useFakeTimers()
    const scope = openScope()
    const seen: unknown[] = []
    scope.run(() =>
      setTimeout(
        bound(() => seen.push(currentScope()), setTimeout),
        10,
      ),
    )
    vi.advanceTimersByTime(10)
    expect(seen).toEqual([scope])
    vi.useRealTimers()
    mock.timers.enable({ apis: ['setTimeout'] })
    scope.run(() =>
      setTimeout(
        bound(() => seen.push(currentScope()), setTimeout),
        10,
      ),
    )
    mock.timers.tick(10)
    mock.timers.reset()
    expect(seen).toEqual([scope, scope])
  })

  it('gives the scope to a timer that a tracer has wrapped', () => {
    const traced = (fn: () => void): void => fn()
    openScope().run(() => expect(bound(later, traced)).not.toBe(later))
  })
})

describe('chain', () => {
  it('binds what is given to an intrinsic promise method', async () => {
    const scope = openScope()
    const seen: unknown[] = []
    const note = () => seen.push(register.scope)
    await scope.run(() => chain(Promise.resolve(), 'then', note))
    await scope.run(() => chain(Promise.reject(new Error('x')), 'catch', note))
    await scope.run(() => chain(Promise.resolve(), 'finally', note))
    await scope.run(() => chain(Promise.reject(new Error('x')), 'then', undefined, note))
    expect(seen).toEqual([scope, scope, scope, scope])
  })

  it('reads the method once and leaves the arguments of any other alone', () => {
    const scope = openScope()
    const fn = () => {}
    let reads = 0
    const receiver = {
      get then() {
        reads++
        return (...args: unknown[]) => args
      },
    }
    expect(scope.run(() => chain(receiver, 'then', fn, 2))).toEqual([fn, 2])
    expect(reads).toBe(1)
  })

  it('adds no tick', async () => {
    const scope = openScope()
    const order: string[] = []
    scope.run(() => {
      Promise.resolve().then(() => order.push('a'))
      chain(Promise.resolve(), 'then', () => order.push('b'))
      Promise.resolve().then(() => order.push('c'))
    })
    await new Promise((resolve) => setTimeout(resolve))
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('throws the TypeErrors of the call as written', () => {
    expect(() => chain(undefined, 'then')).toThrow(TypeError)
    expect(() => chain({}, 'then')).toThrow('then is not a function')
  })
})

describe('bind', () => {
  it('pins to the scope of the moment, whoever calls', () => {
    const [mine, other] = [openScope(), openScope()]
    const pinned = mine.run(() => bind(() => currentScope()))
    expect([pinned(), other.run(pinned)]).toEqual([mine, mine])
    const none = bind(() => currentScope())
    expect(other.run(none)).toBe(null)
  })

  it('refuses what is no function, with a code', () => {
    expect(() => bind(42 as never)).toThrow(expect.objectContaining({ code: 'AFTERWORD_BAD_FUNCTION' }))
  })
})

describe('from', () => {
  const request = {}
  const scope = openScope({ carriers: [request] })

  it('knows a carrier, a scope, and what holds one', () => {
    for (const candidate of [
      request,
      scope,
      { raw: request },
      { req: request },
      { req: { raw: request } },
      { request },
    ]) {
      expect(from(candidate)).toBe(scope)
    }
    expect(from(1, null, 'text', {}, request)).toBe(scope)
    expect(from(null, 5, undefined)).toBe(null)
  })

  it('takes a throwing getter for no answer', () => {
    const context = {
      get raw() {
        throw new Error('none')
      },
      request,
    }
    expect(from(context)).toBe(scope)
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no')
        },
      },
    )
    expect(from(hostile)).toBe(null)
  })

  const anything: Record<string, () => unknown> = {
    'says true': () => true,
    'gives itself': () => deep,
    'gives a function': () => () => {},
    'gives an object': () => ({}),
    'gives a scope': () => scope,
  }
  const deep: object = new Proxy(() => {}, { get: () => deep, has: () => true, apply: () => deep })

  it.each(Object.keys(anything))(
    'takes nothing for a scope that answers whatever it is asked: %s',
    (name) => {
      const get = anything[name] as () => unknown
      const answers = [new Proxy({}, { get, has: () => true }), new Proxy(() => {}, { get, has: () => true })]
      for (const candidate of answers) {
        // What it answers may be a request, or hold one: then it is that one's.
        const wanted = name === 'gives a scope' ? scope : null
        expect(from(candidate)).toBe(wanted)
        expect(from({ request: candidate })).toBe(null)
        if (wanted) continue
        const entry = () => after.with(candidate, () => {})
        expect(entry).toThrow(expect.objectContaining({ code: 'AFTERWORD_UNKNOWN_CARRIER' }))
      }
    },
  )

  it('takes no parsed JSON for a scope', () => {
    expect(from(JSON.parse('{"afterword.scope":1,"Symbol(afterword.scope)":1,"run":1}'))).toBe(null)
  })
})

describe('pick', () => {
  it('is register first, and tells once of a closure between two live requests', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const [outer, caller] = [openScope({ name: 'GET /a' }), openScope({ name: 'GET /b' })]
    expect(pick(outer, 'p:1')).toBe(outer)
    expect(pick(null, 'p:1')).toBe(null)
    expect(warn).toHaveBeenCalledTimes(0)
    caller.run(() => expect(pick(outer, 'p:1')).toBe(caller))
    caller.run(() => expect(pick(outer, 'p:1')).toBe(caller))
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls[0]?.[0]).toMatch(/AFTERWORD_CLOSURE_BETWEEN_REQUESTS.*p:1.*GET \/a.*GET \/b/)
    outer.close()
    caller.run(() => expect(pick(outer, 'p:2')).toBe(caller))
    expect(warn).toHaveBeenCalledTimes(1)
    warn.mockRestore()
  })
})

describe('what a function that suspends holds', () => {
  const [ours, theirs] = [openScope({}), openScope({})]

  it('puts back what was found, once, and gives back what goes through', () => {
    register.scope = theirs
    const own = frame(ours)
    expect(register.scope).toBe(ours)
    expect(leave(own, 'value')).toBe('value')
    expect(register.scope).toBe(theirs)
    register.scope = null
    leave(own)
    expect(register.scope).toBe(null)
    expect(back(own, 'more')).toBe('more')
    expect(register.scope).toBe(ours)
    leave(own)
    expect(register.scope).toBe(null)
  })

  it('finds another in the register where a generator is advanced', () => {
    register.scope = ours
    const own = frame()
    leave(own)
    register.scope = theirs
    back(own)
    expect(register.scope).toBe(ours)
    leave(own)
    expect(register.scope).toBe(theirs)
    register.scope = null
  })

  it('recovers the register only where it is suspended', () => {
    register.scope = theirs
    const own = frame(ours)
    again(own)
    leave(own)
    expect(register.scope).toBe(theirs)
    register.scope = null
    again(own)
    expect(register.scope).toBe(ours)
    leave(own)
    expect(register.scope).toBe(null)
  })
})

describe('what a closure holds', () => {
  const [ours, theirs] = [openScope({}), openScope({})]

  it('is the caller that it puts back', () => {
    register.scope = theirs
    const caller = resume(ours)
    expect(caller).toBe(theirs)
    expect(register.scope).toBe(ours)
    suspend(caller)
    expect(register.scope).toBe(theirs)
    register.scope = null
  })

  it('enter writes an empty register only', () => {
    register.scope = null
    expect(enter(ours)).toBe(null)
    expect(register.scope).toBe(ours)
    expect(enter(theirs)).toBe(ours)
    expect(register.scope).toBe(ours)
    register.scope = null
  })
})

describe('the small names', () => {
  it('are what the contract says', () => {
    expect(typeof key()).toBe('symbol')
    expect(register).toBe((globalThis as never)[Symbol.for('afterword.register.v1')])
    function rest() {
      return restOf(arguments, 1)
    }
    const made = (rest as (...args: number[]) => unknown[])(1, 2, 3)
    expect(Array.isArray(made)).toBe(true)
    expect(made).toEqual([2, 3])
  })
})
