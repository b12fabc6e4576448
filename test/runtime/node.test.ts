import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import {
  type AfterInfo,
  after,
  cookies,
  currentScope,
  headers,
  hostInfo,
  openScope,
  type Scope,
} from '../../runtime/index.ts'
import { listen, raw, shut, sleep, until } from './servers.ts'

let server: Server | undefined
const log: string[] = []
const infos: AfterInfo[] = []

afterEach(async () => {
  if (server) await shut(server)
  server = undefined
  log.length = 0
  infos.length = 0
  expect(register.scope).toBe(null)
})

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(withAfter(listener))
  return listen(server)
}

const note = (info: AfterInfo) => {
  log.push(`task ${info.outcome}`)
  infos.push(info)
}

describe('node:http', () => {
  it('runs the tasks once the last byte of a streamed body was handed over', async () => {
    const url = await serve((_, res) => {
      after(note)
      res.on('finish', () => log.push('finish'))
      res.write('a')
      setTimeout(() => res.write('b'), 10)
      setTimeout(() => {
        log.push('end')
        res.end('c')
      }, 20)
    })
    expect(await (await fetch(`${url}/path?q=1`)).text()).toBe('abc')
    await until('the task', () => infos.length)
    expect(log).toEqual(['end', 'finish', 'task sent'])
    expect(infos[0]).toMatchObject({ outcome: 'sent', status: 200 })
    expect(hostInfo()).toEqual({ name: 'node', keepsAlive: true, bodyEnd: 'exact' })
  })

  it('names the scope by method and path, without the query', async () => {
    let scope: Scope | null = null
    const url = await serve((_, res) => {
      scope = currentScope()
      res.end()
    })
    await fetch(`${url}/orders/5?secret=1`, { method: 'POST' })
    await until('the end', () => scope?.state === 'drained')
    expect(scope).toMatchObject({ name: 'POST /orders/5', host: 'node', outcome: 'sent' })
  })

  it('is aborted when the client goes away in mid-stream, and a late task runs at once', async () => {
    let late: Promise<unknown> | undefined
    const url = await serve((req, res) => {
      after(note)
      res.write('first')
      res.once('close', () => {
        setTimeout(() => {
          late = after.with(req, () => log.push('late')).done
        }, 10)
      })
    })
    const { socket, received } = await raw(url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await until('the first chunk', () => received().includes('first'))
    socket.destroy()
    await until('the late task', () => late)
    await late
    expect(log).toEqual(['task aborted', 'late'])
  })

  it.each(['throws', 'rejects'])(
    'is errored when the listener %s, and the error goes on as written',
    async (how) => {
      const error = new Error('handler')
      const caught: unknown[] = []
      const listener = withAfter((_: IncomingMessage, __: unknown) => {
        after(note)
        if (how === 'throws') throw error
        return Promise.reject(error)
      })
      server = createServer((req, res) => {
        new Promise((resolve) => resolve(listener(req, res as never))).catch((one) => {
          caught.push(one)
          res.statusCode = 500
          res.end('sorry')
        })
      })
      const url = await listen(server)
      expect((await fetch(url)).status).toBe(500)
      await until('the task', () => infos.length)
      expect(caught).toEqual([error])
      expect(infos[0]).toMatchObject({ outcome: 'errored', status: 500, error })
    },
  )

  it('a rejection that nobody handles is one unhandled rejection, as without afterword', async () => {
    const error = new Error('nobody')
    const seen: unknown[] = []
    const before = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => seen.push(reason))
    const url = await serve(async (_, res) => {
      res.end('ok')
      throw error
    })
    await fetch(url)
    await sleep(20)
    process.removeAllListeners('unhandledRejection')
    for (const listener of before) process.on('unhandledRejection', listener)
    expect(seen).toEqual([error])
  })

  it('is errored when the stream behind the body fails', async () => {
    const error = new Error('disk')
    const url = await serve((_, res) => {
      after(note)
      const source = Readable.from(
        (async function* () {
          yield 'first'
          await sleep(5)
          throw error
        })(),
      )
      pipeline(source, res).catch(() => {})
    })
    await expect((async () => (await fetch(url)).text())()).rejects.toThrow()
    await until('the task', () => infos.length)
    expect(infos[0]).toMatchObject({ outcome: 'errored', error })
  })

  it.each([
    ['ended and then destroyed', 0],
    ['written to, ended, and then destroyed', 10],
  ])('is errored when it was %s with an error, on every Node', async (_, wait) => {
    const error = new Error('source')
    const url = await serve((_, res) => {
      after(note)
      if (wait) res.write('first')
      setTimeout(() => {
        res.end('Error')
        res.destroy(error)
      }, wait)
    })
    await (await fetch(url)).text().catch(() => {})
    await until('the task', () => infos.length)
    expect(infos[0]).toMatchObject({ outcome: 'errored', status: 200, error })
  })

  it('does not begin what a listener returns and node:http would not ask', async () => {
    let asked = 0
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: a query object that is lazy
      then() {
        asked++
      },
    }
    const url = await serve((_, res) => {
      after(note)
      res.end('ok')
      return query
    })
    await (await fetch(url)).text()
    await until('the task', () => infos.length)
    expect([asked, infos[0]?.outcome]).toEqual([0, 'sent'])
  })

  it('serves an upgrade: tasks run, and a cookie is refused by its code', async () => {
    const codes: unknown[] = []
    server = createServer()
    server.on(
      'upgrade',
      withAfter((_, socket) => {
        after(note)
        try {
          cookies().set('a', '1')
        } catch (error) {
          codes.push((error as { code?: string }).code)
        }
        socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n')
      }),
    )
    const { received } = await raw(
      await listen(server),
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n',
    )
    await until('the task', () => infos.length)
    expect(received()).toContain('101')
    expect(codes).toEqual(['AFTERWORD_COOKIE_TOO_LATE'])
  })

  it('a redirect and a 404 are sent, with their status', async () => {
    const url = await serve((req, res) => {
      after(note)
      res.writeHead(req.url === '/moved' ? 302 : 404, { location: '/' }).end()
    })
    await fetch(`${url}/moved`, { redirect: 'manual' })
    await fetch(`${url}/none`)
    await until('both', () => infos.length === 2)
    expect(infos.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['sent', 302],
      ['sent', 404],
    ])
  })

  it('closes each of the requests that share a connection, HEAD among them', async () => {
    const names: string[] = []
    const url = await serve((_, res) => {
      const { name } = currentScope() as Scope
      after(({ outcome }) => names.push(`${name} ${outcome}`))
      res.end('body')
    })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const sockets = new Set<unknown>()
    for (const [method, path] of [
      ['GET', '/1'],
      ['GET', '/2'],
      ['HEAD', '/3'],
    ]) {
      await new Promise<void>((resolve) => {
        get(`${url}${path}`, { agent, method }, (res) => {
          sockets.add(res.socket)
          res.resume().on('end', resolve)
        })
      })
    }
    await until('all', () => names.length === 3)
    expect(names).toEqual(['GET /1 sent', 'GET /2 sent', 'HEAD /3 sent'])
    expect(sockets.size).toBe(1)
    agent.destroy()
  })

  it('aborts the requests that wait their turn on a connection, when it goes', async () => {
    const ended: string[] = []
    const url = await serve((req, res) => {
      after(({ outcome }) => ended.push(`${req.url} ${outcome}`))
      req.resume()
      if (req.url !== '/1') res.end('ready, and behind the first')
    })
    const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
    const { socket } = await raw(url, Array.from({ length: 15 }, (_, n) => one(`/${n + 1}`)).join(''))
    await until('all requests', () => register.scopes.size === 15)
    await sleep(10)
    socket.destroy()
    await until('all tasks', () => ended.length === 15)
    expect(ended.filter((line) => line.endsWith(' aborted'))).toHaveLength(15)
  })

  it('leaves nothing behind on a connection that is kept alive', async () => {
    setFlagsFromString('--expose_gc')
    const collect = runInNewContext('gc') as () => void
    const responses: WeakRef<object>[] = []
    const url = await serve((_, res) => {
      responses.push(new WeakRef(res))
      res.end('body')
    })
    const { socket, received } = await raw(url, '')
    for (let n = 1; n <= 3; n++) {
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await until('the answer', () => received().split('body').length > n)
    }
    await until('the first response to go', () => {
      collect()
      return !responses[0]?.deref()
    })
    expect(socket.destroyed).toBe(false)
    socket.destroy()
  })

  it('keeps this, further arguments and the result, and is idempotent when it wraps twice', async () => {
    let calls = 0
    const listener = withAfter(
      withAfter(function (this: unknown, _: IncomingMessage, res: { end(): void }) {
        calls++
        expect(this).toBe(server)
        expect(register.scopes.size).toBe(1)
        after(note)
        res.end()
        return 'result'
      } as never),
    ) as RequestListener
    server = createServer(listener)
    await fetch(await listen(server))
    await until('the task', () => infos.length)
    await sleep(5)
    expect([calls, infos.length]).toEqual([1, 1])
  })

  it('refuses what is no listener', () => {
    expect(() => withAfter(42 as never)).toThrow(expect.objectContaining({ code: 'AFTERWORD_BAD_FUNCTION' }))
  })

  it('gives four concurrent requests their own scope', async () => {
    const seen: string[] = []
    const url = await serve((req, res) => {
      const scope = currentScope() as Scope
      setTimeout(
        () => {
          scope.run(() =>
            after(() => seen.push(`${req.url} ${headers().get('x-id')} ${currentScope()?.name}`)),
          )
          res.end()
        },
        5 + Math.random() * 10,
      )
    })
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => fetch(`${url}/${id}`, { headers: { 'x-id': id } })))
    await until('all', () => seen.length === 4)
    expect(seen.sort()).toEqual(['a', 'b', 'c', 'd'].map((id) => `/${id} ${id} GET /${id}`))
  })
})

