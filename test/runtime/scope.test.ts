// biome-ignore-all lint/suspicious/noThenProperty: a hostile thenable is tried
import { afterEach, describe, expect, it, vi } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import {
  type AfterInfo,
  after,
  configureAfter,
  currentScope,
  openScope,
  type Scope,
  type TaskInfo,
} from '../../runtime/index.ts'
import { withAfterScope } from '../../runtime/test.ts'
import { compiledAfter } from './placed.ts'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

afterEach(() => {
  configureAfter({
    onError: undefined,
    onTask: undefined,
    timeout: undefined,
    concurrency: undefined,
    onNoHost: undefined,
  })
  expect(register.scope).toBe(null)
  expect(register.task).toBe(null)
  expect(register.running).toBe(0)
})

/** Runs `give` in a scope, closes it, and waits for the drain. */
async function request(give: (scope: Scope) => void, outcome?: Parameters<Scope['close']>[0]) {
  const { scope } = await withAfterScope({ name: 'GET /' }, give)
  scope.close(outcome)
  return { scope, report: await scope.drained }
}

describe('the drain', () => {
  it('starts tasks in the order they were given, once the scope is closed, all before the first goes on', async () => {
    const log: string[] = []
    const scope = openScope()
    scope.run(() => {
      for (const name of ['a', 'b', 'c']) {
        after(async () => {
          log.push(`${name} starts`)
          await sleep(name === 'a' ? 10 : 1)
          log.push(`${name} ends`)
        })
      }
    })
    await sleep(5)
    expect(log).toEqual([])
    scope.close('sent')
    expect(log).toEqual([])
    await scope.drained
    expect(log.slice(0, 3)).toEqual(['a starts', 'b starts', 'c starts'])
    expect(log.at(-1)).toBe('a ends')
  })

  it('runs each task under its scope, in a job that found the register empty', async () => {
    const seen: unknown[] = []
    const { scope } = await request(() => {
      after(async () => {
        seen.push(currentScope())
        await null
        seen.push(register.scope)
      })
      after(() => seen.push(currentScope()))
    }, 'sent')
    expect(seen).toEqual([scope, scope, null])
  })

  it('lets no task stop another, however it fails', async () => {
    const errors: unknown[] = []
    configureAfter({ onError: (error) => errors.push(error) })
    let ran = 0
    const { report } = await request(() => {
      after(() => {
        throw 'sync'
      })
      after(async () => {
        throw 'async'
      })
      after(() => ({
        then: () => {
          throw 'then'
        },
      }))
      after(Promise.reject('promise'))
      after(() => {
        ran++
      })
    })
    expect(ran).toBe(1)
    expect(errors.sort()).toEqual(['async', 'promise', 'sync', 'then'])
    expect(report).toEqual({ done: 1, failed: 4, timeout: 0, skipped: 0, cancelled: 0, dropped: 0 })
  })

  it('goes on for nested tasks at any depth, also after an await', async () => {
    const log: number[] = []
    const nest = (depth: number) => {
      after(async () => {
        log.push(depth)
        const scope = currentScope() as Scope
        await sleep(1)
        if (depth < 5) scope.run(nest, depth + 1)
      })
    }
    const { scope } = await request(() => nest(1))
    expect(log).toEqual([1, 2, 3, 4, 5])
    expect(scope.state).toBe('drained')
  })

  it('starts a nested task in a microtask of its own, never inside the call', async () => {
    const log: string[] = []
    await request(() =>
      after(() => {
        after(() => log.push('nested'))
        log.push('given')
      }),
    )
    expect(log).toEqual(['given', 'nested'])
  })

  it('tells a task that is given late its deadline, whether another one is pending or not', async () => {
    const deadline = new Date(Date.now() + 50_000)
    for (const isPending of [true, false]) {
      const scope = openScope({ deadline })
      if (isPending) scope.after(new Promise((resolve) => setTimeout(resolve, 20)))
      scope.close('sent', { status: 201 })
      if (!isPending) await scope.drained
      let told: unknown
      await scope.after(({ deadline, status, outcome }) => {
        told = [Number(deadline) > Date.now() + 40_000, status, outcome]
      }).done
      expect(told).toEqual([true, 201, 'sent'])
    }
  })

  it('runs what is given to a drained scope at once, in a microtask of its own', async () => {
    const { scope } = await request(() => {}, 'aborted')
    expect(scope.state).toBe('drained')
    const log: string[] = []
    const handle = scope.after((info: AfterInfo) => log.push(`late ${info.outcome}`))
    log.push('given')
    expect(register.scopes.has(scope)).toBe(true)
    expect(await handle.done).toMatchObject({ status: 'done' })
    expect(log).toEqual(['given', 'late aborted'])
    expect(register.scopes.has(scope)).toBe(false)
  })

  it('closes once: the first outcome wins', async () => {
    let ran = 0
    const { scope } = await request(
      () =>
        after(() => {
          ran++
        }),
      'sent',
    )
    scope.close('errored')
    await scope.drained
    expect([scope.outcome, ran]).toEqual(['sent', 1])
  })

  it('runs at most as many callbacks as concurrency says, in order, and passes over what was cancelled', async () => {
    configureAfter({ concurrency: 2 })
    let running = 0
    let most = 0
    const order: number[] = []
    await request(() => {
      const handles = [0, 1, 2, 3, 4, 5].map((n) =>
        after(async () => {
          order.push(n)
          most = Math.max(most, ++running)
          if (n === 0) expect(handles[3]?.cancel()).toBe(true)
          await sleep(2)
          running--
        }),
      )
    })
    expect(most).toBe(2)
    expect(order).toEqual([0, 1, 2, 4, 5])
  })
})

