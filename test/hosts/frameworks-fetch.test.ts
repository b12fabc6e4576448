// What is Hono's and h3's own: who answers errors, what a handler may return, where cookies are written.
import { H3, HTTPError, HTTPResponse, bodyLimit as limitBody, redirect } from 'h3'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { describe, expect, test, vi } from 'vitest'
import { from, register } from '../../runtime/compiled.ts'
import { withAfter as withFetch } from '../../runtime/hosts/fetch.ts'
import { afterword as forH3 } from '../../runtime/hosts/h3.ts'
import { afterword as forHono } from '../../runtime/hosts/hono.ts'
import { after, cookies, currentScope } from '../../runtime/index.ts'
import { sleep } from './client.ts'
import { countTold, leaveNothing, note, told } from './told.ts'

leaveNothing()

const notFound = Symbol.for('h3.notFound')

describe('Hono', () => {
  const start = () => {
    const app = new Hono()
    app.use(forHono())
    return app
  }

  test('an exception with a status below 500 is an answer; another is `errored`, whoever answers it', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const error = new Error('handler')
    for (const [thrown, expected] of [
      [new HTTPException(401), { outcome: 'sent', status: 401, error: undefined }],
      [error, { outcome: 'errored', status: 500, error }],
    ] as const) {
      for (const handled of [false, true]) {
        const app = start()
        if (handled) app.onError((_error, c) => c.text('sorry', expected.status))
        app.get('/', (c) => {
          after.with(c, note)
          throw thrown
        })
        const response = await app.request('/')
        expect([response.status, typeof (await response.text())]).toEqual([expected.status, 'string'])
        expect(await told()).toEqual(expected)
      }
    }
  })

  test('a response that is read to its end is as written, with its cookies and headers', async () => {
    const app = start()
    app.use(async (c, next) => {
      c.header('x-before', '1')
      await next()
      c.header('x-after', '2')
      c.header('set-cookie', 'own=1', { append: true })
    })
    app.get('/', (c) => {
      after.with(c.req, note)
      cookies().set('a', '1')
      return c.json({ ok: true }, 201)
    })
    const response = await app.request('/')
    expect([response.status, response.headers.get('content-type')]).toEqual([201, 'application/json'])
    expect([response.headers.get('x-before'), response.headers.get('x-after')]).toEqual(['1', '2'])
    expect(response.headers.getSetCookie()).toEqual(['own=1', 'a=1; Path=/'])
    expect(await response.json()).toEqual({ ok: true })
    expect(await told()).toMatchObject({ outcome: 'sent', status: 201 })
  })

  test('the context is a carrier when middleware has put another Request into its place', async () => {
    const app = start()
    app.use(bodyLimit({ maxSize: 100 }))
    app.post('/', async (c) => {
      expect(from(c.req.raw)).toBe(null)
      after.with(c, note)
      return c.text(await c.req.text())
    })
    const init = { method: 'POST', body: new Response('body').body, duplex: 'half' } as RequestInit
    expect(await (await app.request('/', init)).text()).toBe('body')
    expect(await told()).toMatchObject({ outcome: 'sent', status: 200 })
  })

  test('a route that nobody has, and HEAD of one', async () => {
    const app = start()
    app.use(async (c, next) => {
      after.with(c, note)
      await next()
    })
    app.get('/there', (c) => c.text('body'))
    expect(await (await app.request('/')).text()).toBe('404 Not Found')
    expect(await told()).toMatchObject({ outcome: 'sent', status: 404 })
    const head = await app.request('/there', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(await told()).toMatchObject({ outcome: 'sent', status: 200 })
  })

  test('inside withAfter of the fetch host there is one scope, and it is told of the error', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const error = new Error('handler')
    let scopes = 0
    const app = start()
    app.get('/', (c) => {
      after.with(c, note)
      scopes = register.scopes.size
      throw error
    })
    const fetch = withFetch(app.fetch as (request: Request) => Response)
    await (await fetch(new Request('http://x/'))).text()
    expect(await told()).toEqual({ outcome: 'errored', status: 500, error })
    expect(scopes).toBe(1)
  })
})

