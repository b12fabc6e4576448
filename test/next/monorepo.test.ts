// A workspace in pnpm's layout, built by Next: its packages have no afterword of their own, and what is compiled in them finds ours.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { layOut, remove } from '../monorepo.ts'
import { Journal } from './journal.ts'
import { root } from './project.ts'

vi.setConfig({ testTimeout: 240_000 })

// Turbopack follows no link that leaves its root, and the packages that the links lead to are the repository's.
const parent = join(root, '.cache/next')
mkdirSync(parent, { recursive: true })
const folders: string[] = []
afterAll(() => folders.forEach(remove))

const next = join(root, 'node_modules/next/dist/bin/next')

/** `afterword` stands in the dependencies of packages/config alone. */
function configureByPackage(folder: string): void {
  const config = join(folder, 'packages/config')
  const web = join(folder, 'apps/web')
  mkdirSync(join(config, 'node_modules'), { recursive: true })
  symlinkSync(realpathSync(join(web, 'node_modules/afterword')), join(config, 'node_modules/afterword'))
  writeFileSync(
    join(config, 'package.json'),
    '{ "name": "@shop/config", "type": "module", "exports": "./index.js" }',
  )
  writeFileSync(join(config, 'index.js'), "export { withAfterword } from 'afterword/next'\n")
  rmSync(join(web, 'node_modules/afterword'))
  symlinkSync(config, join(web, 'node_modules/@shop/config'))
  const file = join(web, 'next.config.ts')
  writeFileSync(file, readFileSync(file, 'utf8').replace("'afterword/next'", "'@shop/config'"))
}

function run(folder: string, NODE_ENV: string, args: string[]): ChildProcess {
  const { VITEST, NODE_OPTIONS, ...rest } = process.env
  const env = { ...rest, NODE_ENV, ROOT: root, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1' }
  const cwd = join(folder, 'apps/web')
  return spawn(process.execPath, [next, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

for (const bundler of ['turbopack', 'webpack'])
  describe(bundler, () => {
    const layouts: [string, (folder: string) => void][] = [['in the layout of pnpm', () => {}]]
    // An alias of Turbopack's is looked for from the app, and a path knows no conditions: there the app has afterword.
    if (bundler === 'webpack')
      layouts.push(['whose apps are configured by a package, and have no afterword', configureByPackage])
    test.each(layouts)('a workspace %s is built, and every task finds its request', async (_, change) => {
      const folder = layOut('web', [], { parent })
      folders.push(folder)
      change(folder)
      const build = run(folder, 'production', ['build', `--${bundler}`])
      const { said } = await ended(build)
      expect(build.exitCode, said).toBe(0)

      const server = run(folder, 'production', ['start', '--port', '0', '--hostname', '127.0.0.1'])
      const journal = new Journal(server)
      try {
        const url = await journal.find(/- Local: +(http:\S+)/, 60_000)
        const ids = Array.from({ length: 6 }, (_, n) => `visitor ${n}`)
        await Promise.all(
          ids.map(async (id) => {
            const headers = { 'x-id': id }
            const order = await fetch(`${url}/api/orders`, { method: 'POST', headers })
            expect(await order.text(), journal.said).toBe(`placed ${id}`)
            const page = await (await fetch(url, { headers })).text()
            for (const part of ['€3.00', '€1.50', `<i>${id}</i>`]) expect(page).toContain(part)
          }),
        )
        for (const id of ids) {
          await journal.until({ task: 'seen', id })
          for (const task of ['saved', 'mailed'])
            expect(await journal.until({ task, id, heard: id })).toHaveLength(1)
        }
        expect(journal.said).not.toMatch(/AFTERWORD_/)
      } finally {
        server.kill()
      }
    })
  })

async function ended(child: ChildProcess): Promise<Journal> {
  const journal = new Journal(child)
  await once(child, 'close')
  return journal
}
