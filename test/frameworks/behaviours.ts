// What every framework must do, in the order in which the guide tells it.
import { expect, vi } from 'vitest'
import type { App, Mode, Shape } from './app.ts'
import type { Project, Server } from './project.ts'
import { walk } from './walk.ts'

export interface Visit {
  app: App
  mode: Mode
  project: Project
  server: Server
  /** What the build has said. */
  built: string
}

export interface Behaviour {
  /** What an app's `no` names. */
  readonly key: string
  readonly claim: string
  /** In which of them it can be seen. Default: in both. */
  readonly mode?: Mode
  /** It takes too long for every run. */
  readonly isLong?: true
  check(visit: Visit): Promise<void>
}

let count = 0
const idOf = (name: string): string => `${name}-${++count}`

/** Where a shape is asked for. */
async function pathOf({ server }: Visit, { path, ofForm }: Shape, id: string): Promise<string> {
  if (!ofForm) return path(id)
  const { body } = await server.read(path(id), { id: 'form' })
  const [, action] = /<form[^>]* action="([^"]+)"/.exec(body) ?? []
  if (!action) throw new Error(`${path(id)} has no form: ${body}`)
  const { pathname, search } = new URL(action, server.url + path(id))
  return pathname + search
}

/** Asks in one of the app's shapes, and expects each of its tasks to be its own. */
async function ask(visit: Visit, shape: Shape): Promise<void> {
  const { server } = visit
  const { hides = [] } = shape
  const id = idOf('own')
  const path = await pathOf(visit, shape, id)
  const { body } = await server.read(path, { ...shape.init, id })
  const notes = await server.notesOf(id, shape.gives.length)
  expect(notes.map(({ what }) => what).sort(), shape.name).toEqual([...shape.gives].sort())
  for (const { what, heard, given, scope, cookie } of notes) {
    expect({ what, heard, given }).toEqual({ what, heard: id, given: id })
    expect(scope, what).toContain(path.split('?')[0])
    expect([id, undefined], what).toContain(cookie)
    if (hides !== 'all' && !hides.includes(what)) expect(body).toContain(`${what} of ${id}.`)
  }
}

