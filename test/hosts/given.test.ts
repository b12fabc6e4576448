// What a host module is given in place of what it takes, and what it gives back of an application.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import fastify from 'fastify'
import { H3 } from 'h3'
import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { afterword as forExpress } from '../../runtime/hosts/express.ts'
import { afterword as forFastify } from '../../runtime/hosts/fastify.ts'
import { withAfter as forFetch } from '../../runtime/hosts/fetch.ts'
import { afterword as forH3 } from '../../runtime/hosts/h3.ts'
import { afterword as forHono } from '../../runtime/hosts/hono.ts'
import { afterword as forKoa } from '../../runtime/hosts/koa.ts'
import { withAfter as forLambda } from '../../runtime/hosts/lambda.ts'
import { withAfter as forNode } from '../../runtime/hosts/node.ts'
import { after, currentScope } from '../../runtime/index.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections()
})

async function get(server: Server, path = '/'): Promise<{ status: number; text: string }> {
  servers.push(server)
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)
  return { status: response.status, text: await response.text() }
}

const refused = (code: string) => expect.objectContaining({ code: `AFTERWORD_${code}` })

describe('afterword without its parentheses', () => {
  const factory = refused('FACTORY_AS_HANDLER')

  it('answers in Express with an error that says the line', async () => {
    const told: unknown[] = []
    const app = express()
    app.use(forExpress as never)
    app.get('/', (_req, res) => void res.send('x'))
    app.use((error: unknown, _req: unknown, res: express.Response, _next: unknown) => {
      told.push(error)
      res.status(500).end()
    })
    expect((await get(createServer(app))).status).toBe(500)
    expect(told).toEqual([factory])
    expect((told[0] as Error).message).toContain('app.use(afterword())')
    expect((told[0] as Error).message).toContain('was given a request')
  })

  it('stops Fastify before it listens', async () => {
    const app = fastify()
    app.register(forFastify as never)
    await expect(app.ready().then(() => {})).rejects.toEqual(factory)
  })

  it('is an error of Hono and of h3', async () => {
    const told: unknown[] = []
    const hono = new Hono().use(forHono as never).get('/', (c) => c.text('x'))
    hono.onError((error, c) => {
      told.push(error)
      return c.text('', 500)
    })
    expect((await hono.request('/')).status).toBe(500)
    const h3 = new H3({ onError: (error) => void told.push(error.cause ?? error) })
      .use(forH3 as never)
      .get('/', () => 'x')
    expect((await h3.request('/')).status).toBe(500)
    expect(told).toEqual([factory, factory])
  })

  it.each([
    ['express', forExpress],
    ['fastify', forFastify],
    ['hono', forHono],
    ['h3', forH3],
    ['koa', forKoa],
  ])(
    'of afterword/%s throws for a request, a context or an application, and takes what is none of these',
    (_, make) => {
      for (const given of [null, () => {}, new Request('http://x/'), express(), 'x'])
        expect(() => make(given as never)).toThrow(factory)
      const context = { req: new Request('http://x/') }
      expect(() => make(context as never)).toThrow(factory)
      // Waku calls the factory itself, with options of its own.
      for (const given of [undefined, { cmd: 'start' }]) expect(typeof make(given as never)).toBe('function')
    },
  )
})

describe('middleware of one framework in another', () => {
  const koa = { req: {}, res: {}, request: {}, response: {}, body: undefined }
  const event = { req: new Request('http://x/'), res: { headers: new Headers() } }
  it.each([
    ['express', () => forExpress()(koa as never, (async () => {}) as never, undefined as never)],
    ['hono', () => forHono()({} as never, async () => {})],
    ['h3', () => forH3()({ url: '/' } as never, undefined as never)],
    ['h3', () => forH3()(koa as never, async () => {})],
    ['fastify', () => forFastify()(express() as never, {}, () => {})],
    ['koa', () => forKoa()({ url: '/', headers: {} } as never, {} as never)],
    ['koa', () => forKoa()(event as never, async () => {})],
  ])('of afterword/%s is refused', async (_, call) => {
    await expect((async () => call())()).rejects.toEqual(refused('WRONG_HOST'))
  })
})

