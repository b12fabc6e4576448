// Durable tasks at their call and in their job, on an engine that is an array. The modules are what the compiler emits, by hand.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { durable, job } from '../../runtime/durable/compiled.ts'
import { home } from '../../runtime/durable/home.ts'
import { configureDurable, runJob, type StoredJob, work } from '../../runtime/durable/index.ts'
import { withAfter as withFetch } from '../../runtime/hosts/fetch.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import {
  after,
  bind,
  configureAfter,
  cookies,
  type DurableInfo,
  headers,
  openScope,
} from '../../runtime/index.ts'
import { flushAfter, withAfterScope } from '../../runtime/test.ts'
import { type Memory, memory } from './memory.ts'

let engine: Memory
const ran: unknown[] = []

beforeEach(() => {
  engine = memory()
  configureDurable({ engine })
  home.jobs.clear()
  ran.length = 0
})

afterEach(() => {
  configureDurable({ hold: 5_000 })
  configureAfter({ onError: undefined, onTask: undefined })
})

job('receipt', ['order'], 'src/orders.ts:12', (order) => () => {
  ran.push(order)
})

const attemptOf = ({ id, name, data }: StoredJob, attempt = 1) => ({ id, name, data, attempt })

/** What `after(() => ran.push(order), { name: 'receipt', durable: … })` compiles to. */
function receipt(order: unknown, options: object = {}) {
  job('receipt', ['order'], 'src/orders.ts:12', (given) => (() => ran.push(given)) as never)
  return after(durable('receipt', { order }), { name: 'receipt', durable: true, ...options })
}

async function serve<T>(
  listener: Parameters<typeof createServer>[1],
  use: (url: string) => Promise<T>,
): Promise<T> {
  const server = createServer(withAfter(listener as never))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('a durable task is stored before its response is over', () => {
  test('the last byte waits for the store, and one batch holds all tasks of the request', async () => {
    let isStored = false
    engine.before = async () => {
      await new Promise((resolve) => setTimeout(resolve, 40))
      isStored = true
    }
    await serve(
      (_req, res) => {
        receipt({ id: 1 })
        receipt({ id: 2 })
        res.end('done')
        expect([res.headersSent, res.writableEnded]).toEqual([true, true])
      },
      async (url) => {
        const response = await fetch(url)
        expect(await response.text()).toBe('done')
        expect(response.headers.get('content-length')).toBe('4')
      },
    )
    expect(isStored).toBe(true)
    expect(engine.batches.map((batch) => batch.length)).toEqual([2])
  })

  test('what Content-Length has counted is the last byte, whoever ends it later', async () => {
    let storedAt = 0
    engine.before = async () => {
      await new Promise((resolve) => setTimeout(resolve, 40))
      storedAt = performance.now()
    }
    await serve(
      (_req, res) => {
        res.setHeader('content-length', 6)
        receipt(1)
        res.write('abc')
        res.write('def')
        setTimeout(() => res.end(), 200)
      },
      async (url) => {
        const text = await (await fetch(url)).text()
        expect(text).toBe('abcdef')
        expect(storedAt).toBeGreaterThan(0)
        expect(storedAt).toBeLessThan(performance.now())
      },
    )
  })

  test('a body that is streamed flows, and only its end waits', async () => {
    let begun = 0
    engine.before = () => {
      begun++
    }
    await serve(
      (_req, res) => {
        receipt(1)
        res.write('first')
        const rest = bind(() => {
          expect(begun).toBe(0)
          receipt(2)
          res.end('last')
        })
        setTimeout(rest, 30)
      },
      async (url) => expect(await (await fetch(url)).text()).toBe('firstlast'),
    )
    expect(engine.batches.map((batch) => batch.length)).toEqual([2])
  })

  test('a task that is given after the end is stored at once', async () => {
    await serve(
      (_req, res) => {
        res.end('done')
        receipt(1)
      },
      async (url) => {
        await (await fetch(url)).text()
        await vi.waitFor(() => expect(engine.batches).toHaveLength(1))
      },
    )
  })

  test('a Response waits for it, and so does the end of a body that is a stream', async () => {
    let stored = 0
    engine.before = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      stored++
    }
    const handler = withFetch(async (_request: Request) => {
      receipt(1)
      const again = bind(() => receipt(2))
      const body = new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode('a'))
          await new Promise((resolve) => setTimeout(resolve, 60))
          again()
          controller.close()
        },
      })
      return new Response(body)
    })
    const response = await handler(new Request('http://localhost/'))
    expect(stored).toBe(1)
    expect(await response.text()).toBe('a')
    expect(stored).toBe(2)
  })

  test('a response without durable tasks keeps the methods of its own', async () => {
    await serve(
      (_req, res) => {
        after(() => {})
        expect([Object.hasOwn(res, 'end'), Object.hasOwn(res, 'write')]).toEqual([false, false])
        res.end()
      },
      async (url) => void (await fetch(url)),
    )
    expect(engine.batches).toEqual([])
  })

  test('`done` stores by hand, while the response is open', async () => {
    await serve(
      async (_req, res) => {
        const { status } = await receipt(1).done
        res.end(`${status} ${engine.batches.length}`)
      },
      async (url) => expect(await (await fetch(url)).text()).toBe('done 1'),
    )
  })

  test('for an outcome it is stored when that is known, and for another not at all', async () => {
    const scope = openScope()
    scope.run(() => {
      receipt('failed', { on: 'error' })
      receipt('sent', { on: 'success' })
    })
    expect(engine.batches).toEqual([])
    scope.close('sent')
    await scope.drained
    expect(engine.jobs().map(({ data }) => data.values)).toEqual([expect.stringContaining('sent')])
  })

  test('it is taken back, or replaced by its key, until it is stored', async () => {
    await serve(
      async (_req, res) => {
        receipt('first', { key: 'a' })
        const second = receipt('second', { key: 'a' })
        const third = receipt('third')
        expect(third.cancel()).toBe(true)
        await second.done
        expect(second.cancel()).toBe(false)
        res.end()
      },
      async (url) => void (await fetch(url)),
    )
    expect(engine.jobs().map(({ data }) => data.values)).toEqual([expect.stringContaining('second')])
  })
})

