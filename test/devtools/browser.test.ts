// The page as a person sees it, in Chromium.
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { drainAfter, openScope, type Scope } from 'afterword'
import { devtools } from 'afterword/devtools'
import { withAfter } from 'afterword/node'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import { lacksChromium, openBrowser, openVisitor, type Visitor } from '../chromium.ts'
import { listenOn, order } from './app.ts'

const pictures = join(import.meta.dirname, '../../.cache/devtools')

describe.skipIf(lacksChromium('the page of afterword/devtools'))('the page of afterword/devtools', () => {
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    browser = await openBrowser()
  }, 60_000)
  afterAll(() => browser?.close())
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))
  afterEach(async () => {
    await drainAfter({ timeout: 5_000 })
    vi.restoreAllMocks()
  })

  const open = async (
    options: BrowserContextOptions = {},
    given: Parameters<typeof devtools>[0] = {},
  ): Promise<Visitor & { url: string; stop(): void }> => {
    const page = devtools(given)
    const app = withAfter((req, res) => res.end(order(req)))
    const server = await listenOn(createServer((req, res) => void (page(req, res) || app(req, res))))
    const visitor = await openVisitor(browser, options)
    onTestFinished(async () => {
      await visitor[Symbol.asyncDispose]()
      server.close()
    })
    await visitor.page.goto(`${server.url}/_after`)
    if (options.javaScriptEnabled !== false) await visitor.page.waitForSelector('[data-state=live]')
    return { ...visitor, url: server.url, stop: server.close }
  }

  test('says what to do while there is nothing, then shows requests as they come', async () => {
    const { page, complaints, url } = await open()
    await page.getByText('No request yet').waitFor()
    await page.getByText('Send one to this server').waitFor()
    await fetch(`${url}/order`)
    const card = page.locator('.request')
    await card.getByText('200 sent').first().waitFor()
    await card.getByText('broken: Error: no stock').waitFor()
    expect(await card.locator('.path').textContent()).toBe('GET /order')
    expect(await card.locator('.row .name').allTextContents()).toEqual(['mail', 'receipt', 'broken'])
    // Nested by what gave it.
    const depth = (name: string) =>
      card.locator('.what', { hasText: name }).evaluate((one) => one.style.getPropertyValue('--depth'))
    expect([await depth('mail'), await depth('receipt')]).toEqual(['0', '1'])
    await page.waitForFunction(() => !document.querySelector('.track i.running'))
    await card.locator('summary').click()
    expect(await card.locator('pre').textContent()).toContain('app.ts')
    expect(await page.getByText('No request yet').isVisible()).toBe(false)
    expect(complaints).toEqual([])
  })

  test('a task that runs is drawn as it grows, and what is open stays open', async () => {
    const { page } = await open()
    let end = (): void => {}
    const scope = openScope({ name: 'GET /slow' })
    scope.after(
      () =>
        new Promise<void>((resolve) => {
          end = resolve
        }),
      { name: 'slow' },
    )
    scope.after(() => Promise.reject(new Error('early')), { name: 'fails' })
    scope.close('sent', { status: 200 })
    await page.locator('summary').click()
    const width = () =>
      page.locator('.track i.running').evaluate((bar) => Number(bar.style.getPropertyValue('--length')))
    await page.mouse.move(0, 0)
    await expect.poll(width, { timeout: 5_000 }).toBeGreaterThan(0.5)
    expect(await page.locator('details').evaluate((one) => (one as HTMLDetailsElement).open)).toBe(true)
    end()
    await page.locator('[data-task]', { hasText: 'slow' }).getByText('done').waitFor()
  })

  test('hostile paths, names, places and errors are text', async () => {
    const { page, complaints } = await open()
    const evil = `</script><img src=x onerror="document.title='taken'">`
    const scope: Scope = openScope({ name: `GET /${evil}` })
    const fail = (): never => {
      throw Object.assign(new Error(evil), { stack: evil })
    }
    scope.after(fail, { name: evil }, `javascript:alert(1)//${evil}:1`)
    scope.after(
      () => {
        throw { toString: fail }
      },
      { name: '__proto__' },
    )
    scope.close('sent')
    await page.locator('.row .name', { hasText: '__proto__' }).waitFor()
    await page.getByText('an error that cannot be read').waitFor()
    expect(await page.locator('.path').textContent()).toContain(evil)
    expect(await page.locator('img').count()).toBe(0)
    const link = await page.locator('a.place').first().getAttribute('href')
    expect(link).toMatch(/^vscode:\/\/file\//)
    expect(link).not.toMatch(/[<>"]/)
    expect(await page.title()).toBe('After the response')
    expect(complaints).toEqual([])
  })

  test('an option that is hostile is text, too, and no script of others runs', async () => {
    const { page, complaints } = await open({}, { root: `"><script>document.title='taken'</script>` })
    expect(await page.title()).toBe('After the response')
    // Without its nonce nothing runs.
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = "document.title = 'taken'"
      document.body.append(script)
    })
    expect(await page.title()).toBe('After the response')
    expect(complaints.join()).toContain('Content Security Policy')
  })

  test('search, pause, clear and moving, all by keyboard', async () => {
    const { page } = await open()
    for (const name of ['GET /tea', 'GET /cup', 'GET /pot'])
      openScope({ name }).close('sent', { status: 200 })
    await expect
      .poll(() => page.locator('.path').allTextContents())
      .toEqual(['GET /pot', 'GET /cup', 'GET /tea'])
    await page.keyboard.press('/')
    await page.keyboard.type('cup')
    const shown = () => page.locator('.request:visible .path').allTextContents()
    await expect.poll(shown).toEqual(['GET /cup'])
    await page.keyboard.type('p')
    await page.getByText('Nothing matches.').waitFor()
    await page.locator('#search').fill('')
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('GET /cup')
    await page.keyboard.press('Enter')
    await page.getByText('It gave no task.').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('GET /cup')
    await page.keyboard.press('p')
    openScope({ name: 'GET /later' }).close('sent')
    await page.getByText('Paused, 1 changed').waitFor()
    expect(await page.getByText('GET /later').count()).toBe(0)
    await page.keyboard.press('p')
    await page.getByText('GET /later').waitFor()
    await page.keyboard.press('c')
    await page.getByText('No request yet').waitFor()
    expect(await page.locator('.request').count()).toBe(0)
  })

  test('without JavaScript it leads to the same as JSON', async () => {
    const { page } = await open({ javaScriptEnabled: false })
    await page.locator('noscript a').click()
    expect(await page.locator('body').textContent()).toContain('"requests":[]')
  })

  test('a server that is gone is said to be, and the page keeps at most as many requests as it is told', async () => {
    const { page, stop } = await open({}, { max: 3 })
    for (let n = 0; n < 9; n++) openScope({ name: `GET /${n}` }).close('sent')
    await expect.poll(() => page.locator('.path').allTextContents()).toEqual(['GET /8', 'GET /7', 'GET /6'])
    stop()
    await page.getByText('The server does not answer; trying again').waitFor()
  })

  test.each([
    ['light', 1100],
    ['dark', 1100],
    ['light', 375],
    ['dark', 375],
  ] as const)('a picture: %s, %i wide; nothing runs out of it', async (colorScheme, width) => {
    const { page, url } = await open({ colorScheme, viewport: { width, height: 800 } })
    await page.screenshot({ path: join(pictures, `${colorScheme}-${width}-empty.png`) })
    await fetch(`${url}/order`)
    openScope({
      name: 'GET /products/a-path-that-is-rather-long/and-goes-on-and-on-without-an-end/tea',
    }).close('aborted')
    const scope = openScope({ name: 'POST /orders' })
    scope.after(() => new Promise((resolve) => setTimeout(resolve, 1500)), { name: 'charge the card' })
    scope.after(() => {}, { name: 'refund', on: 'error' })
    scope.close('sent', { status: 303 })
    // What others have chosen: a name without an end, and what turns the direction of text.
    const hostile = openScope({ name: `GET /${'%F0%9F%92%A9<b>'.repeat(30)}\u202Eevil` })
    hostile.after(
      () => {
        throw new Error('<img src=x onerror=alert(1)> '.repeat(20))
      },
      { name: `"><script>alert('${'x'.repeat(300)}')</script>` },
      `src/${'deep/'.repeat(20)}file.ts:12`,
    )
    hostile.close('sent', { status: 200 })
    await drainAfter({ timeout: 1 })
    const failed = openScope({ name: 'GET /broken' })
    failed.close('errored', { status: 500, error: new Error('the shop is on fire') })
    await page.getByText('The handler: Error: the shop').waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: join(pictures, `${colorScheme}-${width}.png`) })
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(wide).toBe(0)
  })
})