describe('withAfter', () => {
  it.each([
    ['nothing', undefined],
    ['a promise', Promise.resolve(() => {})],
    ['an application', { use() {}, listen() {} }],
    ['a request', new Request('http://x/')],
    ['text', 'x'],
  ])('is refused %s', (words, given) => {
    for (const wrap of [forNode, forFetch, forLambda]) {
      expect(() => (wrap as (given: unknown) => unknown)(given)).toThrow(refused('BAD_FUNCTION'))
      if (words.startsWith('a'))
        expect(() => (wrap as (given: unknown) => unknown)(given)).toThrow(`was given ${words}`)
    }
  })

  it.each([
    ['undefined', undefined],
    ['"/orders"', '/orders'],
    ["a framework's context", { req: {}, res: {} }],
  ])('of fetch makes a handler that says what it takes, given %s', (words, given) => {
    const served = [forFetch(() => new Response()), forFetch({ fetch: () => new Response() }).fetch]
    for (const handler of served) {
      expect(() => (handler as (given: unknown) => unknown)(given)).toThrow(refused('WRONG_HOST'))
      expect(() => (handler as (given: unknown) => unknown)(given)).toThrow(`was called with ${words}`)
    }
  })

  it('as a listener itself says what it takes', async () => {
    const server = createServer((req, res) => {
      try {
        ;(forNode as unknown as (req: IncomingMessage, res: ServerResponse) => void)(req, res)
      } catch (error) {
        res.end((error as { code: string }).code)
      }
    })
    expect((await get(server)).text).toBe('AFTERWORD_BAD_FUNCTION')
  })

  it('registered twice is one scope', async () => {
    const ids = new Set<unknown>()
    const app = express().use(forExpress()).use(forExpress())
    app.get('/', (_req, res) => {
      ids.add(currentScope()?.id)
      res.send('x')
    })
    await get(createServer(forNode(forNode(app) as typeof app)))
    const hono = new Hono()
      .use(forHono())
      .use(forHono())
      .get('/', (c) => {
        ids.add(currentScope()?.id)
        return c.text('x')
      })
    const handler = forFetch(forFetch(hono.fetch))
    await (await handler(new Request('http://x/'))).text()
    expect(ids.size).toBe(2)
    expect(ids.has(undefined)).toBe(false)
  })
})

