import type { Server } from 'node:http'
import { serve as serveHono } from '@hono/node-server'
import { serve as serveSrvx } from 'srvx'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import { withAfter } from '../../runtime/hosts/fetch.ts'
import {
  type AfterInfo,
  after,
  configureAfter,
  cookies,
  drainAfter,
  headers,
  hostInfo,
} from '../../runtime/index.ts'
import { raw, sleep, streamOf, until } from './servers.ts'

/** As mocks of environments and stubs of other processes are. */
const anything: never = new Proxy(() => anything, { get: () => anything, has: () => true }) as never

it('is told of the end of its response, whatever its environment answers', async () => {
  const log: string[] = []
  const handler = withAfter({
    async fetch(_request: Request, _env: unknown) {
      after(({ outcome }) => log.push(`${outcome}`))
      return new Response('body')
    },
  })
  const response = await handler.fetch(new Request('http://x/'), anything)
  expect(await response.text()).toBe('body')
  expect((await drainAfter({ timeout: 1_000 })).lost).toEqual([])
  expect(log).toEqual(['sent'])
})

type Handler = (request: Request) => Response | Promise<Response>
type Running = { url: string; stop(): Promise<unknown> }

const servers: Record<string, (fetch: Handler) => Promise<Running>> = {
  async srvx(fetch) {
    const server = serveSrvx({ fetch, port: 0, hostname: '127.0.0.1', silent: true })
    await server.ready()
    return { url: server.url as string, stop: () => server.close(true) }
  },
  async '@hono/node-server'(fetch) {
    const server = await new Promise<Server>((resolve) => {
      const made = serveHono({ fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(made as Server))
    })
    const { port } = server.address() as { port: number }
    const stop = () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }
    return { url: `http://127.0.0.1:${port}`, stop }
  },
}

let running: Running | undefined
let infos: AfterInfo[] = []
const log: string[] = []

afterEach(async () => {
  await running?.stop()
  running = undefined
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

const stream = (chunks: string[], end?: (controller: ReadableStreamDefaultController) => void) =>
  streamOf(log, chunks, end)

describe.each(Object.keys(servers))('a fetch handler under %s', (name) => {
  const start = async (handler: Handler) => {
    running = await (servers[name] as (fetch: Handler) => Promise<Running>)(withAfter(handler))
    return running.url.replace(/\/$/, '')
  }

  it('runs the tasks after the last byte of a streamed body', async () => {
    const url = await start(() => {
      after(note)
      return new Response(stream(['a', 'b', 'c']), { status: 201 })
    })
    const response = await fetch(`${url}/x?q`)
    expect(log).toEqual([])
    expect(await response.text()).toBe('abc')
    await until('the task', () => infos.length)
    expect(log).toEqual(['end', 'task sent'])
    expect(infos[0]?.status).toBe(201)
    expect(hostInfo().bodyEnd).toBe('exact')
  })

  it('is aborted when the client goes away in mid-stream', async () => {
    const url = await start(() => {
      after(note)
      return new Response(stream(['first', ...new Array(500).fill('more')]))
    })
    const { socket, received } = await raw(url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await until('the first chunk', () => received().includes('first'))
    socket.destroy()
    await until('the task', () => infos.length)
    expect(infos[0]?.outcome).toBe('aborted')
  })

  it('is errored when the handler throws, and the server answers as it does', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const error = new Error('handler')
    const url = await start(async () => {
      after(note)
      throw error
    })
    expect((await fetch(url)).status).toBe(500)
    await until('the task', () => infos.length)
    expect(infos[0]).toMatchObject({ outcome: 'errored', status: 500, error })
  })

  it('is errored when the body fails', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const url = await start(() => {
      after(note)
      return new Response(stream(['first'], (controller) => controller.error(new Error('disk'))))
    })
    await expect((async () => (await fetch(url)).text())()).rejects.toThrow()
    await until('the task', () => infos.length)
    expect(infos[0]?.outcome).toBe('errored')
  })

  it('serves HEAD, an empty body, a redirect and plain text as written', async () => {
    const url = await start((request) => {
      after(note)
      const { pathname } = new URL(request.url)
      if (pathname === '/empty') return new Response(null, { status: 204 })
      if (pathname === '/moved') {
        cookies().set('a', '1')
        return Response.redirect(new URL('/there', request.url), 303)
      }
      return new Response('text', { headers: { 'x-own': '1' } })
    })
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect((await fetch(`${url}/empty`)).status).toBe(204)
    const moved = await fetch(`${url}/moved`, { redirect: 'manual' })
    expect([moved.status, moved.headers.get('location'), moved.headers.getSetCookie()]).toEqual([
      303,
      `${url}/there`,
      ['a=1; Path=/'],
    ])
    const text = await fetch(url)
    expect([await text.text(), text.headers.get('x-own')]).toEqual(['text', '1'])
    // What the server adds by itself, it adds as without afterword.
    const plain = await (servers[name] as (typeof servers)[string])(
      () => new Response('text', { headers: { 'x-own': '1' } }),
    )
    const bare = await fetch(plain.url)
    await bare.text()
    await plain.stop()
    expect(text.headers.get('content-type')).toBe(bare.headers.get('content-type'))
    await until('all', () => infos.length === 4)
    expect(infos.map(({ outcome, status }) => `${outcome} ${status}`)).toEqual([
      'sent 200',
      'sent 204',
      'sent 303',
      'sent 200',
    ])
  })

  it('reads the request in a task, and writes cookies in the handler only', async () => {
    const seen: unknown[] = []
    const url = await start(() => {
      cookies().set('own', '1', { maxAge: 60 })
      after(async () => {
        // Both asked for before the first await: this file is not compiled.
        const [userAgent, session] = [headers().get('user-agent'), cookies().get('session-id')]
        try {
          cookies().set('late', '1')
        } catch (error) {
          seen.push((error as { code?: string }).code)
        }
        seen.push((await userAgent) || 'unknown', (await session)?.value || 'anonymous')
      })
      return Response.json({ status: 'success' })
    })
    const response = await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: { 'user-agent': 'probe', cookie: 'session-id=s' },
    })
    expect(await response.json()).toEqual({ status: 'success' })
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^own=1; Path=\/; Expires=.* GMT; Max-Age=60$/),
    ])
    await until('the task', () => seen.length === 3)
    expect(seen).toEqual(['AFTERWORD_COOKIE_IN_TASK', 'probe', 's'])
  })

  it('waits for what is left at SIGTERM', async () => {
    const url = await start(() => {
      after(() => sleep(30))
      return new Response('ok')
    })
    await (await fetch(url)).text()
    await sleep(5)
    expect(await drainAfter({ timeout: 2_000 })).toEqual({ done: 1, lost: [] })
  })
})

describe('under srvx', () => {
  it('waitUntil of the request is called at the first task', async () => {
    const kept: unknown[] = []
    running = await (servers.srvx as (fetch: Handler) => Promise<Running>)((request) => {
      const given = request as Request & { waitUntil: (promise: Promise<unknown>) => void }
      const { waitUntil } = given
      given.waitUntil = (promise) => {
        kept.push(promise)
        waitUntil(promise)
      }
      return withAfter((_: Request) => {
        if (request.url.endsWith('/with')) after(note)
        return new Response('ok')
      })(request)
    })
    await fetch(`${running.url}without`)
    expect(kept).toHaveLength(0)
    await fetch(`${running.url}with`)
    expect(kept).toHaveLength(1)
    await kept[0]
    expect(infos).toHaveLength(1)
  })
})
