// One page for every server: what it answers, what it follows, and that it is not there in production.
import { createServer, type RequestListener } from 'node:http'
import { serve as serveHono } from '@hono/node-server'
import { after, drainAfter, openScope } from 'afterword'
import { type Devtools, devtools } from 'afterword/devtools'
import { afterword as express } from 'afterword/express'
import { afterword as fastify } from 'afterword/fastify'
import { withAfter as fetchStyle } from 'afterword/fetch'
import { afterword as h3 } from 'afterword/h3'
import { afterword as hono } from 'afterword/hono'
import { afterword as koa } from 'afterword/koa'
import { withAfter } from 'afterword/node'
import { build } from 'esbuild'
import Express from 'express'
import Fastify from 'fastify'
import { H3, serve as serveH3 } from 'h3'
import { Hono } from 'hono'
// @ts-expect-error: it has no types of its own
import Koa from 'koa'
import { serve as serveFetch } from 'srvx'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { RequestView } from '../../runtime/devtools/follow.ts'
import { listenOn, order } from './app.ts'

interface Running {
  url: string
  close(): unknown
}

type Start = (page: Devtools) => Promise<Running>

const loopback = { port: 0, hostname: '127.0.0.1' }

/** With afterword's own module in front or behind: both orders are right. */
const servers: Record<string, Start> = {
  'node:http': (page) => {
    const app: RequestListener = withAfter((req, res) => res.end(order(req)))
    return listenOn(createServer((req, res) => void (page(req, res) || app(req, res))))
  },
  Express: (page) => {
    const app = Express().use(page).use(express())
    app.get('/order', (req, res) => void res.send(order(req)))
    return listenOn(createServer(app))
  },
  'Express, behind afterword': (page) => {
    const app = Express().use(express()).use(page)
    app.get('/order', (req, res) => void res.send(order(req)))
    return listenOn(createServer(app))
  },
  Fastify: async (page) => {
    const app = Fastify({ forceCloseConnections: true })
    await app.register(page)
    await app.register(fastify())
    app.get('/order', async (request) => order(request))
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
  },
  Hono: (page) => {
    const app = new Hono().use(page).use(hono())
    app.get('/order', (c) => c.text(order(c)))
    return new Promise((resolve) => {
      const server = serveHono({ fetch: app.fetch, ...loopback }, ({ port }) =>
        resolve({ url: `http://127.0.0.1:${port}`, close: () => server.close() }),
      )
    })
  },
  Koa: (page) => {
    const app = new Koa().use(page).use(koa())
    app.use((ctx: { body: string }) => {
      ctx.body = order(ctx)
    })
    return listenOn(createServer(app.callback()))
  },
  'Koa, behind afterword': (page) => {
    const app = new Koa().use(koa()).use(page)
    app.use((ctx: { body: string }) => {
      ctx.body = order(ctx)
    })
    return listenOn(createServer(app.callback()))
  },
  h3: async (page) => {
    const app = new H3().use(page).use(h3())
    app.get('/order', (event) => order(event))
    const server = serveH3(app, { ...loopback, silent: true })
    await server.ready()
    return { url: server.url ?? '', close: () => server.close(true) }
  },
  srvx: async (page) => {
    const fetch = (request: Request) => new Response(order(request))
    const server = serveFetch({ ...loopback, silent: true, middleware: [page, h3()], fetch })
    await server.ready()
    return { url: server.url ?? '', close: () => server.close(true) }
  },
  'a fetch handler': async (page) => {
    const app = fetchStyle((request: Request) => new Response(order(request)))
    const server = serveFetch({
      ...loopback,
      silent: true,
      fetch: (request) => page(request) ?? app(request),
    })
    await server.ready()
    return { url: server.url ?? '', close: () => server.close(true) }
  },
}

const started = async (start: Start, page = devtools()): Promise<string> => {
  const { url, close } = await start(page)
  onTestFinished(() => void close())
  return url.replace(/\/$/, '')
}

