// Waku and React Router's RSC mode: one app on each, as their users build, serve and develop it.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { lacksChromium, openBrowser, openVisitor } from '../chromium.ts'
import { type Framework, install, Project, type Server } from './frameworks/project.ts'
import { expectNoScope, formOf } from './harness.ts'

// The first time npm installs them.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

const waku: Framework = {
  name: 'Waku',
  folder: 'waku',
  modules: 'src/lib',
  build: ['waku/dist/cli.js', 'build'],
  start: ['waku/dist/cli.js', 'start'],
  dev: ['waku/dist/cli.js', 'dev', '--port', 'PORT'],
  extra: ['middleware'],
  prerendered: 'prerendered',
  payload: (path) => `/RSC/R${path}.txt`,
  call: (id) => ({ path: `/RSC/F/${id.replace('#', '/')}.txt` }),
}

const reactRouter: Framework = {
  name: 'React Router',
  folder: 'react-router',
  modules: 'app/lib',
  build: ['@react-router/dev/bin.cjs', 'build'],
  start: ['@react-router/serve/bin.cjs', 'build/server/index.js'],
  dev: ['@react-router/dev/bin.cjs', 'dev', '--port', 'PORT'],
  extra: ['loader', 'middleware'],
  prerendered: 'sent',
  payload: (path) => `${path}.rsc`,
  call: (id, page) => ({ path: page, headers: { 'rsc-action-id': id } }),
}

/** What the tasks of a page tell. */
const tasksOf = ({ extra }: Framework): string[] => ['layout', 'page', 'title', 'late', ...extra]