describe('a place under concurrency', () => {
  it('is not lost with a task that is cancelled while it waits', async () => {
    configureAfter({ concurrency: 1 })
    const log: string[] = []
    await request((scope) => {
      after(async () => {
        log.push('first')
        await sleep(5)
        expect(register.overload?.waiting).toHaveLength(3)
        expect(scope.cancel('second')).toBe(true)
      })
      after(() => log.push('second'), { name: 'second' })
      after(() => log.push('third'))
      after(() => log.push('fourth'))
    })
    expect(log).toEqual(['first', 'third', 'fourth'])
    expect(register.running).toBe(0)
  })
})

describe('what a task is called with', () => {
  it('is nothing, if it declares no parameter', async () => {
    const seen: unknown[] = []
    function flush(timeout = 1000, ...rest: unknown[]) {
      // biome-ignore lint/complexity/noArguments: their number is the point
      seen.push(arguments.length, timeout, rest)
    }
    await request(() => after(flush as never))
    expect(seen).toEqual([0, 1000, []])
  })

  it('is what is known of the response, if it declares one', async () => {
    let info: AfterInfo | undefined
    const scope = openScope({ deadline: new Date(Date.now() + 60_000) })
    const error = new Error('thrown')
    scope.after(
      (given) => {
        info = given
      },
      { name: 'audit', timeout: 5_000 },
    )
    scope.close('errored', { status: 500, error })
    await scope.drained
    expect(info).toMatchObject({ outcome: 'errored', status: 500, error, name: 'audit' })
    expect(info?.signal.aborted).toBe(false)
    const left = Number(info?.deadline) - Date.now()
    expect(left).toBeGreaterThan(4_000)
    expect(left).toBeLessThanOrEqual(5_000)
  })
})