const requestsOf = async (url: string): Promise<RequestView[]> =>
  ((await (await fetch(`${url}/_after/data`)).json()) as { requests: RequestView[] }).requests

// Tasks fail here on purpose.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))

// What one test has left running is none of the next one's.
afterEach(async () => {
  await drainAfter({ timeout: 5_000 })
  vi.restoreAllMocks()
})

describe.each(Object.entries(servers))('%s', (_name, start) => {
  test('the request, its end and its tasks: names, nesting, times, what failed', async () => {
    const url = await started(start)
    expect(await (await fetch(`${url}/order?secret=1`, { headers: { cookie: 'secret=1' } })).text()).toBe(
      'ordered',
    )
    await expect.poll(async () => (await requestsOf(url))[0]?.isOver).toBe(true)
    const [request, ...others] = await requestsOf(url)
    // Nothing of who looks at the page.
    expect(others).toEqual([])
    expect(request).toMatchObject({ name: 'GET /order', outcome: 'sent', status: 200, headers: {}, more: 0 })
    const [mail, broken, receipt, another] = request?.tasks ?? []
    expect(mail).toMatchObject({ name: 'mail', status: 'done' })
    expect(broken).toMatchObject({ name: 'broken', status: 'failed', error: { text: 'Error: no stock' } })
    expect(broken?.error?.stack).toContain('app.ts')
    expect(receipt).toMatchObject({ name: 'receipt', status: 'done', parent: mail?.id })
    expect(another).toBeUndefined()
    for (const task of [mail, broken, receipt]) {
      expect(task?.place).toMatch(/app\.ts:\d+$/)
      expect(task?.start).toBeGreaterThanOrEqual(request?.end ?? Number.NaN)
      expect(task?.end).toBeGreaterThanOrEqual(task?.start ?? Number.NaN)
    }
    expect((receipt?.end ?? 0) - (receipt?.start ?? 0)).toBeGreaterThan(15)
    expect(JSON.stringify(request)).not.toContain('secret')
  })

  test('the page has a policy, and events come as things happen', async () => {
    const url = await started(start)
    const page = await fetch(`${url}/_after`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'nonce-[\da-f]{32}'/,
    )
    const html = await page.text()
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
    const ends = new AbortController()
    const events = await fetch(`${url}/_after/events`, { signal: ends.signal })
    expect(events.headers.get('content-type')).toContain('text/event-stream')
    const reader = (events.body as ReadableStream<Uint8Array>).getReader()
    const decoder = new TextDecoder()
    let said = ''
    const until = async (text: string): Promise<void> => {
      while (!said.includes(text)) said += decoder.decode((await reader.read()).value)
    }
    await until('event: all')
    await fetch(`${url}/order`)
    await until('"text":"Error: no stock"')
    // A page that is open is no work to wait for.
    expect(await drainAfter({ timeout: 5_000 })).toMatchObject({ lost: [] })
    ends.abort()
    await reader.cancel().catch(() => {})
  })

  test('in production there is none, unless it is asked for by name', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    onTestFinished(() => void vi.unstubAllEnvs())
    const url = await started(start)
    expect(await (await fetch(`${url}/order`)).text()).toBe('ordered')
    expect(await (await fetch(`${url}/_after/data`)).text()).not.toContain('requests')
    const asked = await started(start, devtools({ production: true }))
    expect((await fetch(`${asked}/_after`)).headers.get('content-security-policy')).toBeTruthy()
  })
})

