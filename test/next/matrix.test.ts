// The whole app, over real HTTP: Next alone, which is the specification, and compiled.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { testBrowser } from './browser.ts'
import { testExtras } from './extras.ts'
import { type Built, closeWorkspace, hasSwc, Project, type Server, type Variant } from './project.ts'
import { type Kind, testRows } from './rows.ts'
import { DRAIN, testStop } from './stop.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 })

afterAll(closeWorkspace)

const isFull = process.env.AFTERWORD_FULL === '1'

interface Case extends Variant {
  name: string
  dev?: boolean
  full?: boolean
  missing?: boolean
}

const cases: Case[] = [
  { name: 'Next alone', compile: 'plain' },
  { name: 'Turbopack', fallback: 'throw', drain: DRAIN },
  { name: 'Turbopack, with cacheComponents', fallback: 'throw', mode: 'cached' },
  { name: 'webpack', fallback: 'throw', bundler: 'webpack' },
  { name: 'next dev', fallback: 'throw', dev: true },
  { name: 'the SWC plugin', compile: 'swc', full: true, missing: !hasSwc },
  { name: 'the Babel plugin', compile: 'babel', full: true },
  { name: 'Next alone, with cacheComponents', compile: 'plain', mode: 'cached', full: true },
  { name: 'Next alone, next dev', compile: 'plain', dev: true, full: true },
  { name: 'next dev, with cacheComponents', fallback: 'throw', mode: 'cached', dev: true, full: true },
  { name: 'next dev, webpack', fallback: 'throw', bundler: 'webpack', dev: true, full: true },
]

for (const { name, dev = false, full = false, missing = false, ...variant } of cases) {
  if (missing) console.log(`not run: the app with ${name}, which npm run build:swc has not built`)
  if (full && !isFull)
    console.log(`not run: the app with ${name}, which is for a full run (npm test -- --full)`)
  describe.skipIf(missing || (full && !isFull))(name, () => {
    const kind: Kind = { compiled: variant.compile !== 'plain', mode: variant.mode ?? 'classic', dev }
    let built: Built | undefined
    let project: Project
    let server: Server

    beforeAll(async () => {
      project = new Project(variant)
      if (!dev) {
        built = await project.build()
        if (built.code !== 0) throw new Error(built.said)
      }
      server = dev ? await project.dev() : await project.start()
    })
    afterAll(() => server?.[Symbol.asyncDispose]())

    testRows(() => server, kind)
    // What says `maxDuration` of a route is classic.
    if (variant.fallback === 'throw' && kind.mode === 'classic') testExtras(() => server, kind)
    // Once: the build that is started is the one that is stopped.
    if (variant.drain) {
      testBrowser(() => server)
      testStop(() => project)
    }

    test.skipIf(dev)('what is made while the app is built runs its tasks then, and stays static', () => {
      const said = built?.said ?? ''
      const tasks = [...said.matchAll(/^task .*"task":"([^"]+)"/gm)].map(([, task]) => task)
      const count = (task: string) => tasks.filter((each) => each === task).length
      expect(tasks).toContain('static page')
      expect(tasks).toContain('static params')
      expect(count('item')).toBeGreaterThanOrEqual(2)
      if (kind.mode === 'classic') {
        for (const task of ['forced page', 'strict page', 'isr page', 'isr route'])
          expect(count(task), task).toBe(1)
        for (const route of ['/static', '/forced', '/strict', '/isr'])
          expect(said).toMatch(new RegExp(`○ ${route}\\s`))
      } else {
        for (const task of [
          'layout',
          'shell',
          'cached function',
          'cached component',
          'cached route',
          'cached rate',
        ])
          expect(tasks).toContain(task)
        expect(said).toMatch(/◐ \/cached\s/)
      }
    })

    test.runIf(variant.fallback === 'throw')("nothing fell back to Next's own context", () => {
      expect(server.journal.said).not.toMatch(/AFTERWORD_(?:NO_SCOPE|NEXT_FALLBACK)/)
    })
  })
}
