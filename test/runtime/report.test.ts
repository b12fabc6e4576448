import { afterEach, describe, expect, it, vi } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import { configureAfter, openScope, type Scope, type TaskInfo } from '../../runtime/index.ts'
import { compiledAfter } from './placed.ts'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

afterEach(() => {
  configureAfter({ onError: undefined, onTask: undefined })
  vi.restoreAllMocks()
})

async function request(give: (scope: Scope) => void): Promise<void> {
  const scope = openScope({ name: 'POST /orders', host: 'node' })
  scope.run(give, scope)
  scope.close('sent')
  await scope.drained
  await null
}

describe('a failed task', () => {
  it('is one line on console.error: name, request, place, and the error', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const error = new Error('mail server is down')
    await request(
      () =>
        void compiledAfter(
          'src/mail.ts:7',
          () => {
            throw error
          },
          { name: 'mail' },
        ),
    )
    expect(printed).toHaveBeenCalledTimes(1)
    const [format, line, given] = printed.mock.calls[0] as [string, string, unknown]
    expect(format).toBe('%s')
    expect(line).toMatch(/AFTERWORD_TASK_FAILED: task "mail" of POST \/orders .* src\/mail\.ts:7/)
    expect(line).not.toContain('\n')
    expect(given).toBe(error)
  })

  it('names the chain of tasks that it was given in', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    await request(() => {
      compiledAfter(
        'a.ts:1',
        () => {
          compiledAfter(
            'a.ts:2',
            () => {
              compiledAfter(
                'a.ts:3',
                () => {
                  throw 1
                },
                { name: 'inner' },
              )
            },
            { name: 'middle' },
          )
        },
        { name: 'outer' },
      )
    })
    expect(printed.mock.calls[0]?.[1]).toContain('a.ts:3, given in "outer" > "middle"')
  })

  it('given after an await, names what ran then, and guesses no parent', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    await request((scope) => {
      compiledAfter(
        'a.ts:1',
        async () => {
          await sleep(1)
          scope.run(() =>
            compiledAfter('a.ts:2', () => {
              throw 1
            }),
          )
        },
        { name: 'first' },
      )
      compiledAfter('a.ts:4', () => sleep(10), { name: 'second' })
    })
    expect(printed.mock.calls[0]?.[1]).toContain('given while "first", "second" ran')
  })

  it('goes to onError instead, with what is known of it', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const told: unknown[] = []
    configureAfter({ onError: (error, info) => told.push(error, info) })
    await request(
      () =>
        void compiledAfter(
          'src/mail.ts:7',
          () => {
            throw 'x'
          },
          { name: 'mail' },
        ),
    )
    expect(printed).not.toHaveBeenCalled()
    expect(told).toMatchObject([
      'x',
      {
        name: 'mail',
        place: 'src/mail.ts:7',
        request: 'POST /orders',
        host: 'node',
        chain: [],
        outcome: 'sent',
        status: 'failed',
      },
    ])
  })
})

describe('a hook', () => {
  it.each(['throws', 'rejects'])('that %s is printed and stops nothing', async (how) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const hook = () => {
      if (how === 'throws') throw new Error('hook')
      return Promise.reject(new Error('hook'))
    }
    configureAfter({ onError: hook, onTask: hook })
    let ran = 0
    await request(() => {
      compiledAfter('a:1', () => {
        throw 1
      })
      compiledAfter('a:2', () => {
        ran++
      })
    })
    await sleep(1)
    expect(ran).toBe(1)
    // onError and onTask of the first, onTask of the second; and the failure that onError was to be told of.
    const lines = printed.mock.calls.map(([_, line, error]) => [
      `${line}`.replace(/:.*/, ''),
      /(onError|onTask) .*task "(a:\d)" of POST \/orders/
        .exec(line as string)
        ?.slice(1)
        .join(' '),
      (error as Error).message ?? error,
    ])
    expect(lines.sort()).toEqual([
      ['AFTERWORD_HOOK_FAILED', 'onError a:1', 'hook'],
      ['AFTERWORD_HOOK_FAILED', 'onTask a:1', 'hook'],
      ['AFTERWORD_HOOK_FAILED', 'onTask a:2', 'hook'],
      ['AFTERWORD_TASK_FAILED', undefined, 1],
    ])
  })

  it('onTask hears of every task, with its moments in order', async () => {
    const told: TaskInfo[] = []
    configureAfter({ onTask: (info) => told.push(info), onError: () => {} })
    await request(() => {
      compiledAfter('a:1', () => sleep(5))
      compiledAfter('a:2', () => {
        throw 1
      })
      compiledAfter('a:3', () => {}, { on: 'error' })
      compiledAfter('a:4', () => {}).cancel()
    })
    expect(Object.fromEntries(told.map(({ name, status }) => [name, status]))).toEqual({
      'a:1': 'done',
      'a:2': 'failed',
      'a:3': 'skipped',
      'a:4': 'cancelled',
    })
    const slow = told.find(({ name }) => name === 'a:1') as TaskInfo
    const { givenAt, closedAt, startedAt, endedAt } = slow as {
      [K in keyof TaskInfo]-?: NonNullable<TaskInfo[K]>
    }
    expect(givenAt <= closedAt && closedAt <= startedAt && startedAt < endedAt).toBe(true)
    expect(endedAt - startedAt).toBeGreaterThan(3)
  })

  it('runs with the register empty', async () => {
    const seen: unknown[] = []
    configureAfter({ onTask: () => seen.push(register.scope), onError: () => seen.push(register.scope) })
    await request(() => {
      compiledAfter('a:1', () => {
        throw 1
      })
      compiledAfter('a:2', async () => {})
    })
    expect(seen).toEqual([null, null, null])
  })
})
