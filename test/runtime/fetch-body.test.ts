// The hosts without a Node response, as far as they can be played here: Workers, Bun, Deno. In a file of its own, for
// @hono/node-server puts classes of its own in place of Request and Response.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Hono } from 'hono'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import { withAfter } from '../../runtime/hosts/fetch.ts'
import {
  type AfterInfo,
  after,
  configureAfter,
  cookies,
  currentScope,
  drainAfter,
  hostInfo,
  type Scope,
} from '../../runtime/index.ts'
import { sleep, streamOf, until } from './servers.ts'

let infos: AfterInfo[] = []
const log: string[] = []
const stream = (chunks: string[], end?: (controller: ReadableStreamDefaultController) => void) =>
  streamOf(log, chunks, end)

afterEach(async () => {
  expect(await drainAfter({ timeout: 2_000 })).toMatchObject({ lost: [] })
  expect(register.scopes.size).toBe(0)
  infos = []
  log.length = 0
  configureAfter({ onNoHost: undefined })
  vi.restoreAllMocks()
  expect(register.scope).toBe(null)
})

const note = (info: AfterInfo) => {
  log.push(`task ${info.outcome}`)
  infos.push(info)
}

describe('an app object', () => {
  it('keeps its other members, and its fetch its this', async () => {
    const app = new Hono()
    app.get('/:id', (c) => {
      after.with(c, note)
      return c.text(`hono ${c.req.param('id')}`)
    })
    const target = {
      app,
      fetch(request: Request) {
        return this.app.fetch(request)
      },
      scheduled: () => 'cron',
    }
    const wrapped = withAfter(target)
    expect(wrapped.scheduled()).toBe('cron')
    const response = await wrapped.fetch(new Request('http://x/7'))
    expect(await response.text()).toBe('hono 7')
    await until('the task', () => infos.length)
    expect(infos[0]?.outcome).toBe('sent')
  })
})