describe('what is kept', () => {
  test('is bounded: requests, tasks of one request, and each text', async () => {
    const url = await started(servers['node:http'] as Start, devtools({ max: 5 }))
    for (let n = 0; n < 40; n++) openScope({ name: `GET /${n}` }).close('sent')
    const scope = openScope({ name: `GET /${'x'.repeat(100_000)}` })
    for (let n = 0; n < 500; n++) {
      const fail = (): never => {
        throw new Error('e'.repeat(100_000))
      }
      scope.after(n === 0 ? fail : () => {}, { name: 'n'.repeat(100_000) })
    }
    scope.close('sent')
    await scope.drained
    const requests = await requestsOf(url)
    expect(requests.map(({ name }) => name.slice(0, 7))).toEqual([
      'GET /xx',
      'GET /39',
      'GET /38',
      'GET /37',
      'GET /36',
    ])
    expect(requests[0]).toMatchObject({ more: 300, isOver: true })
    expect(requests[0]?.tasks).toHaveLength(200)
    expect(JSON.stringify(requests).length).toBeLessThan(100_000)
  })

  test('holds no scope: those that are over are let go', async () => {
    devtools()
    const gone = (() => {
      const scope = openScope({ name: 'GET /gone' })
      scope.after(() => {})
      scope.close('sent')
      return new WeakRef(scope)
    })()
    const { setFlagsFromString } = await import('node:v8')
    const { runInNewContext } = await import('node:vm')
    setFlagsFromString('--expose-gc')
    const gc: () => void = runInNewContext('gc')
    await expect
      .poll(() => {
        gc()
        return gone.deref() === undefined
      })
      .toBe(true)
  })

  test('does not grow with each page that is made again in place of the one before', () => {
    const { scopes } = Reflect.get(globalThis, Symbol.for('afterword.register.v1'))
    const { add } = scopes
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 100
    onTestFinished(() => {
      Error.stackTraceLimit = stackTraceLimit
    })
    let depth = 0
    scopes.add = (scope: unknown) => {
      depth = (new Error('here').stack ?? '').split('\n').length
      add.call(scopes, scope)
    }
    const depthOf = (): number => {
      openScope({ name: 'GET /depth' }).close('sent')
      return depth
    }
    const without = depthOf()
    devtools()
    const once = depthOf()
    expect(once).toBeGreaterThan(without)
    for (let n = 0; n < 5; n++) devtools()
    expect(depthOf()).toBe(once)
  })

  test('shows the headers that were asked for, and no others', async () => {
    const url = await started(servers.Hono as Start, devtools({ headers: ['User-Agent'] }))
    await fetch(`${url}/order`, { headers: { 'user-agent': 'a browser', cookie: 'secret=1' } })
    expect((await requestsOf(url))[0]?.headers).toEqual({ 'User-Agent': 'a browser' })
  })

  test('under overload: what waits, what was dropped', async () => {
    const { configureAfter } = await import('afterword')
    configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new', onError: () => {} })
    onTestFinished(
      () =>
        void configureAfter({
          concurrency: undefined,
          maxQueue: undefined,
          overflow: undefined,
          onError: undefined,
        }),
    )
    const url = await started(servers['node:http'] as Start)
    const scope = openScope({ name: 'GET /busy' })
    let end = (): void => {}
    const busy = new Promise<void>((resolve) => {
      end = resolve
    })
    scope.after(() => busy, { name: 'busy' })
    scope.after(() => {}, { name: 'too much' })
    scope.close('sent')
    await expect
      .poll(async () => (await requestsOf(url))[0]?.tasks.map(({ status }) => status))
      .toEqual(['running', 'dropped'])
    const { load } = (await (await fetch(`${url}/_after/data`)).json()) as { load: unknown }
    expect(load).toMatchObject({ running: 1, waiting: 0, concurrency: 1, maxQueue: 0, dropped: 1 })
    end()
    await scope.drained
  })

  test('a task that its request runs itself under overload is marked', async () => {
    const { configureAfter } = await import('afterword')
    configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'inline' })
    onTestFinished(
      () => void configureAfter({ concurrency: undefined, maxQueue: undefined, overflow: undefined }),
    )
    const url = await started(servers['node:http'] as Start)
    const scope = openScope({ name: 'GET /busy' })
    scope.after(() => new Promise((resolve) => setTimeout(resolve, 5)), { name: 'busy' })
    scope.after(() => {}, { name: 'itself' })
    scope.close('sent')
    await scope.drained
    const tasks = (await requestsOf(url))[0]?.tasks.map(({ name, status, inline }) => [name, status, inline])
    expect(tasks).toEqual([
      ['busy', 'done', undefined],
      ['itself', 'done', true],
    ])
  })

  test('a task that drainAfter no longer waits for is lost, until it ends after all', async () => {
    const url = await started(servers['node:http'] as Start)
    const scope = openScope({ name: 'GET /slow' })
    let end = (): void => {}
    const slow = new Promise<void>((resolve) => {
      end = resolve
    })
    scope.after(() => slow, { name: 'slow' })
    scope.close('sent')
    await drainAfter({ timeout: 20 })
    const look = async () =>
      (await (await fetch(`${url}/_after/data`)).json()) as { load: unknown; requests: RequestView[] }
    const { load, requests } = await look()
    expect(load).toMatchObject({ lost: 1 })
    const [task] = requests[0]?.tasks ?? []
    expect(task).toMatchObject({ name: 'slow', status: 'lost' })
    expect(task?.end).toBeGreaterThan(task?.start ?? Number.NaN)
    end()
    await scope.drained
    expect((await look()).requests[0]?.tasks).toMatchObject([{ status: 'done' }])
  })

  test('what else has a scope is there, too: a job of a worker', async () => {
    const url = await started(servers['node:http'] as Start)
    const scope = openScope({ host: 'job', name: 'job mail-receipt, attempt 2 of 5' })
    scope.after(() => {}, { name: 'of the job' })
    scope.close('sent')
    await scope.drained
    expect((await requestsOf(url))[0]).toMatchObject({
      host: 'job',
      name: 'job mail-receipt, attempt 2 of 5',
      tasks: [{ name: 'of the job', status: 'done' }],
    })
  })
})

