// The whole app, over real HTTP: Next alone, which is the specification, and compiled.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { installPackages } from '../install.ts'
import { testBrowser } from './browser.ts'
import { testExtras } from './extras.ts'
import { testForms } from './forms.ts'
import { type Built, closeWorkspace, hasSwc, Project, root, type Server, type Variant } from './project.ts'
import { type Kind, testRows } from './rows.ts'
import { testShapes } from './shapes.ts'
import { DRAIN, testStop } from './stop.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 900_000 })

afterAll(closeWorkspace)

const isFull = process.env.AFTERWORD_FULL === '1'

interface Case extends Variant {
  name: string
  dev?: boolean
  full?: boolean
  missing?: string | undefined
  /** In Chromium. */
  clicked?: boolean
}

/** What npm installs for these apps, in a folder of its own. */
async function install(name: string): Promise<Variant & { missing?: string }> {
  const manifest = join(import.meta.dirname, 'packages', name, 'package.json')
  const { folder, missing } = await installPackages(manifest, join(root, '.cache/next-packages'))
  return missing ? { missing } : { packages: folder }
}

// @next/mdx. An app without it is still an app.
const { missing: lacksMdx, ...packages } = await install('newest')
if (lacksMdx) console.log(`not run: pages of MDX. ${lacksMdx}`)
/** The oldest Next and React that package.json allows. */
const oldest: Awaited<ReturnType<typeof install>> = isFull ? await install('oldest') : {}

const lacksSwc = hasSwc ? undefined : 'npm run build:swc has not built the plugin.'

const cases: Case[] = [
  { name: 'Next alone', compile: 'plain', ...packages },
  { name: 'Turbopack', fallback: 'throw', drain: DRAIN, clicked: true, ...packages },
  { name: 'Turbopack, with cacheComponents', fallback: 'throw', mode: 'cached' },
  {
    name: 'webpack, standalone, in a package of CommonJS, with other plugins around ours',
    fallback: 'throw',
    bundler: 'webpack',
    clicked: true,
    standalone: true,
    commonjs: true,
    ...packages,
  },
  {
    name: 'Turbopack, standalone, in a package of CommonJS, with other plugins around ours',
    fallback: 'throw',
    clicked: true,
    standalone: true,
    commonjs: true,
    full: true,
    ...packages,
  },
  { name: 'next dev', fallback: 'throw', dev: true },
  { name: 'the SWC plugin', compile: 'swc', full: true, missing: lacksSwc },
  { name: 'the SWC plugin, webpack', compile: 'swc', bundler: 'webpack', full: true, missing: lacksSwc },
  { name: 'Next 16.1 and React 19.0, Turbopack', fallback: 'throw', full: true, clicked: true, ...oldest },
  { name: 'Next 16.1 and React 19.0, webpack', fallback: 'throw', bundler: 'webpack', full: true, ...oldest },
  { name: 'Next 16.1 and React 19.0, the SWC plugin', compile: 'swc', full: true, ...oldest },
  { name: 'the Babel plugin', compile: 'babel', full: true },
  { name: 'Next alone, with cacheComponents', compile: 'plain', mode: 'cached', full: true },
  { name: 'Next alone, next dev', compile: 'plain', dev: true, full: true },
  { name: 'next dev, with cacheComponents', fallback: 'throw', mode: 'cached', dev: true, full: true },
  { name: 'next dev, webpack', fallback: 'throw', bundler: 'webpack', dev: true, full: true },
]

for (const { name, dev = false, full = false, missing, clicked = false, ...variant } of cases) {
  if (missing) console.log(`not run: the app with ${name}. ${missing}`)
  if (full && !isFull)
    console.log(`not run: the app with ${name}, which is for a full run (npm test -- --full)`)
  describe.skipIf(Boolean(missing) || (full && !isFull))(name, () => {
    const kind: Kind = {
      compiled: variant.compile !== 'plain',
      byBabel: variant.compile === 'babel',
      mode: variant.mode ?? 'classic',
      dev,
      mdx: Boolean(variant.packages),
      isOldest: variant.packages !== undefined && variant.packages === oldest.packages,
    }
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
      // The first visit waits for the proxy and all that is shared to be built.
      if (dev) await (await fetch(`${server.url}/proxied`)).text()
    })
    afterAll(() => server?.[Symbol.asyncDispose]())

    testRows(() => server, kind)
    testShapes(() => server, kind)
    testForms(() => server, kind)
    // What says `maxDuration` of a route is classic.
    if (variant.fallback === 'throw' && kind.mode === 'classic') testExtras(() => server, kind)
    if (clicked) testBrowser(() => server)
    // Once: the build that is started is the one that is stopped.
    if (variant.drain) testStop(() => project)

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