describe('h3', () => {
  const ask = async (handler: Parameters<H3['get']>[1], init?: RequestInit) => {
    const app = new H3({ silent: true })
    app.use(forH3())
    app.get('/', handler)
    return app.request('/', init)
  }
  const streamOf = (text: string) => new Response(text).body as ReadableStream

  test.each([
    ['a string', () => 'body', 'body', 200],
    ['an object', () => ({ a: 1 }), '{"a":1}', 200],
    ['nothing', () => null, '', 200],
    ['a stream', () => streamOf('body'), 'body', 200],
    ['a Response', () => new Response('body', { status: 201 }), 'body', 201],
    ['an HTTPResponse', () => new HTTPResponse(streamOf('body'), { status: 202 }), 'body', 202],
    ['a redirect', () => redirect('/there', 303), expect.stringContaining('/there'), 303],
    [
      'an HTTPError that it returns',
      () => new HTTPError({ status: 409 }),
      expect.stringContaining('409'),
      409,
    ],
  ])('%s', async (_name, value, text, status) => {
    const response = await ask((event) => {
      after.with(event, note)
      cookies().set('a', '1')
      return value()
    })
    expect([response.status, await response.text()]).toEqual([status, text])
    // h3 drops the headers of event.res for an error.
    if (status < 400) expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/'])
    expect(await told()).toMatchObject({ outcome: 'sent', status })
  })

  test('a stream is not over before it is read', async () => {
    const response = await ask((event) => {
      after.with(event.req, note)
      return streamOf('body')
    })
    await sleep(10)
    expect(countTold()).toBe(0)
    await response.text()
    expect(await told()).toMatchObject({ outcome: 'sent' })
  })

  test('an HTTPError below 500 is an answer, another error is `errored`', async () => {
    const error = new Error('handler')
    for (const [thrown, expected] of [
      [new HTTPError({ status: 401 }), { outcome: 'sent', status: 401, error: undefined }],
      [error, { outcome: 'errored', error }],
    ] as const) {
      const response = await ask((event) => {
        after.with(event, note)
        throw thrown
      })
      expect(response.status).toBe(thrown === error ? 500 : 401)
      expect(await told()).toMatchObject(expected)
    }
  })

  test('the event is a carrier when middleware has put another Request into its place', async () => {
    const app = new H3()
    app.use(forH3())
    app.use(limitBody(100))
    app.post('/', async (event) => {
      expect(from(event.req)).toBe(null)
      after.with(event, note)
      return event.req.text()
    })
    const init = { method: 'POST', body: new Response('body').body, duplex: 'half' } as RequestInit
    expect(await (await app.request('/', init)).text()).toBe('body')
    expect(await told()).toMatchObject({ outcome: 'sent', status: 200 })
  })

  test.each([
    ['nothing', () => undefined, 200],
    ['nothing, later', async () => undefined, 200],
    ['that it is not found', () => notFound, 404],
    ['that it is not found, later', async () => notFound, 404],
  ])(
    'a route that answers %s: it and the middleware are called once, at the first request and later',
    async (_name, value, status) => {
      const calls: string[] = []
      const app = new H3({ silent: true })
      app.use(forH3())
      app.use(async (_event, next) => {
        calls.push('middleware')
        await sleep(1)
        return next()
      })
      app.get('/', (event) => {
        calls.push('route')
        expect(currentScope()).toBe(from(event))
        after.with(event, note)
        return value()
      })
      for (let n = 0; n < 2; n++) {
        expect((await app.request('/')).status).toBe(status)
        expect(calls.splice(0)).toEqual(['middleware', 'route'])
        expect(await told()).toMatchObject({ outcome: 'sent', status })
      }
    },
  )

  test('HEAD, and a route that nobody has', async () => {
    const app = new H3()
    app.use(forH3())
    app.use((event) => {
      after.with(event, note)
    })
    app.get('/there', () => streamOf('body'))
    expect((await app.request('/none')).status).toBe(404)
    expect(await told()).toMatchObject({ outcome: 'sent', status: 404 })
    expect(await (await app.request('/there', { method: 'HEAD' })).text()).toBe('')
    expect(await told()).toMatchObject({ outcome: 'sent', status: 200 })
  })
})