describe('options', () => {
  it('key: of those that have not started the last given runs', async () => {
    const log: string[] = []
    const { report } = await request(() => {
      after(() => log.push('first'), { key: 'k' })
      after(() => log.push('other'), { key: 'o' })
      after(() => log.push('last'), { key: 'k' })
    })
    expect(log).toEqual(['other', 'last'])
    expect(report.cancelled).toBe(1)
  })

  it.each([
    ['sent', ['always', 'success']],
    ['prerendered', ['always', 'success']],
    ['errored', ['always', 'error']],
    ['aborted', ['always', 'abort']],
    [undefined, ['always']],
  ] as const)('on: the outcome %s runs %j', async (outcome, expected) => {
    const log: string[] = []
    const { report } = await request(() => {
      for (const on of ['always', 'success', 'error', 'abort'] as const) after(() => log.push(on), { on })
    }, outcome)
    expect(log).toEqual(expected)
    expect(report.skipped).toBe(4 - expected.length)
  })

  it('timeout: fires the signal, is reported, and the drain goes on without the task', async () => {
    const told: [unknown, TaskInfo][] = []
    configureAfter({ onError: (error, info) => told.push([error, info]) })
    let reason: unknown
    const { report } = await request(() => {
      after(
        ({ signal }) =>
          new Promise(() =>
            signal.addEventListener('abort', () => {
              reason = signal.reason
            }),
          ),
        { name: 'slow', timeout: 10 },
      )
    })
    expect(report.timeout).toBe(1)
    expect(reason).toMatchObject({ code: 'AFTERWORD_TASK_TIMEOUT', name: 'TimeoutError' })
    expect(told).toMatchObject([[reason, { name: 'slow', status: 'timeout' }]])
  })

  it('the host’s deadline is the limit where it is nearer than the timeout', async () => {
    configureAfter({ onError: () => {} })
    const scope = openScope({ deadline: new Date(Date.now() + 20) })
    let deadline: Date | undefined
    scope.after(
      (info) => {
        deadline = info.deadline
        return new Promise(() => {})
      },
      { timeout: 60_000 },
    )
    scope.close('sent')
    expect((await scope.drained).timeout).toBe(1)
    expect(Math.abs(Number(deadline) - Date.now())).toBeLessThan(2_000)
  })

  it('timeout holds for a promise too, and one for all may be configured', async () => {
    configureAfter({ timeout: 10, onError: () => {} })
    const { report } = await request(() => after(new Promise(() => {})))
    expect(report.timeout).toBe(1)
  })
})

describe('the handle', () => {
  it('takes back what has not started, once', async () => {
    let ran = false
    const results: unknown[] = []
    await request(() => {
      const handle = after(() => {
        ran = true
      })
      expect([handle.cancel(), handle.cancel()]).toEqual([true, false])
      handle.done.then((result) => results.push(result.status))
    })
    await sleep(1)
    expect(ran).toBe(false)
    expect(results).toEqual(['cancelled'])
  })

  it('does not take back what runs', async () => {
    const { report } = await request(() => {
      const handle = after(async () => {
        expect(handle.cancel()).toBe(false)
      })
      expect(after(Promise.resolve()).cancel()).toBe(false)
    })
    expect(report.done).toBe(2)
  })

  it('has a done that never rejects', async () => {
    configureAfter({ onError: () => {} })
    const error = new Error('no')
    const scope = openScope()
    const handle = scope.after(() => {
      throw error
    })
    scope.close()
    expect(await handle.done).toEqual({ status: 'failed', error })
  })

  it('after.cancel cancels by name', async () => {
    const log: string[] = []
    await request(() => {
      after(() => log.push('a'), { name: 'a' })
      after(() => log.push('b'), { name: 'b' })
      expect([after.cancel('a'), after.cancel('a'), after.cancel('none')]).toEqual([true, false, false])
    })
    expect(log).toEqual(['b'])
  })

  it('is named by option, by place, by function', async () => {
    const scope = openScope()
    scope.run(() => {
      expect(compiledAfter('src/app.ts:12', () => {}, { name: 'own' }).name).toBe('own')
      expect(compiledAfter('src/app.ts:12', () => {}).name).toBe('src/app.ts:12')
      expect(scope.after(function flush() {}).name).toBe('flush')
      expect(after(() => {}).name).toMatch(/^test\/runtime\/scope\.test\.ts:\d+$/)
    })
    scope.close()
    await scope.drained
  })
})