describe('what fails is told', () => {
  test('without an engine the call throws', () => {
    home.engine = undefined
    const scope = openScope()
    expect(() => scope.run(() => receipt(1))).toThrow(/^AFTERWORD_NO_ENGINE: after\(\) at .*tasks\.test\.ts/)
    expect(scope.state).toBe('open')
  })

  test('a closure that nobody compiled is refused', () => {
    const scope = openScope()
    const call = () => after(() => {}, { name: 'plain', durable: true })
    expect(() => scope.run(call)).toThrow(/^AFTERWORD_DURABLE_UNCOMPILED/)
  })

  test.each([
    ['a function', { lines: [{ f: () => 1 }] }, 'order.lines[0].f'],
    ['an instance', { pool: new (class Pool {})() }, 'order.pool'],
    ['a subclass of what could be stored', { map: new (class Cart extends Map {})() }, 'order.map'],
    ['a promise', { later: Promise.resolve() }, 'order.later'],
    ['a symbol', { is: Symbol('x') }, 'order.is'],
  ])('%s is refused with its path', (_, order, path) => {
    const scope = openScope()
    const text = `AFTERWORD_DURABLE_VALUE: task "receipt" of after() at `
    expect(() => scope.run(() => receipt(order))).toThrow(text)
    expect(() => scope.run(() => receipt(order))).toThrow(`: ${path}: `)
  })

  test('more than a message is refused', () => {
    const scope = openScope()
    expect(() => scope.run(() => receipt('x'.repeat(300_000)))).toThrow(/^AFTERWORD_DURABLE_SIZE/)
  })

  test('an engine that is down: onError has the coded error, the response goes out unharmed', async () => {
    const told: unknown[] = []
    configureAfter({ onError: (error, info) => told.push([(error as { code?: string }).code, info.name]) })
    engine.before = () => Promise.reject(new Error('connection refused'))
    await serve(
      (_req, res) => {
        receipt(1)
        res.end('done')
      },
      async (url) => expect(await (await fetch(url)).text()).toBe('done'),
    )
    await vi.waitFor(() => expect(told).toEqual([['AFTERWORD_DURABLE_NOT_STORED', 'receipt']]))
    expect(ran).toEqual([])
  })

  test('an engine that does not answer holds a response no longer than `hold`', async () => {
    const told: string[] = []
    configureAfter({ onError: (error) => told.push(String(error)) })
    configureDurable({ hold: 50 })
    engine.before = () => new Promise(() => {})
    await serve(
      (_req, res) => {
        receipt(1)
        res.end('done')
      },
      async (url) => expect(await (await fetch(url)).text()).toBe('done'),
    )
    expect(told).toEqual([expect.stringMatching(/AFTERWORD_DURABLE_NOT_STORED.*no answer in 50 ms/)])
  })

  test("failover: 'run' runs it here, once, after the response", async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
    engine.before = () => Promise.reject(new Error('connection refused'))
    await serve(
      (_req, res) => {
        receipt({ id: 7 }, { durable: { failover: 'run' } })
        res.end('done')
      },
      async (url) => expect(await (await fetch(url)).text()).toBe('done'),
    )
    await vi.waitFor(() => expect(ran).toEqual([{ id: 7 }]))
    expect(console.warn).toHaveBeenCalledTimes(1)
    vi.restoreAllMocks()
  })

  test.each([
    [{ attempts: 0 }, 'attempts must be a whole number from 1'],
    [{ delay: -1 }, 'delay must be a number of milliseconds'],
    [{ id: '' }, 'id must be a string that is not empty'],
    [{ failover: 'walk' }, 'failover must be one of run'],
    [{ retries: 3 }, 'there is no option retries'],
  ])('the option %o is refused', (given, text) => {
    const scope = openScope()
    expect(() => scope.run(() => receipt(1, { durable: given }))).toThrow(text)
  })

  test('a transaction is refused by an engine that takes none', () => {
    const scope = openScope()
    expect(() => scope.run(() => receipt(1, { durable: { tx: {} } }))).toThrow(/^AFTERWORD_DURABLE_NO_TX/)
  })

  test('two files with one name', () => {
    job('receipt', [], 'src/orders.ts:12', () => () => {})
    job('receipt', [], 'src/orders.ts:14', () => () => {})
    const again = () => job('receipt', [], 'src/mail.ts:3', () => () => {})
    expect(again).toThrow(/^AFTERWORD_DURABLE_TWICE: .*src\/orders\.ts:14 and src\/mail\.ts:3/)
  })
})

