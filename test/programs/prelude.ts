import { unviewed } from '../../runtime/callbacks.ts'
import type { Form } from './tree.ts'
import { show, type World } from './world.ts'

// biome-ignore lint/suspicious/noExplicitAny: functions of generated programs
type Any = any
type Fn = (...args: Any[]) => Any

export interface Scope {
  id: number
  state?: 'drained'
  /** Within which it was opened. */
  opened?: Scope | null
  /** By hand: that it is handed to what is made for whoever comes. */
  of?: Scope
}

/**
 * The code around a program that nobody compiled. It is written once, in the hand-threaded way: each helper is told
 * with which scope it was called, hands that on to what it calls before it returns, and nothing to what it calls
 * later. As written, the same code runs without any of it: there the register does what it does.
 */
export function prelude(world: World, form: Form, register: { scope: unknown }): Record<string, unknown> {
  const threaded = form === 'threaded'
  const told = <T extends Fn>(helper: T): Fn =>
    threaded ? helper : (...args: Any[]) => helper(undefined, ...args)
  const call = (fn: Fn, s: unknown, ...args: unknown[]) => {
    if (threaded) return fn(s, ...args)
    const before = register.scope
    try {
      return fn(...args)
    } finally {
      if (register.scope !== before) world.trace.push('register changed by a call')
    }
  }
  const later = (fn: () => void, delay: number) => world.timer(fn, delay)
  const soon = (fn: () => void) => queueMicrotask(() => world.job(fn))

  const see = told((s: Scope | null | undefined, label: number, value: unknown = label) => {
    const scope = threaded ? s : (register.scope as Scope | null)
    world.log(`see ${label} of ${scope?.id ?? 'nobody'}: ${show(value)}`)
    return value
  })

  let opened = 0
  /** What somebody does in a scope of its own, inside of another. */
  const nested = told((s: Scope | null, fn: Fn) => {
    if (opened++ > 8) return
    const around = (threaded ? (s?.of ?? s) : unviewed(register.scope as never)) as Scope | null
    const scope: Scope = { id: opened * 100 + (around?.id ?? 0), opened: around }
    if (threaded) return call(fn, scope, 'nested')
    const before = register.scope
    register.scope = scope
    try {
      return fn('nested')
    } finally {
      if (register.scope !== scope) world.trace.push('register changed by a call')
      register.scope = before
    }
  })
  /** The request is answered, and its last task is done. */
  const over = told((s: Scope | null) => {
    const scope = (threaded ? (s?.of ?? s) : unviewed(register.scope as never)) as Scope | null
    if (scope) scope.state = 'drained'
  })

  let waiting: Fn[] = []
  let draining = false
  const queue = {
    add: told((_s, fn: Fn) => {
      waiting.push(fn)
      if (draining) return
      draining = true
      later(() => {
        const all = waiting
        waiting = []
        draining = false
        for (const one of all) world.job(() => call(one, null, 'queued'))
      }, 1)
    }),
  }

  let batched: Fn[] = []
  let flushing = false
  const batch = {
    // Emptied by whoever fills it: the others' functions are then called with this caller's scope.
    add: told((s, fn: Fn) => {
      batched.push(fn)
      if (batched.length < 3 || flushing) return
      flushing = true
      const all = batched
      batched = []
      for (const one of all) {
        try {
          call(one, s, 'batched')
        } catch (error) {
          world.log(`batch caught ${show(error)}`)
        }
      }
      flushing = false
    }),
  }

  let busy = 0
  const line: (() => void)[] = []
  const pool = {
    run: told(async (s, fn: Fn) => {
      let own = s
      if (busy >= 2) {
        await new Promise<void>((resolve) => line.push(resolve))
        own = null
      }
      busy++
      try {
        return await call(fn, own, 'pooled')
      } finally {
        busy--
        line.shift()?.()
      }
    }),
  }

  const retry = told(async (s, fn: Fn) => {
    try {
      return await call(fn, s, 'first')
    } catch (error) {
      world.log(`retry after ${show(error)}`)
      // Whatever threw at once was called at once: from here on nobody knows any more for whom.
      await null
      return await call(fn, null, 'second')
    }
  })

  const listeners: Fn[] = []
  let emitting = false
  let emitted = 0
  const emitter = {
    on: told((_s, fn: Fn) => {
      if (listeners.length < 5) listeners.push(fn)
    }),
    emit: told((s, value: unknown) => {
      // Listeners may emit again: once is enough to show who they belong to.
      if (emitting || emitted++ > 6) return
      emitting = true
      for (const fn of [...listeners]) {
        try {
          call(fn, s, value)
        } catch (error) {
          world.log(`emitter caught ${show(error)}`)
        }
      }
      emitting = false
    }),
  }

  const stashed: Fn[] = []
  const gates: ((value: unknown) => void)[] = []
  let turns = 0
  let fills = 0

  const source = told((_s, count: number, fn: Fn) => {
    let left = count
    return {
      [Symbol.iterator]() {
        return this
      },
      next: told((s) => (left-- > 0 ? { done: false, value: call(fn, s, left) } : { done: true })),
      return: told((s) => ({ done: true, value: call(fn, s, 'closed') })),
    }
  })
  const stream = told((_s, count: number, fn: Fn) => {
    let left = count
    return {
      [Symbol.asyncIterator]() {
        return this
      },
      next: told((s) => {
        if (left-- <= 0) return Promise.resolve({ done: true })
        return Promise.resolve({ done: false, value: call(fn, s, left) })
      }),
      return: told(async (s) => ({ done: true, value: call(fn, s, 'closed') })),
    }
  })

  return {
    see,
    ...(threaded ? { own: see } : {}),
    show,
    queue,
    batch,
    pool,
    retry,
    emitter,
    source,
    stream,
    nested,
    over,
    /** An array, of which nothing shows that it is one; and what is none, and calls later what its methods are given. */
    listed: (...all: unknown[]) => all,
    lazily: {
      map: queue.add,
      forEach: emitter.on,
      find: told((_s, fn: Fn) => later(() => call(fn, null, 'found'), 1)),
    },
    keeper: told((_s, fn: Fn) => fn),
    anyone: told((_s, fn: Fn) => fn),
    once: told((_s, fn: Fn) => fn),
    Holder: threaded
      ? function (this: Any, _s: unknown, fn: Fn) {
          this.fn = fn
        }
      : class {
          fn: Fn
          constructor(fn: Fn) {
            this.fn = fn
          }
        },
    fallback: () => 0,
    stash: {
      put: told((_s, fn: Fn) => {
        if (fills++ < 12) stashed.push(fn)
      }),
      take: () => stashed.shift(),
    },
    gate: {
      wait: () => new Promise((resolve) => gates.push(resolve)),
      open: (value: unknown) => {
        for (const resolve of gates.splice(0)) resolve(value)
      },
    },
    soon: told((_s, fn: Fn) => soon(() => call(fn, null, 'soon'))),
    later: told((_s, fn: Fn) => later(() => call(fn, null, 'later'), 2)),
    twice: told((s, fn: Fn) => {
      call(fn, s, 'once')
      soon(() => call(fn, null, 'twice'))
    }),
    memo: told((_s, fn: Fn) => {
      let known: unknown
      let count = 0
      return told((s, arg: unknown) => {
        // Every other call is answered from memory.
        if (count++ % 2 === 0) known = call(fn, s, arg)
        return known
      })
    }),
    collect: async (iterable: AsyncIterator<unknown>) => {
      const values: unknown[] = []
      for (let count = 0; count < 6; count++) {
        const { done, value } = await iterable.next()
        if (done) break
        values.push(value)
      }
      return values
    },
    ticks: async (count: number) => {
      for (let index = 0; index < count; index++) await null
      return count
    },
    pause: (delay: number) => new Promise((resolve) => later(() => resolve(delay), delay)),
    turn: (every: number) => turns++ % (every + 1) === 0,
    setTimeout: (fn: Fn, delay: number, ...args: unknown[]) => later(() => fn(...args), delay),
    setImmediate: (fn: Fn, ...args: unknown[]) => later(() => fn(...args), 0),
    setInterval: (fn: Fn) => {
      later(() => fn(), 1)
      later(() => fn(), 3)
    },
    queueMicrotask: (fn: Fn) => soon(() => fn()),
    process: {
      nextTick: (fn: Fn, ...args: unknown[]) => process.nextTick(() => world.job(() => fn(...args))),
    },
    ...byHand,
  }
}