describe('keeping the host alive', () => {
  it('asks once, at the first task, until the scope is drained', async () => {
    const kept: Promise<unknown>[] = []
    const scope = openScope({ waitUntil: (promise) => kept.push(promise) })
    expect(kept).toHaveLength(0)
    let release = () => {}
    scope.after(
      new Promise<void>((resolve) => {
        release = resolve
      }),
    )
    expect(kept).toHaveLength(1)
    scope.after(() => {})
    expect(kept).toHaveLength(1)
    let settled = false
    void kept[0]?.then(() => {
      settled = true
    })
    scope.close('sent')
    await sleep(5)
    expect(settled).toBe(false)
    release()
    await kept[0]
    expect(scope.state).toBe('drained')
  })

  it('asks for a late task too, and bears a host that has let go', async () => {
    let calls = 0
    const waitUntil = () => {
      calls++
      if (calls > 2) throw new Error('gone')
    }
    const scope = openScope({ waitUntil })
    scope.after(() => {})
    scope.close()
    await scope.drained
    await scope.after(() => {}).done
    expect(calls).toBe(2)
    expect((await scope.after(() => {}).done).status).toBe('done')
    expect(calls).toBe(3)
  })

  it('throws at once where the host cannot, or warns by option', async () => {
    const waitUntil = () => {
      throw new Error('cannot')
    }
    const scope = openScope({ waitUntil })
    expect(() => scope.after(() => {})).toThrow('cannot')
    configureAfter({ onNoHost: 'warn' })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    let ran = false
    scope.after(() => {
      ran = true
    })
    expect(warn).toHaveBeenCalledTimes(1)
    warn.mockRestore()
    scope.close()
    await scope.drained
    expect(ran).toBe(true)
  })

  it('handles the rejection of a promise task at once', async () => {
    const told: unknown[] = []
    configureAfter({ onError: (error) => told.push(error) })
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const scope = openScope()
    scope.after(Promise.reject('early'))
    await sleep(5)
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
    // Reported before the response is finished.
    expect(told).toEqual(['early'])
    scope.close()
    await scope.drained
  })
})

describe('scope.run', () => {
  it('sets the register, hands arguments and result through, and puts it back after a throw', () => {
    const [outer, inner] = [openScope(), openScope()]
    outer.run(() => {
      expect(inner.run((a: number, b: number) => [currentScope(), a + b], 1, 2)).toEqual([inner, 3])
      expect(() =>
        inner.run(() => {
          throw new Error('x')
        }),
      ).toThrow('x')
      expect(currentScope()).toBe(outer)
    })
  })
})

describe('a host of its own context', () => {
  it('answers where the register is empty', async () => {
    const scope = openScope()
    const resolver = () => scope
    register.resolvers.push(resolver)
    expect(currentScope()).toBe(scope)
    const handle = compiledAfter('a:1', () => {})
    register.resolvers.splice(register.resolvers.indexOf(resolver), 1)
    scope.close()
    expect((await handle.done).status).toBe('done')
  })
})

describe('many tasks of one request', () => {
  it('are not looked through for a key that the next one does not have', () => {
    const scope = openScope()
    scope.after(() => {})
    const walked = vi.spyOn((scope as unknown as { tasks: Set<unknown> }).tasks, Symbol.iterator)
    for (let n = 0; n < 5; n++) scope.after(() => {})
    expect(walked).not.toHaveBeenCalled()
    scope.after(() => {}, { key: 'a' })
    expect(walked).toHaveBeenCalledTimes(1)
    scope.close()
  })

  it('given late in one go, share what they know of those that run', async () => {
    const scope = openScope()
    const promise = new Promise<void>((resolve) => setTimeout(resolve, 20))
    scope.close()
    const infos: TaskInfo[] = []
    configureAfter({ onTask: (info) => infos.push(info) })
    scope.after(() => promise, { name: 'first' })
    await null
    scope.after(() => promise, { name: 'second' })
    scope.after(() => promise, { name: 'third' })
    await null
    await scope.after(() => {}, { name: 'fourth' }).done
    expect(await scope.after(promise, { name: 'fifth' }).done).toMatchObject({ status: 'done' })
    await sleep(1)
    configureAfter({ onTask: undefined })
    const of = (name: string) => infos.find((info) => info.name === name)?.during
    expect(of('second')).toEqual(['first'])
    expect(of('third')).toBe(of('second'))
    expect(of('fourth')).toEqual(['first', 'second', 'third'])
    expect(of('fifth')).toEqual(['first', 'second', 'third'])
  })
})

describe('a deadline that has passed', () => {
  it('ends the task at once, without a warning of the process', async () => {
    const warned = vi.fn()
    process.on('warning', warned)
    configureAfter({ onError: () => {} })
    const scope = openScope({ deadline: new Date(Date.now() - 1_000) })
    const { done } = scope.after(() => new Promise(() => {}))
    scope.close()
    expect((await done).status).toBe('timeout')
    await sleep(5)
    process.off('warning', warned)
    expect(warned).not.toHaveBeenCalled()
  })
})