describe('without a Node response', () => {
  const call = (
    response: Response | (() => Response | Promise<Response>),
    init: RequestInit = {},
    ...rest: unknown[]
  ) => {
    let scope: Scope | null = null
    const handler = withAfter((_: Request, ..._rest: unknown[]) => {
      scope = currentScope()
      after(note)
      return typeof response === 'function' ? response() : response
    })
    const result = handler(new Request('http://host.test/a/b?c', init), ...rest)
    return { result, scope: scope as Scope | null }
  }

  it('closes when the body was read to its end', async () => {
    const { result, scope } = call(new Response(stream(['a', 'b'])))
    expect(result).toBeInstanceOf(Response)
    await sleep(20)
    expect(scope?.state).toBe('open')
    expect(await (await result).text()).toBe('ab')
    await until('the task', () => infos.length)
    expect(log).toEqual(['end', 'task sent'])
    expect(scope?.name).toBe('GET /a/b')
    expect(hostInfo()).toMatchObject({ name: 'node', bodyEnd: 'handoff' })
  })

  it('reads nothing before it is asked for, and no more than that', async () => {
    let pulls = 0
    const body = new ReadableStream(
      { pull: (controller) => controller.enqueue(new Uint8Array([pulls++])) },
      { highWaterMark: 0 },
    )
    const { result } = call(new Response(body))
    const reader = ((await result).body as ReadableStream<Uint8Array>).getReader()
    await sleep(5)
    expect(pulls).toBe(0)
    await reader.read()
    await sleep(5)
    expect(pulls).toBe(1)
    await reader.cancel()
    await until('the task', () => infos.length)
    expect(infos[0]?.outcome).toBe('aborted')
  })

  it('hands cancel and its reason to the handler’s stream, and closes once', async () => {
    let reason: unknown
    const { result } = call(
      new Response(
        new ReadableStream({
          cancel: (given) => {
            reason = given
          },
        }),
      ),
    )
    await (await result).body?.cancel('gone')
    await until('the task', () => infos.length)
    expect([reason, infos[0]?.outcome]).toEqual(['gone', 'aborted'])
  })

  it('closes, with an unknown outcome, when the response was dropped unread', async () => {
    setFlagsFromString('--expose_gc')
    const collect = runInNewContext('gc') as () => void
    await (async () => void (await call(new Response(stream(['a', 'b']))).result))()
    await until('the task', () => {
      collect()
      return infos.length
    })
    expect(infos[0]?.outcome).toBe(undefined)
  })

  it('hands an error on as it was thrown', async () => {
    const error = new Error('disk')
    const { result } = call(new Response(stream(['a'], (controller) => controller.error(error))))
    await expect((await result).text()).rejects.toBe(error)
    await until('the task', () => infos.length)
    expect(infos[0]).toMatchObject({ outcome: 'errored', error })
  })

  it('keeps a byte stream one: a reader may bring its own buffer, to the end', async () => {
    const parts = ['abc', 'defg']
    const body = new ReadableStream({
      type: 'bytes',
      pull(controller) {
        const part = parts.shift()
        if (part) controller.enqueue(new TextEncoder().encode(part))
        else {
          controller.close()
          controller.byobRequest?.respond(0)
        }
      },
    })
    const { result } = call(new Response(body))
    const reader = ((await result).body as ReadableStream<Uint8Array>).getReader({ mode: 'byob' })
    let text = ''
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(2))
      if (done) break
      expect(value.byteLength).toBeLessThanOrEqual(2)
      text += new TextDecoder().decode(value)
    }
    expect(text).toBe('abcdefg')
    await until('the task', () => infos.length)
    expect(infos[0]?.outcome).toBe('sent')
  })

  it('keeps status, headers, several cookies and the content type that was implied', async () => {
    const made = new Response('text', {
      status: 203,
      statusText: 'Own',
      headers: [
        ['x-a', '1'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
    })
    const before = [...made.headers]
    const response = await call(made).result
    expect([response.status, response.statusText]).toEqual([203, 'Own'])
    expect([...response.headers]).toEqual(before)
    expect(before.map(([name]) => name)).toContain('content-type')
    expect(await response.text()).toBe('text')
  })

  it.each([
    ['HEAD', () => new Response('unread'), { method: 'HEAD' }],
    ['no body', () => new Response(null, { status: 204 }), {}],
    ['a redirect', () => Response.redirect('http://x/', 307), {}],
  ])('closes for %s, which has no end to wait for', async (_, respond, init) => {
    const made = respond()
    const { result, scope } = call(made, init)
    expect(await result).toBe(made)
    // The head is still to be sent.
    expect(scope?.state).toBe('open')
    await until('the task', () => infos.length)
    expect(infos[0]).toMatchObject({ outcome: 'sent', status: made.status })
  })

  it('stays synchronous, asynchronous, or throwing, as the handler is', async () => {
    const { result } = call(new Response('x'))
    expect(result).toBeInstanceOf(Response)
    await (await result).text()
    const later = call(async () => new Response('x')).result
    expect(later).toBeInstanceOf(Promise)
    await (await later).text()
    const error = new Error('handler')
    expect(() =>
      call(() => {
        throw error
      }),
    ).toThrow(error)
    await expect(call(() => Promise.reject(error)).result).rejects.toBe(error)
    await until('both', () => infos.filter(({ outcome }) => outcome === 'errored').length === 2)
    expect(infos.filter(({ outcome }) => outcome === 'errored').map((info) => info.error)).toEqual([
      error,
      error,
    ])
  })

  it.each([
    ['null', () => null, undefined],
    ['undefined', () => undefined, undefined],
    ['text', () => 'text', undefined],
    [
      'a body that is read already',
      () => {
        const made = new Response(stream(['a']))
        made.body?.getReader()
        return made
      },
      undefined,
    ],
    [
      'a network error, beside a cookie',
      () => {
        cookies().set('a', '1')
        return Response.error()
      },
      undefined,
    ],
    [
      'a body of another kind',
      () => ({ status: 200, headers: new Headers(), body: { pipe() {} } }),
      undefined,
    ],
    ['a body that is missing', () => ({ status: 200, headers: new Headers(), body: undefined }), 'sent'],
  ])('hands %s on as it is, and runs the tasks', async (_, respond, outcome) => {
    for (const later of [false, true]) {
      infos = []
      let made: unknown
      const { result } = call((() => {
        made = respond()
        return later ? Promise.resolve(made) : made
      }) as () => Response)
      expect(await result).toBe(made)
      await until('the task', () => infos.length)
      expect(infos[0]?.outcome).toBe(outcome)
    }
  })

  it.each(['throws', 'rejects'])('is errored when reading the response %s', async (how) => {
    const error = new Error('hostile')
    const hostile = {
      headers: new Headers(),
      get status(): number {
        throw error
      },
    }
    const run = async () =>
      call((() => (how === 'throws' ? hostile : Promise.resolve(hostile))) as unknown as () => Response)
        .result
    await expect(run()).rejects.toBe(error)
    await until('the task', () => infos.length)
    expect(infos[0]).toMatchObject({ outcome: 'errored', error })
  })

  it('is aborted when the request is, before there is a response', async () => {
    const abort = new AbortController()
    const { scope } = call(() => new Promise<Response>(() => {}), { signal: abort.signal })
    abort.abort()
    await until('the task', () => infos.length)
    expect(scope?.outcome).toBe('aborted')
  })

  it('waits for info.completed where there is one, and tells an abort by the body', async () => {
    for (const [how, outcome] of [
      ['text', 'sent'],
      ['cancel', 'aborted'],
    ] as const) {
      infos = []
      let complete = () => {}
      const completed = new Promise<void>((resolve) => {
        complete = resolve
      })
      const { result, scope } = call(new Response(stream(['a'])), {}, { completed })
      const response = await result
      if (how === 'text') await response.text()
      else await response.body?.cancel()
      await sleep(5)
      expect(scope?.state).toBe('open')
      complete()
      await until('the task', () => infos.length)
      expect(infos[0]?.outcome).toBe(outcome)
    }
  })

  it('is aborted by a cancel that comes while a chunk is on its way', async () => {
    let complete = () => {}
    const completed = new Promise<void>((resolve) => {
      complete = resolve
    })
    const { result } = call(new Response(stream(['a', 'b'])), {}, { completed })
    const reader = (await result).body?.getReader()
    const pending = reader?.read()
    await reader?.cancel()
    expect(await pending).toMatchObject({ done: true })
    await sleep(10)
    complete()
    await until('the task', () => infos.length)
    expect(infos[0]?.outcome).toBe('aborted')
  })

  it('keeps the host alive by the context, the third argument or the second, once and at the first task', async () => {
    for (const rest of [(context: object) => [{}, context], (context: object) => [context]]) {
      const kept: Promise<unknown>[] = []
      const context = {
        waitUntil(promise: Promise<unknown>) {
          expect(this).toBe(context)
          kept.push(promise)
        },
      }
      const { result, scope } = call(new Response('x'), {}, ...rest(context))
      expect(kept).toHaveLength(1)
      await (await result).text()
      await kept[0]
      expect(scope?.state).toBe('drained')
    }
  })

  it('throws on a platform that needs waitUntil and got none, or warns by option', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
    try {
      expect(() => call(new Response('x'))).toThrow(
        expect.objectContaining({ code: 'AFTERWORD_NO_KEEP_ALIVE' }),
      )
      expect(hostInfo().keepsAlive).toBe(false)
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
      configureAfter({ onNoHost: 'warn' })
      await (await call(new Response('x')).result).text()
      expect(warn).toHaveBeenCalledTimes(1)
      const context = { waitUntil: () => {} }
      // Once for each place, however many requests come by.
      for (let n = 0; n < 3; n++) await (await call(new Response('x')).result).text()
      expect(warn).toHaveBeenCalledTimes(1)
      await (await call(new Response('x'), {}, {}, context).result).text()
      expect(hostInfo().keepsAlive).toBe(true)
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('refuses a cookie once the response was returned', async () => {
    let code: unknown
    const { result, scope } = call(new Response(stream(['a'])))
    await result
    try {
      scope?.run(() => cookies().set('late', '1'))
    } catch (error) {
      code = (error as { code?: string }).code
    }
    expect(code).toBe('AFTERWORD_COOKIE_TOO_LATE')
    await (await result).body?.cancel()
  })

  it('opens one scope where it wraps twice', async () => {
    const scopes = new Set<unknown>()
    const handler = withAfter(
      withAfter((_: Request) => {
        scopes.add(currentScope())
        after(note)
        return new Response('x')
      }),
    )
    await (await handler(new Request('http://x/'))).text()
    await until('the task', () => infos.length)
    await sleep(5)
    expect([scopes.size, infos.length]).toEqual([1, 1])
  })

  it('refuses what is no handler', () => {
    for (const given of [42, null, {}, { fetch: 1 }]) {
      expect(() => withAfter(given as never)).toThrow(
        expect.objectContaining({ code: 'AFTERWORD_BAD_FUNCTION' }),
      )
    }
  })
})
