// What the plugin adds: options and handle with `after` of this package, names, what a task is told, one record for the scopes of a request.
import type { AfterConfig } from 'afterword'
import { expect, test } from 'vitest'
import { newId, submit, visit } from './client.ts'
import { lineOf, type Server } from './project.ts'
import type { Kind } from './rows.ts'

const ROUTE = 'app/api/extra/[what]/route.ts'

export function testExtras(getServer: () => Server, { dev }: Pick<Kind, 'dev'>): void {
  const given = async (what: string) => {
    const { id, text } = await visit(getServer(), `/api/extra/${what}`)
    return { id, given: (JSON.parse(text) as { given: unknown }).given }
  }

  test('key, on, cancel and done', async () => {
    const { journal } = getServer()
    const { id, given: cancelled } = await given('options')
    expect(cancelled).toBe(true)
    await journal.until({ task: 'handle', id, status: 'cancelled' })
    await journal.until({ task: 'keyed', id, which: 'second' })
    expect(journal.tasks({ id }).map(({ task, which }) => which ?? task)).toEqual(['handle', 'second'])
  })

  test('a task has the name of its place, and is told what is known here: no outcome, the deadline of maxDuration', async () => {
    const { journal } = getServer()
    const before = Date.now()
    const { id, given: name } = await given('info')
    expect(name).toBe(`${ROUTE}:${lineOf('app/api/extra/[what]/route.compiled.ts', '(info) =>')}`)
    const [info] = await journal.until({ task: 'info', id })
    expect(info).toMatchObject({ name, aborted: false })
    expect(info).not.toHaveProperty('outcome')
    expect(info).not.toHaveProperty('status')
    expect(Number(info?.deadline) - before).toBeGreaterThan(6500)
    expect(Number(info?.deadline) - Date.now()).toBeLessThan(7500)
  })

  test('timeout fires the signal, and is reported by name', async () => {
    const { journal } = getServer()
    const { id } = await given('timeout')
    await journal.until({ task: 'timed out', id })
    await journal.find(
      /AFTERWORD_TASK_FAILED: task "slow mail" of route handler \/api\/extra\/\[what\] failed/,
    )
  })

  test('a promise that is rejected is reported once, with its place', async () => {
    const { journal } = getServer()
    const { id } = await given('promise')
    await journal.find(new RegExp(`task "app/api/extra/\\[what\\]/route\\.ts:\\d+"[^]*?promised to ${id}\\b`))
    expect(journal.said).not.toContain('A promise passed to `after()` rejected')
  })

  test("headers() of this package are Next's own", async () => {
    const { journal } = getServer()
    const { id, given: own } = await given('headers')
    expect(own).toBe(id)
    await journal.until({ task: 'own headers', id, own: id })
  })

  test('but in a scope that Next knows nothing of they are those of its request', async () => {
    expect((await given('opened')).given).toBe('of the other')
  })

  test('a scope is called by its shape and its route', async () => {
    expect((await given('scope')).given).toBe('route handler /api/extra/[what]')
  })

  test('an action and the render behind it share keys and cancel, and have rules of their own', async () => {
    const server = getServer()
    const { id, text } = await submit(server, '/extra', 'order')
    expect(text).toContain('<p>no mail</p>')
    await server.journal.until({ task: 'of the action', id, own: id })
    await server.journal.until({ task: 'order', id, by: 'the page' })
    expect(server.journal.tasks({ id, by: 'the action' })).toEqual([])
  })

  test('a module of server and client: its task runs on the server, and its page is drawn', async () => {
    const server = getServer()
    const { text } = await visit(server, '/shared')
    expect(text).toContain('tea for 3.00 €')
    expect(text).toContain('milk for 1.50 €')
    await server.journal.until({ task: 'sold', item: 'tea' })
  })

  test("where no capture answers, onFallback 'throw' says so", async () => {
    const { text } = await visit(getServer(), '/api/fallback')
    const { failed, fallbacks } = JSON.parse(text) as { failed: string; fallbacks: unknown[] }
    expect(failed).toContain('AFTERWORD_NO_SCOPE')
    expect(failed).toContain(
      `app/api/fallback/route.ts:${lineOf('app/api/fallback/route.compiled.ts', 'after(() =>')}`,
    )
    expect(fallbacks).toEqual([])
  })

  test('in pages/api a route is a listener of node:http', async () => {
    const server = getServer()
    const { id, text } = await visit(server, '/api/legacy')
    expect(text).toBe(`legacy for ${id}`)
    await server.journal.until({ task: 'pages api', id, own: id, status: 200 })
  })

  test.each(['/api/scopes', '/quiet'])(
    'the scope of a request without tasks is open until its response is sent, then drained: %s',
    async (path) => {
      const server = getServer()
      const states = async (id: string) =>
        JSON.parse((await visit(server, `/api/scopes?of=${id}`)).text) as { state: string; told: boolean }
      // A page's head may be sent before what asks for its request is rendered.
      const begun = async (id: string) => {
        for (let n = 0; n < 100 && !(await states(id)).state; n++)
          await new Promise((resolve) => setTimeout(resolve, 10))
        return states(id)
      }
      const id = newId()
      const response = await fetch(`${server.url}${path}`, { headers: { 'x-id': id } })
      expect(await begun(id)).toEqual({ state: 'open', told: false })
      await response.text()
      for (let n = 0; n < 100 && !(await states(id)).told; n++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      expect(await states(id)).toEqual({ state: 'drained', told: true })
      // A client that goes away.
      const leaving = new AbortController()
      const left = newId()
      await fetch(`${server.url}${path}`, { headers: { 'x-id': left }, signal: leaving.signal })
      await begun(left)
      leaving.abort()
      for (let n = 0; n < 100 && !(await states(left)).told; n++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      expect(await states(left)).toEqual({ state: 'drained', told: true })
    },
  )

  test("200 interleaved requests, under each overload policy: a task has the application's own AsyncLocalStorage and its own request", async () => {
    const server = getServer()
    const count = async (query = '') =>
      JSON.parse((await visit(server, `/api/context${query}`)).text) as { over: number; wrong: number }
    const policies: AfterConfig[] = [{}, { concurrency: 2 }]
    for (const overflow of ['run', 'inline', 'drop-new', 'drop-old'] as const)
      policies.push({ concurrency: 2, maxQueue: 20, overflow })
    for (const limits of policies) {
      const total = limits.overflow ? 60 : 200
      await count(`?limits=${encodeURIComponent(JSON.stringify(limits))}`)
      const ask = (n: number) =>
        fetch(`${server.url}/api/context`, { headers: { 'x-id': `context-${n}` } }).then((got) => got.text())
      expect(await Promise.all(Array.from({ length: total }, (_, n) => ask(n)))).toHaveLength(total)
      for (let n = 0; n < 300 && (await count()).over < 2 * total; n++)
        await new Promise((resolve) => setTimeout(resolve, 10))
      expect([limits, await count()]).toEqual([limits, { over: 2 * total, wrong: 0 }])
    }
    await count('?limits={}')
  })

  // In development Next itself keeps what it has served.
  if (!dev)
    test('a closure that is kept for ever keeps nothing of its request', async () => {
      for (let times = 0; times < 20; times++) await visit(getServer(), '/api/held')
      const { text } = await visit(getServer(), '/api/held?count')
      const { held, alive } = JSON.parse(text) as { held: number; alive: number }
      expect(held).toBe(20)
      // The last of a connection may be looked after still.
      expect(alive).toBeLessThan(5)
    })

  test('a failed task is one line with name, request and place', async () => {
    const { journal } = getServer()
    await visit(getServer(), '/stream')
    await journal.find(
      /AFTERWORD_TASK_FAILED: task "app\/stream\/page\.tsx:\d+" of component \/stream failed/,
    )
    if (!dev) expect(journal.said).not.toContain('An error occurred in a function passed to `after()`')
  })
}
