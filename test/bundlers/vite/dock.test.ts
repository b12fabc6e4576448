// The page `/_after` as a dock of Vite's devtools: the real package, in Chromium.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createServer } from 'vite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { hasChromium, openBrowser, openVisitor } from '../../chromium.ts'
import { installPackages } from '../../install.ts'
import { APP, framework } from './ordered.ts'
import { openProject } from './project.ts'

const { folder, missing } = await installPackages(
  join(import.meta.dirname, 'devtools/package.json'),
  join(import.meta.dirname, '../../../.cache/vite-devtools'),
)
const lacks = missing ?? (hasChromium() ? undefined : 'there is no Chromium')
if (lacks) console.warn(`Vite's devtools were not run: ${lacks}`)

async function serve(options: object): Promise<string> {
  using cleanup = new DisposableStack()
  const project = openProject({ 'src/app.ts': APP })
  cleanup.use(project)
  // Its own tests' servers have no page.
  vi.stubEnv('VITEST', '')
  onTestFinished(() => void vi.unstubAllEnvs())
  const { DevTools } = await import(
    pathToFileURL(join(folder, 'node_modules/@vitejs/devtools/dist/index.js')).href
  )
  const server = await createServer({
    root: project.root,
    configFile: false,
    logLevel: 'silent',
    appType: 'custom',
    server: { port: 0, host: '127.0.0.1' },
    plugins: [
      await DevTools({ clientAuth: false, builtinDevTools: false }),
      await project.plugin(options as never),
      framework('/order'),
    ],
  })
  const kept = cleanup.move()
  onTestFinished(async () => {
    await server.close()
    kept.dispose()
  })
  await server.listen()
  return (server.resolvedUrls?.local[0] ?? '').replace(/\/$/, '')
}

const docked = async (url: string) => {
  const browser = await openBrowser()
  onTestFinished(() => browser.close())
  const { page } = await openVisitor(browser)
  await page.goto(`${url}/__devtools/`)
  return page
}

test.skipIf(lacks)('the page is a dock, and shows in it what runs, live', async () => {
  const url = await serve({})
  const page = await docked(url)
  await page.getByLabel('After the response').click()
  const frame = page.frameLocator('iframe[src*="/_after"]')
  await frame.locator('[data-state=live]').waitFor()
  expect(await (await fetch(`${url}/order`)).text()).toBe('ordered')
  await frame.locator('.name:text-is("mail")').waitFor()
  await frame.locator('.pill:text-is("200 sent")').waitFor()
  const { headers } = await fetch(`${url}/_after`)
  // Only pages of this very server have it in a frame.
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self'")
  await page.screenshot({ path: join(import.meta.dirname, '../../../.cache/devtools/dock.png') })
})

test.skipIf(lacks)('it leads to where the page is, and there is none without the page', async () => {
  const elsewhere = await docked(await serve({ devtools: { path: '/__tasks' } }))
  await elsewhere.getByLabel('After the response').click()
  await elsewhere.frameLocator('iframe[src*="/__tasks"]').locator('[data-state=live]').waitFor()
  const without = await docked(await serve({ devtools: false }))
  await without.getByLabel('Settings').waitFor()
  expect(await without.getByLabel('After the response').count()).toBe(0)
})