export const behaviours: readonly Behaviour[] = [
  {
    key: 'own',
    claim:
      '200 interleaved requests in every shape, with what the preset compiles and no more: each task is its own',
    async check(visit) {
      const { shapes } = visit.app
      for (const shape of shapes) await ask(visit, shape)
      const many = Array.from({ length: 200 }, (_, n) => shapes[(n * 7) % shapes.length] as Shape)
      for (let first = 0; first < many.length; first += 50)
        await Promise.all(many.slice(first, first + 50).map((shape) => ask(visit, shape)))
    },
  },
  {
    key: 'requests',
    claim: '`headers()` and `cookies()` in the handler and in its tasks',
    async check({ server }) {
      const id = idOf('cookie')
      const { headers } = await server.read(`/api/${id}`, { id })
      expect(headers.getSetCookie()).toEqual([`seen-get=${id}; Path=/`])
      expect(await server.notesOf(id, 1)).toMatchObject([{ what: 'get', heard: id, cookie: id, status: 201 }])
    },
  },
  {
    key: 'streamed',
    claim: 'tasks run after a streamed or deferred value, not before',
    async check({ server }) {
      const id = idOf('held')
      const { body } = await server.ask(`/held/${id}`, { id })
      let answer = ''
      for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const isFirst = answer === ''
        answer += text
        if (!isFirst) continue
        expect(answer).toContain(`first of ${id}.`)
        await new Promise((resolve) => setTimeout(resolve, 100))
        expect(await server.notesOf(id, 0)).toEqual([])
        await server.open(id)
      }
      expect(answer).toContain(`later of ${id}.`)
      const notes = await server.notesOf(id, 2)
      expect(notes.map(({ what, outcome, status }) => [what, outcome, status]).sort()).toEqual([
        ['first', 'sent', 200],
        ['later', 'sent', 200],
      ])
    },
  },
  {
    key: 'errored',
    claim: 'a thrown error is `errored`, with the error and 500',
    async check({ app, server }) {
      const id = idOf('broken')
      expect(await server.read(`/broken/${id}`, { id })).toMatchObject({ status: 500 })
      const told = { what: 'broken', heard: id, outcome: 'errored', status: 500, error: 'as it should' }
      // Beside it some have a page of their own for errors, which is sent.
      const gives = app.shapes.find((shape) => shape.gives.includes('broken'))?.gives ?? []
      const others = gives.filter((what) => what !== 'broken')
      const notes = await server.notesOf(id, gives.length)
      expect(notes.filter(({ what }) => what === 'broken')).toMatchObject([told])
      expect(notes.filter(({ what }) => what !== 'broken')).toMatchObject(
        others.map((what) => ({ what, heard: id, outcome: 'sent', status: 500 })),
      )
      if (!app.isQuiet) expect(server.said()).toContain('as it should')
    },
  },
  {
    key: 'redirect',
    claim: 'a redirect is `sent`, with its status',
    async check({ server }) {
      const id = idOf('moved')
      const { status, headers } = await server.read(`/moved/${id}`, { id })
      expect(headers.get('location')).toContain(`/page/${id}`)
      expect([302, 303, 307]).toContain(status)
      expect(await server.notesOf(id, 1)).toMatchObject([{ heard: id, outcome: 'sent', status }])
    },
  },
  {
    key: 'missing',
    claim: 'not found is `sent`, with 404',
    async check({ server }) {
      const id = idOf('missing')
      expect(await server.read(`/missing/${id}`, { id })).toMatchObject({ status: 404 })
      expect(await server.notesOf(id, 1)).toMatchObject([{ heard: id, outcome: 'sent', status: 404 }])
    },
  },
  {
    key: 'inner',
    claim: 'a request that a page makes of its own server, within the process, belongs to the page',
    async check({ server }) {
      const id = idOf('outer')
      expect((await server.read(`/outer/${id}`, { id })).body).toContain(`get of ${id}.`)
      const notes = await server.notesOf(id, 2)
      expect(notes.map(({ what, scope }) => [what, scope]).sort()).toEqual([
        ['get', `GET /outer/${id}`],
        ['outer', `GET /outer/${id}`],
      ])
    },
  },
  {
    key: 'aborted',
    claim: 'a client that goes away: `aborted`, and the tasks run, late ones too',
    async check({ server }) {
      const id = idOf('gone')
      const gone = new AbortController()
      const response = await server.ask(`/held/${id}`, { id, signal: gone.signal })
      await response.body?.getReader().read()
      gone.abort()
      expect(await server.notesOf(id, 1)).toMatchObject([{ what: 'first', heard: id, outcome: 'aborted' }])
      await server.open(id)
      expect((await server.notesOf(id, 2)).map(({ what }) => what)).toEqual(['first', 'later'])
    },
  },
  {
    key: 'prerendered',
    claim: 'a prerendered page runs its tasks in the build, once: `prerendered`',
    mode: 'start',
    async check({ built }) {
      // In CI, Nuxt writes its own mark before each line.
      const notes = [...built.matchAll(/\bnote (\{.*\})$/gm)].map(([, note = '']) => JSON.parse(note))
      expect(notes).toMatchObject([{ what: 'about', outcome: 'prerendered', status: 200 }])
    },
  },
  {
    key: 'names',
    claim: 'tasks are called by the line of their author, also in components',
    async check(visit) {
      const { server, app } = visit
      for (const shape of app.shapes) {
        const id = idOf('name')
        await server.read(await pathOf(visit, shape, id), { ...shape.init, id })
        for (const { what, name } of await server.notesOf(id, shape.gives.length))
          expect({ what, name }).toEqual({ what, name: app.names[what] ?? app.names.any })
      }
    },
  },
  {
    key: 'said',
    claim: 'what of the framework is compiled as well is said once',
    async check({ app, mode, server, built }) {
      const said = mode === 'dev' ? server.said() : built
      const lines = said.match(/afterword: compiles .*/g) ?? []
      expect(lines).toHaveLength(app.compiles.length > 0 ? 1 : 0)
      for (const name of app.compiles) expect(lines[0]).toContain(name)
    },
  },
  {
    key: 'browser',
    claim: 'in Chromium a page comes alive without a warning; links and forms give their own tasks',
    check: ({ app, server }) => walk(app, server, idOf),
  },
  {
    key: 'client',
    claim: 'browsers get nothing of the runtime',
    mode: 'start',
    async check({ app, project }) {
      if (app.client === undefined) return
      const scripts = project.scripts(app.client)
      expect(scripts).not.toBe('')
      expect(scripts).not.toMatch(/afterword\.register|setCookies|AFTERWORD_/)
    },
  },
  {
    key: 'edit',
    claim: 'an edit in development is served, and its tasks are their own',
    mode: 'dev',
    async check(visit) {
      const { app, project, server } = visit
      for (const { file, from, to, path, gives, shows } of app.edits ?? []) {
        const takeBack = project.edit(file, from, to)
        const shown = (timeout: number) =>
          vi.waitFor(
            async () => {
              const id = idOf('edited')
              const { body } = await server.read(path + id, { id })
              expect(body).toContain(shows)
              expect(await server.notesOf(id, gives)).toHaveLength(gives)
            },
            { timeout, interval: 200 },
          )
        if (!app.savesAgain) await shown(40_000)
        else
          await shown(5_000).catch(async () => {
            takeBack()
            project.edit(file, from, to)
            await shown(30_000)
          })
      }
    },
  },
  {
    key: 'misuse',
    claim: '`after()` in what a browser loads is an error of the build',
    mode: 'start',
    isLong: true,
    async check({ app, project }) {
      if (!app.misuse) return
      const { file, from, to } = app.misuse
      const takeBack = project.edit(file, from, to)
      const { code, said } = await project.build()
      takeBack()
      expect(said).toContain('AFTERWORD_IN_CLIENT_CHUNK')
      expect(code).not.toBe(0)
    },
  },
]