describe('a job', () => {
  /** Stores what `options` say, and gives the one job. */
  async function stored(give: () => unknown, request = new Request('http://localhost/')): Promise<StoredJob> {
    const scope = openScope({ name: 'POST /orders', request, carriers: [request] })
    scope.run(give)
    scope.close('sent')
    await scope.drained
    const [only] = engine.jobs()
    if (!only) throw new Error('nothing was stored')
    return only
  }

  test('has the values that its task had captured when it was given', async () => {
    class Gone extends Error {
      override name = 'Gone'
      code = 'E_GONE'
    }
    const order = {
      at: new Date(0),
      map: new Map<unknown, unknown>([[1, new Set([2n])]]),
      bytes: Buffer.from('bytes'),
      view: new Float32Array([1.5]),
      url: new URL('http://localhost/a?b'),
      headers: new Headers({ a: 'b' }),
      error: new Gone('x', { cause: new TypeError('y') }),
      nul: '\0 and \ud800',
      nothing: undefined,
      zero: -0,
      self: null as unknown,
    }
    order.self = order
    const { id, name, data } = await stored(() => {
      receipt(order)
      order.zero = 5
    })
    await runJob({ id, name, data, attempt: 1 })
    const [found] = ran as [typeof order]
    expect(found).toMatchObject({ ...order, zero: -0, error: expect.any(Error), self: expect.any(Object) })
    expect(found.self).toBe(found)
    expect(Buffer.isBuffer(found.bytes)).toBe(true)
    expect(found.error).toMatchObject({ name: 'Gone', message: 'x', code: 'E_GONE' })
    expect(found.error.cause).toBeInstanceOf(TypeError)
    expect(found.error.stack).toBe(order.error.stack)
  })

  test('has what its task reads of the request, and nothing else', async () => {
    const seen: unknown[] = []
    job('read', [], 'src/a.ts:1', () => async () => {
      const all = headers()
      seen.push(all.get('Accept-Language'), all.has('x-none'), cookies().get('session')?.value)
      expect(cookies().has('none')).toBe(false)
      for (const ask of [
        () => headers().get('authorization'),
        () => [...headers()],
        () => headers().entries(),
        () => cookies().get('other'),
        () => cookies().getAll(),
      ])
        expect(ask).toThrow(/^AFTERWORD_DURABLE_READ: the job "read" reads/)
      expect(() => cookies().set('a', 'b')).toThrow(/^AFTERWORD_COOKIE_IN_TASK/)
      expect((await all).get('accept-language')).toBe('de')
    })
    const request = new Request('http://localhost/', {
      headers: { 'accept-language': 'de', authorization: 'secret', cookie: 'session=a%00b; other=1' },
    })
    const found = await stored(
      () =>
        after(durable('read', {}, ['Accept-Language', 'x-none'], ['session', 'none']), {
          name: 'read',
          durable: true,
        }),
      request,
    )
    expect(JSON.stringify(found)).not.toContain('secret')
    await runJob(attemptOf(found))
    expect(seen).toEqual(['de', false, 'a\0b'])
  })

  test('is told of its job, and its nested tasks are over before the engine is told', async () => {
    const seen: unknown[] = []
    job(
      'told',
      [],
      'src/a.ts:1',
      () =>
        ((info: DurableInfo) => {
          seen.push({ ...info.job, name: info.name }, info.signal.aborted, info.deadline instanceof Date)
          after(async () => {
            await new Promise((resolve) => setTimeout(resolve, 20))
            seen.push('nested')
          })
        }) as never,
    )
    const found = await stored(() => after(durable('told', {}), { name: 'told', durable: { attempts: 3 } }))
    await runJob(attemptOf(found, 2))
    const { id, data } = found
    const told = { id, attempt: 2, attempts: 3, storedAt: new Date(data.storedAt), from: 'POST /orders' }
    expect(seen).toEqual([{ ...told, name: 'told' }, false, true, 'nested'])
  })

  test('fails as its task does, and tasks for an error run', async () => {
    const told: unknown[] = []
    configureAfter({ onError: (error, info) => told.push([String(error), info.request, info.place]) })
    job('fail', [], 'src/a.ts:7', () => () => {
      after(() => told.push('for the error'), { on: 'error' })
      after(() => told.push('for the success'), { on: 'success' })
      throw new Error('no mail today')
    })
    const found = await stored(() => after(durable('fail', {}), { name: 'fail', durable: true }))
    await expect(runJob(attemptOf(found))).rejects.toThrow('no mail today')
    expect(told).toEqual([
      'for the error',
      ['Error: no mail today', 'job fail, attempt 1 of 5', 'src/a.ts:7'],
    ])
  })

  test('has its signal fired at its timeout, and by the engine', async () => {
    configureAfter({ onError: () => {} })
    const reasons: unknown[] = []
    job(
      'slow',
      [],
      'src/a.ts:1',
      () =>
        (({ signal }: DurableInfo) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              reasons.push((signal.reason as Error).message.split(':')[0])
              resolve(null)
            })
          })) as never,
    )
    const give = () => after(durable('slow', {}), { name: 'slow', durable: true, timeout: 30 })
    const found = await stored(give)
    await expect(runJob(attemptOf(found))).rejects.toThrow('AFTERWORD_TASK_TIMEOUT')
    const abort = new AbortController()
    const running = runJob({
      ...attemptOf(found),
      data: { ...found.data, timeout: 60_000 },
      signal: abort.signal,
    })
    abort.abort(new Error('taken back: by the engine'))
    await expect(running).rejects.toThrow('taken back')
    expect(reasons).toEqual(['AFTERWORD_TASK_TIMEOUT', 'taken back'])
  })

  test('whose names have changed says both lists and both places, and is upgraded', async () => {
    configureAfter({ onError: () => {} })
    const found = await stored(() => receipt({ id: 1 }))
    job('receipt', ['purchase', 'user'], 'src/orders.ts:40', () => () => {})
    await expect(runJob(attemptOf(found))).rejects.toThrow(
      /^AFTERWORD_JOB_CHANGED: .*lacks purchase, user\. Stored at .*tasks\.test\.ts:\d+: order; now at src\/orders\.ts:40: purchase, user/,
    )
    job(
      'receipt',
      ['purchase'],
      'src/orders.ts:40',
      (purchase) => (() => ran.push(purchase)) as never,
      (old) => ({ purchase: old.order }),
    )
    await runJob(attemptOf(found))
    // More names than are asked for are ignored.
    job('receipt', [], 'src/orders.ts:40', () => (() => ran.push('none')) as never)
    await runJob(attemptOf(found))
    expect(ran).toEqual([{ id: 1 }, 'none'])
  })

  test('that nobody knows is not run', async () => {
    configureAfter({ onError: () => {} })
    const data = { v: 1 }
    await expect(runJob({ id: 'x', name: 'gone', data, attempt: 1 })).rejects.toThrow(
      /^AFTERWORD_JOB_UNKNOWN/,
    )
  })

  test.each([
    ['no object', 'receipt'],
    ['null', null],
    ['another version', { v: 2 }],
    ['no text', { values: { order: 1 } }],
    ['no devalue', { values: '{"order":1}' }],
    ['a bad index', { values: '[{"order":7}]' }],
    ['an unknown type', { values: '[{"order":1},["Process",2],"exit"]' }],
    ['a prototype', { values: '[{"__proto__":1},{"polluted":2},true]' }],
    ['an array', { values: '[[1],2]' }],
    ['too much', { values: `["${'x'.repeat(300_000)}"]` }],
    ['no timeout', { timeout: 'soon' }],
    ['hostile headers', { request: '[{"headers":1,"cookies":1},7]' }],
  ])('whose payload is hostile is not run: %s', async (_, wrong) => {
    configureAfter({ onError: () => {} })
    const found = await stored(() => receipt(1))
    const data = wrong && typeof wrong === 'object' && !('v' in wrong) ? { ...found.data, ...wrong } : wrong
    await expect(runJob({ ...attemptOf(found), data })).rejects.toThrow(/^AFTERWORD_JOB_PAYLOAD/)
    expect(ran).toEqual([])
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('of one id is one job, of that name alone', async () => {
    const scope = openScope()
    scope.run(() => {
      for (const name of ['receipt', 'receipt', 'other'])
        after(durable(name, {}), { name, durable: { id: 'order-1', delay: 3_600_000 } })
    })
    scope.close('sent')
    await scope.drained
    const jobs = engine.jobs()
    expect(jobs.map(({ name, delay }) => [name, delay])).toEqual([
      ['receipt', 3_600_000],
      ['other', 3_600_000],
    ])
    for (const { id } of jobs)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })
})