const all = new WeakMap<Scope, Scope>()

const iterators = /^\[object (?:Async)?Generator\]$/

/** What only the hand-threaded form needs: how to hand a scope to functions that the engine calls. */
const byHand = {
  /** Whom a function works for that was handed over by `author`, and is called with `given`. */
  keep: (given: Scope | null | undefined, author: Scope | null, late?: number): Scope | null | undefined => {
    if (!given || !author) return given ?? author
    // What was made for whoever comes is whoever's, but for what its author waits for.
    if (author.of && late !== 2) return given
    if (author.of) return byHand.keep(given, author.of, late)
    if (given.of === author) return given
    for (let around = given.opened; around; around = around.opened) if (around === author) return given
    return author.state === 'drained' && !late ? given : author
  },
  forAll: (s: Scope | null | undefined) => {
    if (!s || s.of) return s
    const known = all.get(s)
    if (known) return known
    const made: Scope = Object.create(s, { of: { value: s } })
    all.set(s, made)
    return made
  },
  handed: (s: unknown, fn: Fn) =>
    function (this: unknown, ...args: unknown[]) {
      return fn.call(this, s, ...args)
    },
  /** An iterable whose hidden steps are given the scope of the loop. */
  stepped: (s: unknown, iterable: Any) => {
    if (iterable === null || iterable === undefined) return iterable
    const key = iterable[Symbol.asyncIterator] ? Symbol.asyncIterator : Symbol.iterator
    if (!iterable[key]) return iterable
    const begin = () => {
      const iterator = iterable[key](s)
      const generated = iterators.test(Object.prototype.toString.call(iterator))
      if (typeof iterator !== 'object' || iterator === null || generated) return iterator
      const steps: Record<string, Fn> = {}
      for (const name of ['next', 'return', 'throw'])
        if (typeof iterator[name] === 'function')
          steps[name] = (...args: unknown[]) => iterator[name](s, ...args)
      return steps
    }
    return { [key]: begin }
  },
  disposable: (s: unknown, value: Any) => {
    if (value === null || value === undefined) return value
    const key = value[Symbol.asyncDispose] ? Symbol.asyncDispose : Symbol.dispose
    return { [key]: () => value[key](s) }
  },
}