test('where NODE_ENV is not set it says once what to do; in production, or where it was decided, it says nothing', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('NODE_ENV', 'production')
  devtools()
  vi.stubEnv('NODE_ENV', '')
  devtools({ production: false })
  expect(warn).not.toHaveBeenCalled()
  devtools({ path: '/_tasks' })
  devtools()
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    'AFTERWORD_DEVTOOLS_OFF: the page /_tasks is off: NODE_ENV is not set. Start with NODE_ENV=development. Or ask for it by name: devtools({ production: true }).',
  )
})

test('a wrong option is an error, and so is an editor that would be a script', () => {
  expect(() => devtools({ editor: 'javascript:alert(1)' })).toThrow('AFTERWORD_BAD_OPTION')
  expect(() => devtools({ editor: '//evil.example/{file}' })).toThrow('AFTERWORD_BAD_OPTION')
  expect(() => devtools({ path: '/a b' })).toThrow('AFTERWORD_BAD_OPTION')
  expect(() => devtools({ pages: 1 } as never)).toThrow('AFTERWORD_UNKNOWN_OPTION')
})

test('nothing of it is in a bundle that does not import it', async () => {
  const contents = `import { after, configureAfter, openScope } from 'afterword'\nimport { withAfter } from 'afterword/node'\nglobalThis.all = [after, configureAfter, openScope, withAfter]`
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
  })
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(10)
  expect(Object.keys(metafile.inputs).filter((file) => file.includes('devtools'))).toEqual([])
  expect(outputFiles[0]?.text).not.toContain('EventSource')
})

test('after.with of code that is not compiled is seen, too', async () => {
  const url = await started(servers['node:http'] as Start)
  const carrier = {}
  const scope = openScope({ name: 'GET /with', carriers: [carrier] })
  after.with(carrier, () => {}, { name: 'late' })
  scope.close('sent')
  await scope.drained
  expect((await requestsOf(url))[0]?.tasks).toMatchObject([{ name: 'late', status: 'done' }])
})
