// What `afterword/test` promises: flushAfter, and which scope is meant.
import { describe, expect, it, vi } from 'vitest'
import { withAfter } from '../../runtime/hosts/fetch.ts'
import { type AfterInfo, after, configureAfter, openScope } from '../../runtime/index.ts'
import { afterTasks, flushAfter, withAfterScope } from '../../runtime/test.ts'
import { compiledAfter } from '../runtime/placed.ts'
import { sleep } from '../runtime/servers.ts'
import { fail, printed } from './setup.ts'

describe('flushAfter', () => {
  it('runs the tasks as the host does when the response is sent, nested ones too, and reports', async () => {
    const log: unknown[] = []
    const { scope } = await withAfterScope(() => {
      after(async ({ outcome, status }) => {
        log.push(outcome, status)
        await sleep(1)
        scope.run(() => after(() => sleep(1).then(() => log.push('nested'))))
      })
      after(() => log.push('failure'), { on: 'error' })
      return new Response(null, { status: 204 })
    })
    expect(log).toEqual([])
    expect(await flushAfter(scope)).toEqual({
      done: 2,
      failed: 0,
      timeout: 0,
      skipped: 1,
      cancelled: 0,
      dropped: 0,
      errors: [],
    })
    expect(log).toEqual(['sent', 204, 'nested'])
    expect(scope.state).toBe('drained')
  })

  it('may be called again, and waits for late tasks', async () => {
    const { scope } = await withAfterScope(() => {})
    await flushAfter(scope)
    const log: string[] = []
    scope.after(() => sleep(2).then(() => log.push('late')))
    await flushAfter(scope)
    expect(log).toEqual(['late'])
    scope.after(fail('late'))
    await expect(flushAfter(scope)).rejects.toThrow('late')
  })

  it('tells of other outcomes', async () => {
    const log: unknown[] = []
    const { scope } = await withAfterScope(() => {
      after(({ outcome, status, error }: AfterInfo) => log.push(outcome, status, error))
    })
    await flushAfter(scope, { outcome: 'aborted', status: 499, error: 'gone' })
    expect(log).toEqual(['aborted', 499, 'gone'])
    await expect(flushAfter(scope, { outcome: 'lost' } as never)).rejects.toMatchObject({
      code: 'AFTERWORD_BAD_OPTION',
    })
    await expect(flushAfter(scope, { failures: 'ignore' } as never)).rejects.toMatchObject({
      code: 'AFTERWORD_BAD_OPTION',
    })
  })

  it('rejects with the very error of a task that fails, once all are over', async () => {
    const error = new Error('no mail server')
    const log: string[] = []
    const { scope } = await withAfterScope(() => {
      after(() => {
        throw error
      })
      after(() => sleep(5).then(() => log.push('other')))
    })
    await expect(flushAfter(scope)).rejects.toBe(error)
    expect(log).toEqual(['other'])
    // It is told once.
    expect(printed).not.toHaveBeenCalled()
  })

  it('rejects with all errors of several, nested ones too, and names their tasks', async () => {
    const { scope } = await withAfterScope((scope) => {
      compiledAfter('a.ts:1', fail('one'), { name: 'mail' })
      compiledAfter('a.ts:2', () => void scope.run(compiledAfter, 'a.ts:3', fail('two')))
      compiledAfter('a.ts:4', () => new Promise(() => {}), { timeout: 5 })
    })
    const error: AggregateError = await flushAfter(scope).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    )
    expect(error).toBeInstanceOf(AggregateError)
    expect(error.message).toBe('3 tasks failed: mail (a.ts:1), a.ts:4, a.ts:3')
    expect(error.errors).toMatchObject([
      { message: 'one' },
      { code: 'AFTERWORD_TASK_TIMEOUT' },
      { message: 'two' },
    ])
  })

  it('keeps them by option', async () => {
    const { scope } = await withAfterScope(() => {
      after(fail('one'))
      after(() => {})
    })
    const report = await flushAfter(scope, { failures: 'keep' })
    expect(report).toMatchObject({ done: 1, failed: 1, errors: [{ message: 'one' }] })
    expect(printed).not.toHaveBeenCalled()
  })

  it('rejects for a dropped task, which the test may have wanted', async () => {
    configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
    const { scope } = await withAfterScope(() => {
      after(() => sleep(1))
      after(() => {})
    })
    await expect(flushAfter(scope)).rejects.toMatchObject({ code: 'AFTERWORD_TASK_DROPPED' })
  })

  it('leaves the application’s hooks as they are; what nobody flushes is printed', async () => {
    const told: unknown[] = []
    configureAfter({ onError: (error) => told.push(error) })
    const { scope } = await withAfterScope(() => void after(fail('one')))
    await flushAfter(scope, { failures: 'keep' })
    expect(told).toMatchObject([{ message: 'one' }])
    configureAfter({ onError: undefined })
    const other = await withAfterScope(() => void after(Promise.reject(new Error('two'))))
    await sleep(1)
    expect(printed).toHaveBeenCalledTimes(1)
    await expect(flushAfter(other.scope)).rejects.toThrow('two')
    await other.scope.after(fail('late')).done
    expect(printed).toHaveBeenCalledTimes(2)
  })

  it('names what is not over within its timeout', async () => {
    const { scope } = await withAfterScope(() => {
      compiledAfter('a.ts:1', () => new Promise(() => {}), { name: 'stuck' })
      compiledAfter('a.ts:2', () => {})
    })
    await expect(flushAfter(scope, { timeout: 10 })).rejects.toMatchObject({
      code: 'AFTERWORD_NEVER_OVER',
      message: expect.stringMatching(/10 ms .*: stuck \(a\.ts:1\)\./),
    })
  })

  it('works under fake timers', async () => {
    vi.useFakeTimers()
    const { scope } = await withAfterScope(() => void after(() => {}))
    expect(await flushAfter(scope, { timeout: 1_000 })).toMatchObject({ done: 1 })
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
  })

  it('finishes the scope of a host, before its body was read', async () => {
    const log: unknown[] = []
    const handler = withAfter((_: Request) => {
      after(({ outcome }) => log.push(outcome))
      after(fail('task'))
      return new Response('body')
    })
    const request = new Request('http://x/')
    await handler(request)
    expect(afterTasks()).toHaveLength(2)
    await expect(flushAfter(request)).rejects.toThrow('task')
    expect(log).toEqual(['sent'])
  })
})

describe('without a scope', () => {
  it('the current one is meant', async () => {
    const { scope: other } = await withAfterScope(() => void after(() => {}))
    await withAfterScope(async () => {
      after(() => {}, { name: 'own' })
      expect(afterTasks()).toMatchObject([{ name: 'own' }])
      await flushAfter()
    })
    expect(other.state).toBe('open')
  })

  it('else the only one that is open, those of hosts last', async () => {
    const host = openScope()
    const { scope } = await withAfterScope(() => {})
    await flushAfter()
    expect([scope.state, host.state]).toEqual(['drained', 'open'])
    await flushAfter()
    expect(host.state).toBe('drained')
  })

  it('else there is none, or it is not known which: never a guess', async () => {
    await expect(flushAfter()).rejects.toMatchObject({
      code: 'AFTERWORD_WHICH_SCOPE',
      message: expect.stringContaining('no scope is open'),
    })
    await withAfterScope(() => {})
    await withAfterScope(() => {})
    expect(() => afterTasks()).toThrow(/AFTERWORD_WHICH_SCOPE: afterTasks\(\) .* 2 scopes are open/)
    expect(() => afterTasks({})).toThrow(/AFTERWORD_WHICH_SCOPE: .* an object that belongs to none/)
  })
})
