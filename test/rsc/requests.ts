// Components, actions and routes of one app: each task belongs to its request, in development and built, with AsyncLocalStorage and without.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { AfterConfig } from '../../runtime/index.ts'
import type { Note } from './app/src/journal.ts'
import { describeForms } from './forms.ts'
import { type App, expectNoScope, formOf, openApp, type Renderer, type Running } from './harness.ts'

interface Target {
  name: string
  script: 'serve.js' | 'dev.js'
  renderer: Renderer
  poisoned: boolean
}

const targetsOf = (renderer: Renderer): Target[] =>
  (['serve.js', 'dev.js'] as const).flatMap((script) =>
    [false, true].map((poisoned) => ({
      name: `${script === 'dev.js' ? 'in development' : 'built'}${poisoned ? ', AsyncLocalStorage poisoned' : ''}`,
      script,
      renderer,
      poisoned,
    })),
  )

const DEEP = 21
const PAYLOAD = 'text/x-component'

const detailOf = (notes: Note[], what: string): unknown => notes.find((each) => each.what === what)?.detail
const whats = (notes: Note[]): string[] => notes.map(({ what }) => what).sort()

/** What holds for every app, whichever renderer it has. */
export function describeRequests(renderer: Renderer): void {
  let project: App
  beforeAll(async () => {
    project = openApp()
    await project.build(renderer)
  })
  afterAll(() => project?.[Symbol.dispose]())

  describe.each(targetsOf(renderer))('$name', (target) => {
    let app: Running
    beforeAll(async () => {
      app = await project.start(target.script, target)
      // What Vite bundles when it is first asked for would make everybody wait.
      await app.read('/deep/warm')
      await app.notesOf('warm', DEEP)
    })
    afterAll(() => app?.stop())

    test('no task of 300 interleaved requests sees another, and no answer holds anything of a scope', async () => {
      const ids = Array.from({ length: 300 }, (_, index) => `deep-${index}`)
      const answers = await Promise.all(
        ids.map((id, index) => app.read(`/deep/${id}`, index % 2 ? PAYLOAD : 'text/html')),
      )
      for (const [index, answer] of answers.entries()) {
        expect(answer).toContain(`page of ${ids[index]}`)
        expect(answer).not.toContain('a stranger')
        expectNoScope(answer)
      }
      const { notes } = await vi.waitFor(
        async () => {
          const journal = await app.journal()
          const count = journal.notes.filter(({ id }) => id.startsWith('deep-')).length
          expect(count).toBe(ids.length * DEEP)
          return journal
        },
        { timeout: 20_000, interval: 100 },
      )
      expect(notes.filter(({ id, scope }) => !scope?.endsWith(`/${id}`))).toEqual([])
      for (const id of ids) {
        const own = notes.filter((each) => each.id === id)
        expect(new Set(whats(own)).size).toBe(DEEP)
      }
    })

    const policies: AfterConfig[] = [{}]
    // In development a render takes many times as long.
    for (const overflow of target.script === 'dev.js'
      ? []
      : (['run', 'inline', 'drop-new', 'drop-old'] as const))
      policies.push({ concurrency: 2, maxQueue: 20, overflow })
    test.skipIf(target.poisoned).each(policies)(
      'the AsyncLocalStorage of the application, in tasks of 200 interleaved requests, under %o',
      async (limits) => {
        const ask = (query = '') =>
          app.ask(`/contexts${query}`).then((response) => response.json() as Promise<Record<string, number>>)
        const limit = (each: AfterConfig) => ask(`?limits=${encodeURIComponent(JSON.stringify(each))}`)
        await limit(limits)
        try {
          const ids = Array.from({ length: 200 }, (_, index) => `context-${index}`)
          await Promise.all(ids.map((id) => app.read(`/context/${id}`, PAYLOAD)))
          const counted = await vi.waitFor(
            async () => {
              const counts = await ask()
              expect(counts.over).toBe(600)
              return counts
            },
            { timeout: 20_000, interval: 50 },
          )
          expect(counted).toMatchObject({ given: 600, wrong: 0 })
          expect(counted.ran).toBeGreaterThanOrEqual(limits.overflow?.startsWith('drop') ? 1 : 600)
        } finally {
          await limit({})
        }
      },
    )

    describeForms(() => app)

    test('an action that a client calls, with its payload and cookie', async () => {
      const { buy } = (await (await app.ask('/actions')).json()) as { buy: string }
      const headers = { 'x-rsc-action': buy, accept: PAYLOAD, cookie: 'who=ada' }
      const response = await app.ask('/done/called', { method: 'POST', headers, body: '["called"]' })
      expect(response.headers.getSetCookie()).toEqual(['bought=called; Path=/'])
      const answer = await response.text()
      expect(answer).toContain('bought by called')
      expectNoScope(answer)
      const notes = await app.notesOf('called', 3)
      expect(whats(notes)).toEqual(['buy', 'buy, later', 'layout'])
      for (const { scope } of notes) expect(scope).toBe('POST /done/called')
      expect(detailOf(notes, 'buy, later')).toEqual({
        before: 'called',
        cookie: 'ada',
        after: 'called',
        status: 200,
      })
    })

    test('an action of a form that was sent without JavaScript belongs to the request that sends it', async () => {
      const page = await app.read('/forms/shown')
      expectNoScope(page)
      const body = formOf(page, 'buyForm')
      body.set('id', 'sent')
      const response = await app.ask('/forms/sent', { method: 'POST', body })
      expect(response.status).toBe(200)
      expectNoScope(await response.text())
      const notes = await app.notesOf('sent', 4)
      expect(whats(notes)).toEqual(['buy', 'buy, later', 'forms', 'layout'])
      for (const { scope } of notes) expect(scope).toBe('POST /forms/sent')
    })

    test('an inline action with bound arguments runs in the request that calls it', async () => {
      const page = await app.read('/forms/bound')
      const body = formOf(page, 'add')
      const response = await app.ask('/forms/caller', { method: 'POST', body })
      expect(response.status).toBe(200)
      await response.text()
      const notes = await app.notesOf('bound', 4)
      const added = { amount: 3, more: '7', price: 5, heard: 'caller' }
      expect(detailOf(notes, 'add')).toEqual(added)
      expect(detailOf(notes, 'add, later')).toEqual({ heard: 'caller' })
      const scopes = notes.filter(({ what }) => what.startsWith('add')).map(({ scope }) => scope)
      expect(scopes).toEqual(['POST /forms/caller', 'POST /forms/caller'])
    })

    test('an inline action that a client calls, with what it has closed over', async () => {
      const form = formOf(await app.read('/forms/held'), 'add')
      const [part] = [...form.keys()].flatMap((key) => /^\$ACTION_(\d+):0$/.exec(key)?.[1] ?? [])
      const read = (index: string): unknown => JSON.parse(String(form.get(`$ACTION_${part}:${index}`)))
      const held = (value: unknown) => (/^\$@/.test(String(value)) ? read(String(value).slice(2)) : value)
      const { id, bound } = read('0') as { id: string; bound: string }
      const args = (held(bound) as unknown[]).map(held)
      const body = new FormData()
      body.set('_1_more', '9')
      body.set('0', JSON.stringify([...args, '$K1']))
      const headers = { 'x-rsc-action': id, accept: PAYLOAD }
      const response = await app.ask('/forms/clicks', { method: 'POST', headers, body })
      expectNoScope(await response.text())
      const notes = await app.notesOf('held', 4)
      expect(detailOf(notes, 'add')).toEqual({ amount: 3, more: '9', price: 4, heard: 'clicks' })
      expect(detailOf(notes, 'add, later')).toEqual({ heard: 'clicks' })
    })

    test('actions that redirect or throw: their tasks run, and are told the status', async () => {
      const page = await app.read('/forms/form')
      for (const [name, status] of [
        ['leave', 303],
        ['fail', 500],
      ] as const) {
        const body = formOf(page, name)
        body.set('id', name)
        const sent = await app.ask(`/forms/${name}`, { method: 'POST', body })
        expect(sent.status).toBe(status)
        // Called by a client: the same function, with a form as its argument.
        const [key = ''] = [...body.keys()].filter((each) => each.startsWith('$ACTION_ID_'))
        const args = new FormData()
        args.set('_1_id', `${name}-called`)
        args.set('0', '["$K1"]')
        const headers = { 'x-rsc-action': key.slice('$ACTION_ID_'.length), accept: PAYLOAD }
        const called = await app.ask(`/forms/${name}-called`, { method: 'POST', headers, body: args })
        expect(called.status).toBe(status)
        for (const id of [name, `${name}-called`]) {
          const [note] = await app.notesOf(id, 1)
          expect(note).toMatchObject({
            what: name,
            scope: `POST /forms/${id}`,
            detail: { before: id, status },
          })
        }
      }
    })

    test('components that redirect, find nothing or throw: the tasks of all components run', async () => {
      for (const [page, status, count] of [
        ['moved', 303, 2],
        ['missing', 404, 3],
        ['throws', 500, 2],
      ] as const) {
        expect((await app.ask(`/${page}/${page}-html`)).status).toBe(status)
        expect(detailOf(await app.notesOf(`${page}-html`, count), 'layout')).toBe(status)
        expect(await app.read(`/${page}/${page}-rsc`, PAYLOAD)).toContain('main')
        expect(detailOf(await app.notesOf(`${page}-rsc`, count), 'layout')).toBe(200)
      }
      expect(whats(await app.notesOf('moved-html', 2))).toEqual(['layout', 'moved'])
      expect(whats(await app.notesOf('moved-rsc', 2))).toEqual(['layout', 'moved'])
      expect(whats(await app.notesOf('throws-html', 2))).toEqual(['layout', 'throws'])
      expect(whats(await app.notesOf('missing-rsc', 3))).toEqual(['layout', 'missing', 'missing, later'])
    })

    test('tasks wait for a Suspense hole that is filled late', async () => {
      const response = await app.ask('/hanging/late')
      const reader = (response.body as ReadableStream<Uint8Array>).getReader()
      const text = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)
      expect(await text()).toContain('waiting')
      expect((await app.journal()).notes.filter(({ id }) => id === 'late')).toEqual([])
      await app.read('/open/late')
      while (!(await reader.read()).done);
      expect(whats(await app.notesOf('late', 3))).toEqual(['hole', 'hole, filled', 'layout'])
    })

    test('a component that is suspended when its client leaves gives its task late, and it runs', async () => {
      const left = new AbortController()
      const response = await app.ask('/hanging/left', { signal: left.signal })
      await response.body?.getReader().read()
      left.abort()
      const early = await app.notesOf('left', 2)
      expect(whats(early)).toEqual(['hole', 'layout'])
      await app.read('/open/left')
      expect(whats(await app.notesOf('left', 3))).toEqual(['hole', 'hole, filled', 'layout'])
      const { told } = await app.journal()
      const outcomes = told.filter(({ request }) => request.endsWith('/left')).map(({ outcome }) => outcome)
      expect(outcomes).toEqual(['aborted', 'aborted', 'aborted'])
    })

    test('cache of react calls once in a request: while it renders, after an await, in tasks and across', async () => {
      const ids = ['cache-1', 'cache-2', 'cache-3']
      await Promise.all(ids.map((id) => app.read(`/cached/${id}`)))
      for (const id of ids) {
        const notes = await app.notesOf(id, 4)
        expect(notes.filter(({ what }) => what.startsWith('cached')).map(({ detail }) => detail)).toEqual([
          1, 1, 1,
        ])
      }
      const { loads } = await app.journal()
      for (const id of ids) expect(loads).toMatchObject({ [id]: 1, [`fails ${id}`]: 1 })
    })

    test('headers() and cookies() work in components and in the tasks of routes, and are refused in those of components', async () => {
      await app.ask('/asks/asks', { headers: { cookie: 'who=ada' } }).then((response) => response.text())
      const notes = await app.notesOf('asks', 3)
      const code = 'AFTERWORD_REQUEST_IN_RENDER_TASK'
      expect(detailOf(notes, 'asks')).toEqual({ own: [code, code, code], given: ['asks', 'ada', 'asks'] })
      expect(detailOf(notes, 'asks, nested')).toBe(code)
      await app.read('/route/routed')
      const routed = await app.notesOf('routed', 2)
      expect(routed.map(({ detail }) => detail)).toEqual(['routed', 'routed'])
    })

    if (renderer === 'node')
      test('a payload through a stream of Node', async () => {
        const ids = ['pipe-1', 'pipe-2']
        const answers = await Promise.all(ids.map((id) => app.read(`/pipe/${id}`, PAYLOAD)))
        for (const answer of answers) expectNoScope(answer)
        for (const id of ids) expect(whats(await app.notesOf(id, 1))).toEqual(['layout'])
      })

    if (target.script === 'dev.js')
      test('a component that is edited while the server runs', async () => {
        const file = join(project.directory, 'src/pages.tsx')
        const code = readFileSync(file, 'utf8')
        const word = `edited ${target.poisoned}`
        try {
          writeFileSync(file, code.replace('filled for', word))
          await vi.waitFor(async () => expect(await app.read('/deep/again')).toContain(word), {
            timeout: 10_000,
            interval: 100,
          })
          await app.read('/deep/edited')
          const notes = await app.notesOf('edited', DEEP)
          for (const { scope } of notes) expect(scope).toBe('GET /deep/edited')
        } finally {
          writeFileSync(file, code)
        }
      })

    test('every task has ended as it should, and drained scopes are collected', async () => {
      const { told, errors } = await app.journal()
      expect(errors).toEqual([])
      expect(/AFTERWORD_\w+|MaxListeners/.exec(app.printed())).toBeNull()
      expect(told.length).toBeGreaterThan(300 * DEEP)
      expect(new Set(told.map(({ status }) => status))).toEqual(new Set(['done']))
      const aborted = told.filter(({ outcome }) => outcome === 'aborted')
      expect(new Set(aborted.map(({ request }) => request))).toEqual(new Set(['GET /hanging/left']))
      expect(new Set(told.map(({ outcome }) => outcome))).toEqual(new Set(['sent', 'aborted']))
      const { seen, alive } = (await (await app.ask('/process')).json()) as Record<string, number>
      expect(seen).toBeGreaterThan(300)
      // In development React keeps what it still has to tell a debugger of the last ones.
      expect(alive).toBeLessThan(target.script === 'dev.js' ? 30 : 3)
    })
  })
}
