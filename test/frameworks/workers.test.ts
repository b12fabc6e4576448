// The frameworks that Workers run, in workerd itself: what is built is bundled once more, as wrangler does it. A task that waits is over with the
// response there, unless `waitUntil` holds it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test, vi } from 'vitest'
import { startWorkers } from '../hosts/workers.ts'
import type { App } from './app.ts'
import { reactRouter } from './columns/react-router.ts'
import { tanStackStart } from './columns/tanstack-start.ts'
import { install, Project } from './project.ts'
import type { Note } from './shared/journal.ts'

vi.setConfig({ testTimeout: 240_000 })

interface Case {
  app: App
  /** Laid over the app. */
  files: Record<string, string>
  edits: [file: string, from: string, to: string][]
  /** The Worker, in which `HOLDER` is who is asked to wait. */
  entry: string
}

const cases: Case[] = [
  {
    app: reactRouter,
    files: {
      'app/entry.server.tsx': `import { renderToReadableStream } from 'react-dom/server'
import { type EntryContext, ServerRouter } from 'react-router'
export { handleError, instrumentations } from 'afterword/react-router'
export default async function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext) {
  const body = await renderToReadableStream(<ServerRouter context={context} url={request.url} />)
  headers.set('content-type', 'text/html')
  return new Response(body, { headers, status })
}
`,
    },
    edits: [['react-router.config.ts', "prerender: ['/about']", 'prerender: []']],
    entry: `import { executionContext } from 'afterword/react-router'
import { createRequestHandler, RouterContextProvider } from 'react-router'
import * as server from './build/server/index.js'
const requestHandler = createRequestHandler(server)
export default {
  fetch(request, env, ctx) {
    const context = new RouterContextProvider()
    context.set(executionContext, HOLDER)
    return requestHandler(request, context)
  },
}
`,
  },
  {
    app: tanStackStart,
    files: {},
    edits: [
      ['vite.config.ts', "pages: [{ path: '/about', prerender: { enabled: true } }],", ''],
      ['vite.config.ts', 'enabled: true,', 'enabled: false,'],
    ],
    entry: `import server from './dist/server/server.js'
export default { fetch: (request, env, ctx) => server.fetch(request, env, HOLDER) }
`,
  },
]

/** Asks once for each shape of a page or an endpoint, and gives the tasks that were run. */
async function serve(project: Project, app: App, code: string, ids: string): Promise<Map<string, Note[]>> {
  const entry = join(project.directory, `${ids}.js`)
  const outfile = join(project.directory, `${ids}.worker.js`)
  writeFileSync(entry, code)
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['workerd', 'worker', 'browser', 'import', 'production'],
    define: { 'process.env.NODE_ENV': '"production"' },
    external: ['node:*', 'cloudflare:*'],
    plugins: [
      {
        // wrangler does so, too.
        name: 'node',
        setup({ onResolve }) {
          onResolve(
            { filter: /^(?:async_hooks|stream|util|crypto|buffer|events|url|path|process)$/ },
            ({ path }) => ({
              path: `node:${path}`,
              external: true,
            }),
          )
        },
      },
    ],
    logLevel: 'silent',
  })
  const workers = await startWorkers(outfile, ['nodejs_compat'])
  try {
    const ask = (path: string, id: string, init: RequestInit = {}) =>
      fetch(workers.url + path, { redirect: 'manual', ...init, headers: { ...init.headers, 'x-id': id } })
    const asked = app.shapes.flatMap(({ path, init, ofForm, gives }, n) => {
      const id = `${ids}${n}`
      return ofForm ? [] : [{ id, path: path(id), init, gives }]
    })
    await Promise.all(
      asked.map(async ({ id, path, init }) => {
        const body = await (await ask(path, id, init)).text()
        expect(body, `${path}: ${workers.stderr()}`).not.toContain('AFTERWORD_')
      }),
    )
    // Each task waits up to 20 ms.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const found = new Map<string, Note[]>()
    for (const { id } of asked)
      found.set(id, (await (await ask(`/journal?of=${id}`, 'journal')).json()) as Note[])
    return found
  } finally {
    await workers.stop()
  }
}

test.skipIf(process.env.AFTERWORD_FULL !== '1').each(cases.map((each) => [each.app.name, each] as const))(
  '%s on workerd: waitUntil holds the tasks of every shape (with --full)',
  async (_, { app, files, edits, entry }) => {
    const { folder, missing } = await install(app)
    if (missing) throw new Error(missing)
    const project = new Project(app, folder)
    try {
      for (const [file, text] of Object.entries(files)) writeFileSync(join(project.directory, file), text)
      for (const edit of edits) project.edit(...edit)
      const { code, said } = await project.build()
      expect(code, said).toBe(0)
      const held = await serve(project, app, entry.replace('HOLDER', 'ctx'), 'held')
      const asked = app.shapes.filter(({ ofForm }) => !ofForm)
      expect([...held.values()].map((notes) => notes.map(({ what }) => what).sort())).toEqual(
        asked.map(({ gives }) => [...gives].sort()),
      )
      for (const [id, notes] of held)
        for (const { what, heard, given } of notes)
          expect({ what, heard, given }).toEqual({ what, heard: id, given: id })
      // Where nobody waits for them, workerd ends them with the response: it is by waitUntil that they run.
      const lost = await serve(project, app, entry.replace('HOLDER', '{ waitUntil() {} }'), 'lost')
      expect([...lost.values()].flat()).toEqual([])
    } finally {
      project.remove()
    }
  },
)
