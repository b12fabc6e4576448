import { Agent, createServer, get, type RequestListener, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { afterEach, describe, expect, it } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import { withAfter as withFetch } from '../../runtime/hosts/fetch.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import { type AfterInfo, after, drainAfter, openScope } from '../../runtime/index.ts'
import { forgetScopes } from '../forget.ts'
import { compiledAfter } from './placed.ts'
import { listen, raw, shut, sleep, until } from './servers.ts'

afterEach(forgetScopes)

describe('drainAfter', () => {
  it('is done at once where there is nothing', async () => {
    const begin = performance.now()
    expect(await drainAfter()).toEqual({ done: 0, lost: [] })
    expect(performance.now() - begin).toBeLessThan(500)
  })

  it('waits for open requests, their tasks, nested ones, and late ones', async () => {
    const scope = openScope()
    const log: string[] = []
    scope.after(async () => {
      await sleep(5)
      scope.after(async () => {
        await sleep(5)
        log.push('nested')
      })
    })
    setTimeout(() => scope.close('sent'), 10)
    const gone = openScope()
    gone.close('aborted')
    gone.after(() => sleep(30).then(() => log.push('late')))
    expect(await drainAfter({ timeout: 5_000 })).toEqual({ done: 3, lost: [] })
    // They belong to two requests: which comes first, a busy machine decides.
    expect(log.sort()).toEqual(['late', 'nested'])
  })

  it('stops at its bound, and names what was lost', async () => {
    const open = openScope({ name: 'GET /open' })
    const closed = openScope({ name: 'GET /closed' })
    open.run(() => compiledAfter('src/a.ts:1', () => {}, { name: 'queued' }))
    closed.run(() => compiledAfter('src/a.ts:2', () => new Promise(() => {}), { name: 'stuck' }))
    closed.run(() => compiledAfter('src/a.ts:3', () => sleep(5), { name: 'quick' }))
    closed.close('sent')
    const begin = performance.now()
    const { done, lost } = await drainAfter({ timeout: 60 })
    expect(performance.now() - begin).toBeGreaterThan(50)
    expect(performance.now() - begin).toBeLessThan(2_000)
    expect(done).toBe(1)
    expect(lost.map(({ name, place, request }) => [name, place, request])).toEqual([
      ['queued', 'src/a.ts:1', 'GET /open'],
      ['stuck', 'src/a.ts:2', 'GET /closed'],
    ])
    for (const { age } of lost) expect([age > 50, Number.isInteger(age)]).toEqual([true, true])
  })
})

describe('connections that are kept alive', () => {
  const outcomes = new Set<unknown>()
  const note = ({ outcome }: AfterInfo) => {
    outcomes.add(outcome)
    return sleep(20)
  }
  const listeners: Record<string, RequestListener> = {
    'the node host': withAfter(async (_, res) => {
      after(note)
      await sleep(5)
      res.end('x')
    }) as RequestListener,
    'the fetch host': getRequestListener(
      withFetch(async (_: Request) => {
        after(note)
        await sleep(5)
        return new Response('x')
      }),
    ),
  }

  it.each(Object.keys(listeners))('go on no longer while it waits, under %s', async (name) => {
    outcomes.clear()
    const server = createServer(listeners[name] as RequestListener)
    const url = await listen(server)
    const agent = new Agent({ keepAlive: true, maxSockets: 10 })
    let over = false
    const client = async () => {
      while (!over) {
        await new Promise<void>((resolve) => {
          const request = get(url, { agent }, (res) => res.resume().on('end', resolve))
          request.on('error', () => setTimeout(resolve, 5))
        })
      }
    }
    const clients = Array.from({ length: 10 }, client)
    await sleep(50)
    server.close()
    const begin = performance.now()
    expect((await drainAfter({ timeout: 3_000 })).lost).toEqual([])
    expect(performance.now() - begin).toBeLessThan(1_500)
    over = true
    await Promise.all(clients)
    agent.destroy()
    // No response that was begun was cut.
    expect([...outcomes]).toEqual(['sent'])
  })

  const withServer = async (
    listener: RequestListener,
    use: (url: string, server: Server) => Promise<void>,
  ) => {
    const server = createServer(withAfter(listener) as RequestListener)
    try {
      await use(await listen(server), server)
    } finally {
      await shut(server)
    }
  }
  const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

  it('a response that is open already says so too, unless its head is gone or names a connection', async () => {
    for (const [prepare, expected] of [
      [() => {}, /connection: close/i],
      [(res) => res.flushHeaders(), /connection: keep-alive/i],
      [(res) => res.setHeader('connection', 'x-own'), /connection: x-own/i],
    ] as [(res: Parameters<RequestListener>[1]) => void, RegExp][]) {
      let finish = () => {}
      await withServer(
        (_, res) => {
          prepare(res)
          finish = () => res.end('x')
        },
        async (url) => {
          const { received, socket } = await raw(url, request)
          await until('the request', () => register.scopes.size)
          const drained = drainAfter({ timeout: 2_000 })
          finish()
          await drained
          await until('the answer', () => received().includes('x'))
          expect(received()).toMatch(expected)
          socket.destroy()
        },
      )
    }
  })

  it('are kept alive again once it has stopped waiting', async () => {
    await withServer(
      (_, res) => void res.end('x'),
      async (url) => {
        openScope()
        await Promise.all([drainAfter({ timeout: 5 }), drainAfter({ timeout: 10 })])
        expect((await fetch(url)).headers.get('connection')).toBe('keep-alive')
      },
    )
  })
})
