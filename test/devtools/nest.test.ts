// The page in Nest, on both of its servers.
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { installPackages } from '../install.ts'

const root = join(import.meta.dirname, '../..')
// A folder of its own: test/frameworks may be installing at the same time.
const { folder, missing } = await installPackages(
  join(root, 'test/frameworks/apps/nest/package.json'),
  join(root, '.cache/devtools-nest'),
)
if (missing) console.warn(`the page in Nest was not run: ${missing}`)

test.skipIf(missing).each(['express', 'fastify'])('the page shows what ran in Nest on %s', async (server) => {
  const app = mkdtempSync(join(folder, 'devtools-'))
  onTestFinished(() => rmSync(app, { recursive: true, force: true }))
  cpSync(join(import.meta.dirname, 'nest-app.js'), join(app, 'app.mjs'))
  for (const part of ['package.json', 'dist'])
    cpSync(join(root, part), join(app, 'node_modules/afterword', part), { recursive: true })
  const { stdout } = await promisify(execFile)(process.execPath, ['app.mjs', server], {
    cwd: app,
    env: { ...process.env, NODE_ENV: 'development', NODE_OPTIONS: '' },
    timeout: 50_000,
  })
  const { requests, page } = JSON.parse(stdout)
  expect(requests).toMatchObject([
    { name: 'GET /order', outcome: 'sent', status: 200, tasks: [{ name: 'mail', status: 'done' }] },
  ])
  expect(page).toContain('<title>After the response</title>')
})