describe('headers and cookies over node:http', () => {
  it('read in the handler and in a task, and refuse once the scope is drained', async () => {
    const seen: unknown[] = []
    let scope: Scope | null = null
    const url = await serve((_, res) => {
      scope = currentScope()
      seen.push(headers().get('User-Agent'), cookies().get('session-id')?.value)
      after(async () => {
        // The documentation's example, as it stands.
        const [userAgent, session] = [headers(), cookies()]
        seen.push(
          (await userAgent.get('user-agent')) || 'unknown',
          (await session.get('session-id'))?.value || 'anonymous',
        )
        seen.push((await userAgent).get('user-agent'), (await session).size)
      })
      res.end()
    })
    await fetch(url, { headers: { 'user-agent': 'probe', cookie: 'session-id=s%201; b=2' } })
    await until('the end', () => scope?.state === 'drained')
    expect(seen).toEqual(['probe', 's 1', 'probe', 's 1', 'probe', 2])
    for (const call of [headers, cookies]) {
      expect(() => scope?.run(call as () => unknown)).toThrow(
        expect.objectContaining({ code: 'AFTERWORD_SCOPE_DRAINED' }),
      )
    }
  })

  it('answer a task that is given late as any other, whether another one is pending or not', async () => {
    const seen: string[] = []
    let scope: Scope | null = null
    const url = await serve((req, res) => {
      scope = currentScope()
      // Until long after the late ones.
      if (req.url === '/pending') after(() => new Promise((resolve) => setTimeout(resolve, 60)))
      setTimeout(
        scope?.run(() => () => {
          scope?.after(async () => {
            seen.push(`${req.url} ${scope?.state} ${headers().get('x-id')}`)
            await new Promise((resolve) => setTimeout(resolve, 2))
            seen.push(`${scope?.run(cookies).get('a')?.value}`)
            scope?.after(() => seen.push(`nested ${headers().get('x-id')}`))
          })
        }) as () => void,
        20,
      )
      res.end()
    })
    for (const path of ['/pending', '/alone']) {
      seen.length = 0
      await fetch(`${url}${path}`, { headers: { 'x-id': '7', cookie: 'a=1' } })
      await until('the nested one', () => seen.length === 3)
      expect(seen).toEqual([`${path} ${path === '/alone' ? 'drained' : 'closed'} 7`, '1', 'nested 7'])
      await until('the end', () => scope?.state === 'drained' && !register.scopes.size)
      expect(() => scope?.run(headers)).toThrow(expect.objectContaining({ code: 'AFTERWORD_SCOPE_DRAINED' }))
    }
    // In a scope that was opened for no request, as well.
    const none = openScope()
    none.close('sent')
    await none.drained
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const { error } = await none.after(() => headers()).done
    expect(error).toMatchObject({ code: 'AFTERWORD_NO_REQUEST' })
  })

  it('write Set-Cookie beside what the program writes, each cookie once', async () => {
    const url = await serve((_, res) => {
      res.setHeader('set-cookie', 'own=1')
      cookies().set('a', '1')
      cookies().set({ name: 'b', value: 'x y', httpOnly: true, sameSite: 'lax' }).set('a', '2')
      res.appendHeader('set-cookie', 'own2=2')
      cookies().delete('c')
      res.end()
    })
    expect((await fetch(url)).headers.getSetCookie().sort()).toEqual([
      'a=2; Path=/',
      'b=x%20y; Path=/; HttpOnly; SameSite=lax',
      'c=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'own2=2',
      'own=1',
    ])
  })

  it('refuse a cookie once the head is sent, and in a task', async () => {
    const codes: unknown[] = []
    const attempt = () => {
      try {
        cookies().set('a', '1')
        codes.push('written')
      } catch (error) {
        codes.push((error as { code?: string }).code)
      }
    }
    const url = await serve((_, res) => {
      after(attempt)
      res.write('head and more')
      attempt()
      res.end()
    })
    await (await fetch(url)).text()
    await until('the task', () => codes.length === 2)
    expect(codes).toEqual(['AFTERWORD_COOKIE_TOO_LATE', 'AFTERWORD_COOKIE_IN_TASK'])
  })
})