describe.each([waku, reactRouter])('$name', async (framework) => {
  const { folder, missing } = await install(framework)
  if (missing && process.env.CI) throw new Error(missing)
  if (missing) {
    console.warn(`not run: ${missing}`)
    test.skip(`${framework.name}, which npm could not install`)
    return
  }

  let project: Project
  let built = ''
  beforeAll(async () => {
    project = new Project(framework, folder)
    built = await project.build()
  })
  afterAll(() => project?.remove())

  test('a static page runs its tasks while it is built, once', () => {
    expect(built.match(/after about.*/g)).toEqual([`after about: ${framework.prerendered}`])
  })

  describe.each(['start', 'blind', 'dev'] as const)('%s', (mode) => {
    let server: Server
    beforeAll(async () => {
      server = await project.serve(mode)
    })
    afterAll(() => server?.stop())

    test('no task of 40 interleaved requests sees another, and no answer holds anything of a scope', async () => {
      const kinds = [
        { kind: 'page', path: '/page/', expected: tasksOf(framework) },
        { kind: 'payload', path: '/page/', expected: tasksOf(framework) },
        { kind: 'broken', path: '/broken/', expected: ['broken', 'layout'] },
        { kind: 'moved', path: '/moved/', expected: ['moved'] },
        { kind: 'api', path: '/api/', expected: ['api'] },
      ]
      const visits = Array.from({ length: 40 }, (_, index) => {
        const visit = kinds[index % kinds.length] as (typeof kinds)[number]
        return { ...visit, id: `${visit.kind}-${index}` }
      })
      const answers = await Promise.all(
        visits.map(({ kind, path, id }) => {
          const asked = path + id
          return server.read(kind === 'payload' ? framework.payload(asked) : asked, { id })
        }),
      )
      for (const { body } of answers) expectNoScope(body)
      for (const { id, expected } of visits) {
        const notes = await server.notesOf(id, expected)
        expect(notes.filter(({ heard, scope }) => heard !== id || !scope?.includes(`/${id}`))).toEqual([])
      }
    })

    test('tasks run once the response is sent, and not before', async () => {
      const id = `held-${mode}`
      const { body } = await server.ask(`/page/${id}`)
      let answer = ''
      let isOpen = false
      for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        answer += text
        if (isOpen || !answer.includes('wait for')) continue
        isOpen = true
        expect(await server.notes()).not.toContainEqual(expect.objectContaining({ id }))
        await server.read(`/journal?open=${id}`)
      }
      expect(answer).toContain('here is')
      const notes = await server.notesOf(id, tasksOf(framework))
      // Given by components that ran before it was sent, and by the one that was held.
      expect(notes.find(({ what }) => what === 'page')).toMatchObject({
        outcome: 'sent',
        status: 200,
        reads: 0,
      })
    })

    test('a client that goes away', async () => {
      const id = `held-gone-${mode}`
      const gone = new AbortController()
      const response = await server.ask(`/page/${id}`, { signal: gone.signal })
      await response.body?.getReader().read()
      gone.abort()
      const notes = await server.notesOf(id, ['page'])
      expect(notes.find(({ what }) => what === 'page')).toMatchObject({ heard: id, outcome: 'aborted' })
      // Given late, to a request that is over.
      await server.read(`/journal?open=${id}`)
      await server.notesOf(id, ['late'])
    })

    test('an error, a redirect and a route handler', async () => {
      const answers = await Promise.all(
        ['broken', 'moved', 'api'].map((kind) => server.read(`/${kind}/${kind}-alone`)),
      )
      const told = await Promise.all(
        ['broken', 'moved', 'api'].map(async (kind) => {
          const notes = await server.notesOf(`${kind}-alone`, [kind])
          return notes.find(({ what }) => what === kind)
        }),
      )
      expect(answers.map(({ status }) => status)).toEqual([500, expect.toSatisfy(isRedirect), 201])
      expect(answers[1]?.headers.get('location')).toBe('/page/moved-alone')
      expect(told.map((note) => note?.status)).toEqual(answers.map(({ status }) => status))
      expect(told.map((note) => note?.outcome)).toEqual(['sent', 'sent', 'sent'])
    })

    test('an action: of a form without JavaScript, called by the client, with bound arguments, and one that throws', async () => {
      const { body: page } = await server.read('/page/form-page')
      const [, action = ''] = /\$ACTION_ID_([^"]+)"/.exec(page) ?? []
      const send = (id: string, fields: Record<string, string>, name = 'save') => {
        const form = formOf(page, name)
        for (const field of Object.entries(fields)) form.set(...field)
        return server.read(`/page/${id}`, { method: 'POST', body: form, id })
      }
      const call = (id: string) => {
        const { path, headers = {} } = framework.call(action, `/page/${id}`)
        const body = new FormData()
        // As React writes it: what the arguments refer to, then the arguments.
        body.set('_1_id', id)
        body.set('0', '["$K1"]')
        return server.read(path, {
          method: 'POST',
          body,
          headers: { accept: 'text/x-component', ...headers },
          id,
        })
      }
      const answers = await Promise.all([
        send('sent-1', { id: 'sent-1' }),
        call('called-1'),
        send('removed-1', {}, 'remove'),
        send('thrown-1', { id: 'thrown-1', fail: '1' }),
      ])
      expect(answers.slice(0, 3).map(({ status }) => status)).toEqual([200, 200, 200])
      for (const { body } of answers) expectNoScope(body)
      const given = {
        'sent-1': 'saved',
        'called-1': 'saved',
        'removed-1': 'removed form-page',
        'thrown-1': 'saved',
      }
      for (const [id, what] of Object.entries(given)) {
        const notes = await server.notesOf(id, [what])
        expect(notes.filter(({ heard, scope }) => heard !== id || !scope?.startsWith('POST '))).toEqual([])
      }
    })

    if (mode !== 'start') return
    const testSeen = test.skipIf(lacksChromium(`${framework.name} in a browser`))
    testSeen('a browser takes the page over, and calls the action', async () => {
      const browser = await openBrowser()
      try {
        await using visitor = await openVisitor(browser, { extraHTTPHeaders: { 'x-id': 'browser-1' } })
        await visitor.page.goto(`${server.url}/page/browser-1`, { waitUntil: 'networkidle' })
        await visitor.page.getByRole('button', { name: 'save' }).click()
        const notes = await server.notesOf('browser-1', ['saved'])
        expect(notes.find(({ what }) => what === 'saved')).toMatchObject({ heard: 'browser-1' })
        expect(visitor.complaints).toEqual([])
      } finally {
        await browser.close()
      }
    })
  })
})

const isRedirect = (status: number): boolean => status >= 300 && status < 400