describe('withAfter gives back what it was given', () => {
  it('an Express application listens, with a scope for each request', async () => {
    const app = forNode(express())
    app.set('title', 'x')
    app.get('/', (_req, res) => {
      after(() => {})
      res.send(`${app.get('title')} ${currentScope()?.host}`)
    })
    const server = app.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    expect(await get(server)).toEqual({ status: 200, text: 'x node' })
    expect(express().use('/sub', app)).toBeTypeOf('function')
  })

  it('an application of Hono that is asked by request() has a scope for it, and its fetch stays its own', async () => {
    const own = new Hono().get('/a', (c) => c.text(`${currentScope()?.name}`))
    const before = Object.getOwnPropertyDescriptor(own, 'fetch')
    const app = forFetch(own)
    const ask = async () => (await app.request('/a')).text()
    expect(await Promise.all([ask(), ask()])).toEqual(['GET /a', 'GET /a'])
    expect(await (await app.fetch(new Request('http://x/a'))).text()).toBe('GET /a')
    expect(Object.getOwnPropertyDescriptor(own, 'fetch')).toEqual(before)
    expect(await (await own.request('/a')).text()).toBe('undefined')
  })

  it('a class is one, and its objects give each request a scope that their context keeps alive', async () => {
    const kept: Promise<unknown>[] = []
    class Base {
      ctx = { waitUntil: (promise: Promise<unknown>) => void kept.push(promise) }
    }
    class Shop extends Base {
      #name = 'shop'
      static kind = 'x'
      fetch(_request: Request) {
        after(() => {})
        return new Response(`${this.#name} ${currentScope()?.host}`)
      }
    }
    const Served = forFetch(Shop)
    const shop = new Served()
    expect([Served.name, Served.kind, shop instanceof Shop]).toEqual(['Shop', 'x', true])
    expect(await (await shop.fetch(new Request('http://x/'))).text()).toBe('shop fetch')
    expect(kept).toHaveLength(1)
    expect(() => forFetch(class {} as never)).toThrow('a class that has no method fetch()')
  })

  it('a function keeps its name, length and properties', () => {
    const listener = Object.assign(function own(_req: IncomingMessage, _res: ServerResponse) {}, {
      close: () => 1,
      [Symbol.for('x')]: 2,
    })
    const wrapped = forNode(listener)
    expect([wrapped.close(), wrapped[Symbol.for('x') as never], wrapped.name]).toEqual([1, 2, 'own'])
    const handler = Object.assign((_request: Request) => new Response('x'), { config: { path: '/' } })
    expect(forFetch(handler).config).toEqual({ path: '/' })
    // Deno gives a handler as many arguments as it declares.
    expect(forFetch(handler).length).toBe(3)
  })

  it('an object of Workers or Bun keeps its handlers and settings, getters too', async () => {
    const calls: string[] = []
    const given = {
      port: 3000,
      websocket: { message() {} },
      get development() {
        return true
      },
      fetch(this: { port: number }, _request: Request) {
        return new Response(`${this.port} ${currentScope()?.host}`)
      },
      async scheduled(this: { port: number }) {
        calls.push(`scheduled ${this.port}`)
      },
      queue() {
        calls.push('queue')
      },
    }
    const worker = forFetch(given)
    expect(worker).not.toBe(given)
    expect([worker.port, worker.development, worker.websocket]).toEqual([3000, true, given.websocket])
    await worker.scheduled()
    worker.queue()
    expect(calls).toEqual(['scheduled 3000', 'queue'])
    expect(await (await worker.fetch(new Request('http://x/'))).text()).toBe('3000 fetch')
    expect(Object.keys(worker)).toEqual(Object.keys(given))
  })

  it('an instance of a class keeps its methods and private fields', async () => {
    class Base {
      #secret = 'secret'
      tell(): string {
        return this.#secret
      }
    }
    class App extends Base {
      #count = 0
      use(): this {
        this.#count++
        return this
      }
      get count(): number {
        return this.#count
      }
      set count(value: number) {
        this.#count = value
      }
      fetch(_request: Request): Response {
        return new Response(`${this.#count} ${this.tell()} ${currentScope()?.host}`)
      }
    }
    for (const given of [new App(), Object.freeze(new App())]) {
      const app = forFetch(given)
      if (Object.isFrozen(given)) {
        expect(await (await app.fetch(new Request('http://x/'))).text()).toBe('0 secret fetch')
        continue
      }
      expect(app.use().use()).toBe(app)
      ;(app as App).count++
      expect([app.count, app.tell(), app instanceof App, new Set([app.use, app.use]).size]).toEqual([
        3,
        'secret',
        true,
        1,
      ])
      expect(await (await app.use().fetch(new Request('http://x/'))).text()).toBe('4 secret fetch')
    }
  })

  it.each([
    ['Hono', () => new Hono().get('/', (c) => c.text(`${currentScope()?.host}`))],
    ['h3', () => new H3().get('/', () => `${currentScope()?.host}`)],
  ])('an application of %s takes routes still', async (_, make) => {
    const app = forFetch(
      make() as { fetch(request: Request): Response | Promise<Response>; get: (...args: never[]) => unknown },
    )
    const chained = app.get(
      '/late' as never,
      ((c: { text?(text: string): Response }) => {
        const text = `late ${currentScope()?.host}`
        return c.text ? c.text(text) : text
      }) as never,
    )
    expect(chained).toBe(app)
    expect(await (await app.fetch(new Request('http://x/'))).text()).toBe('fetch')
    expect(await (await app.fetch(new Request('http://x/late'))).text()).toBe('late fetch')
  })
})
