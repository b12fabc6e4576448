// What Next's documentation says of `after`, row by row. Next alone is the specification: the same rows run without the plugin.
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { callAction, newId, submit, visit } from './client.ts'
import type { Server } from './project.ts'

/** Node may tell of the end of a response before the client has read it; the parts of a stream are 100 ms apart. */
const MARGIN = 70

export interface Kind {
  compiled: boolean
  /** By the Babel plugin: Babel writes anew whatever it is given. */
  byBabel?: boolean
  mode: 'classic' | 'cached'
  dev: boolean
  mdx: boolean
  /** Next 16.1. */
  isOldest: boolean
}

export function testRows(getServer: () => Server, { compiled, mode, dev, isOldest }: Kind): void {
  const isClassic = mode === 'classic'

  // With cacheComponents this layout is part of a shell that is made when the app is built.
  if (isClassic)
    test('the first example of the documentation, verbatim', async () => {
      const server = getServer()
      const before = server.journal.tasks({ task: 'layout' }).length
      const { status, text } = await visit(server, '/docs')
      expect(status).toBe(200)
      expect(text).toContain('Documentation')
      await server.journal.until({ task: 'layout' }, before + 1)
    })

  test('the second example, verbatim', async () => {
    const server = getServer()
    const { status, text } = await visit(server, '/api/docs', {
      method: 'POST',
      headers: { 'user-agent': 'vitest', cookie: 'session-id=s1' },
    })
    expect({ status, text }).toEqual({ status: 200, text: '{"status":"success"}' })
    if (compiled)
      await server.journal.until({ task: 'user action', userAgent: 'vitest', sessionCookie: 's1' })
    // Next's own `headers()` is a promise, and has no `get`.
    else await server.journal.find(/headers\)\(\.\.\.\)\.get is not a function|\.get is not a function/)
  })

  test('a page that streams: its tasks run after the last byte, those of holes and of generateMetadata too', async () => {
    const server = getServer()
    const { id, status, text, end } = await visit(server, '/stream')
    expect(status).toBe(200)
    for (const part of [`stream for ${id}`, `slow one of ${id}`, `slow two of ${id}`])
      expect(text).toContain(part)
    for (const task of [
      'metadata',
      'page',
      'wrapped',
      'slow one',
      'slow two',
      'slow one nested',
      'slow two nested',
    ]) {
      const [line] = await server.journal.until({ task, id })
      expect(line?.at, task).toBeGreaterThan(end - MARGIN)
    }
  })

  test('tasks of a page start in the order they were given', async () => {
    const server = getServer()
    const { id } = await visit(server, '/stream')
    await server.journal.until({ task: 'slow two nested', id })
    const order = server.journal.tasks({ id }).map(({ task }) => task)
    expect(order.filter((task) => /^(?:page|slow one|slow two)$/.test(task))).toEqual([
      'page',
      'slow one',
      'slow two',
    ])
  })

  test('React cache loads once: in a render and in its tasks', async () => {
    const server = getServer()
    const { id } = await visit(server, '/stream')
    const [one] = await server.journal.until({ task: 'slow one', id })
    const [two] = await server.journal.until({ task: 'slow two', id })
    expect(new Set([one?.load, one?.again, two?.load, two?.again]).size).toBe(1)
  })

  test('headers() in the task of a component throws what Next has to say of it', async () => {
    const server = getServer()
    await visit(server, '/stream')
    await server.journal.find(/used `headers\(\)` inside `after\(\)`/)
    expect(server.journal.said).not.toContain("asks in a component's task")
  })

  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
    test(`route handler, ${method}: headers() and cookies() in its tasks, and in those that they give`, async () => {
      const server = getServer()
      const { id, status } = await visit(server, '/api/methods', {
        method,
        headers: { cookie: `session=${method}` },
      })
      expect(status).toBe(200)
      await server.journal.until({ task: 'method', method, id, session: method })
      await server.journal.until({ task: 'nested method', id })
    })

  test('a route handler that streams', async () => {
    const server = getServer()
    const { id, text, end } = await visit(server, '/api/stream')
    expect(text).toBe('1\n2\n3\n')
    for (const task of ['head', 'body']) {
      const [line] = await server.journal.until({ task, id })
      expect(line?.at, task).toBeGreaterThan(end - MARGIN)
    }
  })

  test('a client that goes away: what is given so far runs then, what comes later runs at once', async () => {
    const server = getServer()
    const id = newId()
    const gone = await new Promise<number>((resolve, reject) => {
      const req = request(`${server.url}/api/stream`, { headers: { 'x-id': id } }, (res) =>
        res.once('data', () => {
          req.destroy()
          resolve(Date.now())
        }),
      )
      req.on('error', reject).end()
    })
    const [head] = await server.journal.until({ task: 'head', id })
    const [body] = await server.journal.until({ task: 'body', id })
    expect(head?.at).toBeLessThan(gone + 150)
    expect(body?.at).toBeGreaterThan(gone + 100 - MARGIN)
  })

  for (const [how, pageStatus, routeStatus] of [
    ['not-found', 404, 404],
    ['redirect', 307, 307],
    ['error', 500, 500],
  ] as const) {
    test(`a page that ends with ${how}`, async () => {
      const server = getServer()
      const { id, status } = await visit(server, `/ends/${how}`)
      // A shell that was sent already says 200, and the rest in its body.
      if (isClassic) expect(status).toBe(pageStatus)
      await server.journal.until({ task: `page ${how}`, id })
    })
    test(`a route handler that ends with ${how}`, async () => {
      const server = getServer()
      const { id, status } = await visit(server, `/api/ends/${how}`)
      expect(status).toBe(routeStatus)
      await server.journal.until({ task: `route ${how}`, id })
    })
  }

  test("an action of a 'use server' module, from a form without JavaScript", async () => {
    const server = getServer()
    const { id, status, headers, end } = await submit(server, '/actions', 'module')
    expect(status).toBe(200)
    expect(headers.get('set-cookie')).toContain('last=tea')
    const [line] = await server.journal.until({
      task: 'module action',
      id,
      item: 'tea by module',
      last: 'tea by module',
    })
    expect(line?.at).toBeGreaterThan(end - MARGIN)
    await server.journal.until({ task: 'form page', id })
  })

  test('the same, called by JavaScript', async () => {
    const server = getServer()
    const { id, status } = await callAction(server, '/actions', 'module')
    expect(status).toBe(200)
    await server.journal.until({ task: 'module action', id, item: 'tea by module', last: 'tea by module' })
  })

  test('an inline action keeps its bound arguments as they were written, and has a request of its own', async () => {
    const server = getServer()
    const page = await visit(server, '/actions')
    const bound = [...page.text.matchAll(/name="(\$ACTION_[^"]*)"/g)].map(([, name]) => name)
    expect(bound.length).toBeGreaterThan(0)
    const { id, status } = await submit(server, '/actions', 'inline')
    expect(status).toBe(200)
    const [line] = await server.journal.until({ task: 'inline action', id, item: 'tea by inline' })
    // Whoever was given the form, and whoever sent it.
    expect(line?.bound).toMatch(/^visitor-\d+$/)
    expect(line?.bound).not.toBe(id)
  })

  test('an action that redirects', async () => {
    const server = getServer()
    const { status } = await submit(server, '/actions', 'redirect')
    expect(status).toBe(303)
    await server.journal.until({ task: 'redirecting action', item: 'tea by redirect' })
  })

  test('an action that throws', async () => {
    const server = getServer()
    const { status } = await submit(server, '/actions', 'throw')
    expect(status).toBe(500)
    await server.journal.until({ task: 'throwing action', item: 'tea by throw' })
  })

  test('the proxy', async () => {
    const server = getServer()
    const { id, status, headers, text } = await visit(server, '/proxied')
    expect({ status, proxied: headers.get('x-proxied') }).toEqual({ status: 200, proxied: '1' })
    expect(text).toContain('Proxied')
    await server.journal.until({ task: 'proxy', id, path: '/proxied' })
  })

  test('sixty requests at once: each task has its own', async () => {
    const server = getServer()
    const ids = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const { id } = await visit(server, n % 2 ? '/api/methods' : '/stream')
        return [id, n % 2 ? 'nested method' : 'slow two nested'] as const
      }),
    )
    for (const [id, task] of ids) expect(await server.journal.until({ task, id })).toHaveLength(1)
  })

  if (isClassic)
    test('a route of the edge runtime', async () => {
      const server = getServer()
      const { id, text } = await visit(server, '/api/edge')
      expect(text).toBe('edge')
      await server.journal.until({ task: 'edge', id, url: '/api/edge' })
    })

  if (isClassic && !dev)
    test('a page that is static runs its tasks when it is built, and not when it is asked for', async () => {
      const server = getServer()
      for (const path of ['/static', '/forced', '/strict', '/items/one'])
        expect((await visit(server, path)).status).toBe(200)
      await visit(server, '/api/methods').then(({ id }) =>
        server.journal.until({ task: 'nested method', id }),
      )
      for (const task of ['static page', 'forced page', 'strict page', 'item'])
        expect(server.journal.tasks({ task }), task).toEqual([])
    })

  if (isClassic && !dev)
    test('ISR: a hit runs nothing, a revalidation does, once', async () => {
      const server = getServer()
      await new Promise((resolve) => setTimeout(resolve, 2100))
      // Stale: it is answered from the cache, and made anew behind it.
      const stale = server.journal.tasks({ task: 'isr page' }).length
      await visit(server, '/isr')
      const [line] = (await server.journal.until({ task: 'isr page' }, stale + 1)).slice(-1)
      const { text } = await visit(server, '/isr')
      expect(text).toContain(`rendered ${line?.time}`)
      expect(server.journal.tasks({ task: 'isr page' })).toHaveLength(stale + 1)
      await visit(server, '/api/isr')
      // Next 16.1 alone runs no task of a route handler that it makes anew.
      if (!isOldest) await server.journal.until({ task: 'isr route' })
    })

  if (mode === 'cached')
    test('cacheComponents: a request runs the tasks of its page, which is rendered anew, and none of what is cached', async () => {
      const server = getServer()
      const { id, text } = await visit(server, '/cached')
      expect(text).toContain(`hello ${id}`)
      await server.journal.until({ task: 'hole', id })
      if (!dev)
        for (const task of ['cached function', 'cached component'])
          expect(server.journal.tasks({ task }), task).toEqual([])
    })

  for (const how of ['emitter', 'pool', 'connection', 'batcher', 'queue'])
    test(`an inline callback that another context's ${how} calls: ${compiled ? 'kept' : 'Next alone loses it, or gives it to another request'}`, async () => {
      const server = getServer()
      // The first loads the module, and its timers run in its context.
      await visit(server, `/api/keeps/${how}`)
      const visits = await Promise.all(Array.from({ length: 8 }, () => visit(server, `/api/keeps/${how}`)))
      const owners = await Promise.all(
        visits.map(async ({ id, text }) => {
          if (text.startsWith('lost')) return 'lost'
          const [line] = await server.journal.until({ task: `keeps ${how}`, id })
          return line?.own === id ? 'its own' : 'of another'
        }),
      )
      if (compiled) expect(owners).toEqual(Array.from({ length: 8 }, () => 'its own'))
      else expect(owners.filter((each) => each !== 'its own')).not.toEqual([])
    })
}