test('a task whose `durable` was false is an ordinary one', async () => {
  job(
    'receipt',
    ['order'],
    'src/orders.ts:12',
    (order) => ((info: DurableInfo) => ran.push(order, info.outcome)) as never,
  )
  const scope = openScope()
  const order = { id: 1 }
  scope.run(() => after(durable('receipt', { order }), { name: 'receipt', durable: false }))
  scope.close('sent')
  await scope.drained
  expect(ran).toEqual([order, 'sent'])
  expect(ran[0]).toBe(order)
  expect(engine.batches).toEqual([])
})

test('flushAfter runs durable tasks through their real payload, without an engine', async () => {
  home.engine = undefined
  const order = { at: new Date(0) }
  const { scope } = await withAfterScope(() => void receipt(order))
  expect(ran).toEqual([])
  expect(await flushAfter(scope)).toMatchObject({ done: 1 })
  expect(ran).toEqual([order])
  expect(ran[0]).not.toBe(order)
})

test('flushAfter rejects with what a durable task throws', async () => {
  job('fail', [], 'src/a.ts:7', () => () => {
    throw new Error('no mail today')
  })
  const { scope } = await withAfterScope(
    () => void after(durable('fail', {}), { name: 'fail', durable: true }),
  )
  await expect(flushAfter(scope)).rejects.toThrow('no mail today')
})

test('work without a job to do says so', async () => {
  await expect(work()).rejects.toThrow(/^AFTERWORD_NO_JOBS/)
})
