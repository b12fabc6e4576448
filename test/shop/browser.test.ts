// The shop as a person sees it: in Chromium, with JavaScript and without, in development and as built.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Visit } from '../../fixtures/apps/timeline.ts'
import { lacksChromium, openBrowser, openVisitor } from '../chromium.ts'
import { describeTask, modes, openShop, type Shop } from './shop.ts'

const pictures = join(import.meta.dirname, '../../.cache/shop/pictures')

describe.skipIf(lacksChromium('the shop in a browser')).each(modes)('the shop in Chromium, %s', (mode) => {
  let shop: Shop
  let browser: Browser
  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true })
    ;[shop, browser] = await Promise.all([openShop(mode, `browser-${mode}`), openBrowser()])
    // In development the first visits bundle what pages need, and load them again.
    for (const path of ['/', '/products/tea', '/cart', '/_after']) {
      await using visitor = await openVisitor(browser)
      await visitor.page.goto(shop.url + path, { waitUntil: 'networkidle' }).catch(() => {})
    }
  }, 90_000)

  afterAll(async () => {
    await browser?.close()
    expect(await shop.stop()).toEqual([])
    expect(shop.timeline.findMistakes()).toEqual([])
  })

  /** The latest request of this kind, once it has given these tasks. */
  const expectTasks = async (method: string, path: RegExp, ...tasks: string[]): Promise<Visit> => {
    const find = (): Visit | undefined =>
      shop.timeline.visits().findLast((visit) => visit.method === method && path.test(visit.path))
    await expect.poll(() => find()?.tasks.map(describeTask).sort()).toEqual(tasks.sort())
    return find() as Visit
  }

  const open = (options?: BrowserContextOptions) => openVisitor(browser, { baseURL: shop.url, ...options })

  describe.each([true, false])('JavaScript: %s', (javaScriptEnabled) => {
    test('one who looks, puts into the cart, changes their mind twice and orders', async () => {
      await using visitor = await open({ javaScriptEnabled })
      const { page, complaints } = visitor
      await page.goto('/')
      if (javaScriptEnabled) await leaveMark(page)

      await page.click('text=Cast-iron pot')
      await page.waitForURL('**/products/pot')
      // React fills a hole that comes late by a script.
      await page.waitForSelector(javaScriptEnabled ? 'text=Considered heavy.' : 'text=Asking around …')
      expect(await page.title()).toBe('Cast-iron pot · Leaf & Pot')
      await expectTasks(
        'GET',
        /^\/products\/pot$/,
        'app/layout.tsx',
        'access log',
        'count reviews',
        'count view',
        'index metadata',
      )

      // Inline, with a bound argument; it redirects.
      await page.fill('[name=count]', '2')
      await page.click('text=Add to cart')
      await page.waitForURL('**/cart')
      await page.waitForSelector('output:text-is("2")')
      await expectTasks('POST', /^\/products\/pot$/, 'access log', 'reserve stock')

      // Of a module, with arguments bound where it is used; the page follows from the same request.
      await page.click('[aria-label="One Cast-iron pot more"]')
      await page.waitForSelector('output:text-is("3")')
      await expectTasks('POST', /^\/cart$/, 'app/layout.tsx', 'access log', 'adjust stock', 'count cart')

      // With a state.
      await page.fill('[name=email]', 'nobody')
      await page.click('text=Order and pay nothing')
      await page.waitForSelector('[role=alert]')
      expect(await page.inputValue('[name=email]')).toBe('nobody')
      await expectTasks('POST', /^\/cart$/, 'app/layout.tsx', 'access log', 'count cart', 'count refusal')

      await page.fill('[name=email]', 'ada@example.com')
      await page.click('text=Order and pay nothing')
      await page.waitForURL('**/orders/*')
      await page.waitForSelector('text=Thank you.')
      expect(await page.textContent('main')).toContain('€ 192.00')
      await expectTasks('POST', /^\/cart$/, 'access log', 'mail-receipt', 'book order > close books')
      await expectTasks('GET', /^\/orders\//, 'app/layout.tsx', 'access log', 'count order page')

      // Without JavaScript that would send the form again.
      if (javaScriptEnabled) await page.goBack()
      else await page.click('text=Cart')
      await page.waitForSelector('text=Your cart is empty.')
      if (javaScriptEnabled) expect(await hasMark(page)).toBe(true)
      expect(complaints).toEqual([])
    })

    test('links that lead elsewhere than they say', async () => {
      await using visitor = await open({ javaScriptEnabled })
      const { page } = visitor
      await page.goto('/about')
      await page.click('text=Old address')
      await page.waitForURL('**/products/tea')
      await page.waitForSelector('h1:text-is("Green tea")')
      await page.click('text=Broken page')
      await page.waitForSelector('h1:text-is("Something boiled over.")')
      await page.click('text=Missing page')
      await page.waitForSelector('h1:text-is("Nothing on this shelf.")')
      expect(new URL(page.url()).pathname).toBe('/nowhere')
      await page.click('text=Stocktaking')
      await page.waitForSelector('text=The stock is being taken.')
    })
  })

  const behindTheCounter = async () => {
    const counter = await open()
    await counter.page.goto('/_after')
    await counter.page.waitForSelector('[data-state=live]')
    return counter
  }

  test('the page behind the counter tells of clicks in another window while they happen', async () => {
    await using counter = await behindTheCounter()
    await using customer = await open()
    await customer.page.goto('/')
    await customer.page.click('text=Bamboo whisk')
    await customer.page.waitForSelector('text=Nobody yet.')

    const card = counter.page.locator('.request', { hasText: '/products/whisk' }).first()
    await card.locator('.name:text-is("count reviews")').waitFor()
    await card.locator('.pill:text-is("200 sent")').waitFor()
    // One of them has no name, and is called by its place.
    expect((await card.locator('.row .name').allTextContents()).sort()).toEqual([
      'access log',
      'count reviews',
      'count view',
      'index metadata',
    ])
    expect(await card.locator('.row a.place').allTextContents()).toContainEqual(
      expect.stringMatching(/app\/layout\.tsx:\d+$/),
    )
    // Of those who only watch nothing is told.
    expect(await counter.page.locator('.path', { hasText: '_after' }).count()).toBe(0)
    expect([...counter.complaints, ...customer.complaints]).toEqual([])
  })

  test('it is one click away', async () => {
    await using visitor = await open()
    await visitor.page.goto('/cart')
    await visitor.page.click('text=Behind the counter')
    await visitor.page.waitForSelector('[data-state=live]')
    expect(await visitor.page.title()).toBe('After the response')
    await visitor.page.goBack()
    await visitor.page.waitForSelector('h1:text("Cart")')
  })

  test('a request stands there before it is over', async () => {
    await using counter = await behindTheCounter()
    const response = fetch(`${shop.url}/products/smoke`)
    const card = counter.page.locator('.request', { hasText: '/products/smoke' }).first()
    await card.locator('.pill:text-is("in progress")').waitFor()
    await card.locator('.pill:text-is("200 sent")').waitFor()
    await (await response).text()
  })

  test('a task is drawn while it runs, on the card of its own request', async () => {
    await using counter = await behindTheCounter()
    const { id } = await shop.visit('/stocktaking')
    const card = counter.page.locator('.request', { hasText: `x-request-id: ${id}` })
    const row = card.locator('.row', { hasText: 'take stock' })
    const bar = row.locator('.track i.running')
    // Not the locator's own question: that would wait for a bar that is gone.
    const widthOf = (): Promise<number> =>
      bar.evaluateAll((bars) => Math.max(0, ...bars.map((each) => each.getBoundingClientRect().width)))
    await expect.poll(widthOf, { interval: 20 }).toBeGreaterThan(60)
    await row.getByText('done').waitFor()
    expect(await bar.count()).toBe(0)
  })

  test('the bars of a request have one scale, and an icon that a browser asks for is no request of the shop', async () => {
    await using counter = await behindTheCounter()
    const { id } = await shop.visit('/report')
    await shop.visit('/favicon.ico')
    const card = counter.page.locator('.request', { hasText: `x-request-id: ${id}` })
    await card.locator('.name:text-is("report ended")').waitFor()
    const lengthOf = (what: string): Promise<string> =>
      card
        .locator('.row', { hasText: what })
        .locator('i')
        .evaluate((bar) => bar.style.getPropertyValue('--length'))
    await expect.poll(async () => Number(await lengthOf('response'))).toBeGreaterThan(0.8)
    expect(Number(await lengthOf('access log'))).toBeLessThan(0.2)
    expect(await counter.page.locator('.path', { hasText: 'favicon' }).count()).toBe(0)
  })

  test('a page that throws says what, and its outcome', async () => {
    await using counter = await behindTheCounter()
    const { id } = await shop.visit('/broken')
    const card = counter.page.locator('.request', { hasText: `x-request-id: ${id}` })
    await card.locator('.pill:text-is("500 errored")').waitFor()
    await card.getByText('The handler: Error').waitFor()
  })

  const looks = {
    light: { colorScheme: 'light', viewport: { width: 1200, height: 860 } },
    dark: { colorScheme: 'dark', viewport: { width: 1200, height: 860 } },
    narrow: { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  } satisfies Record<string, BrowserContextOptions>

  test.each(Object.entries(looks))('fits, and is quiet: %s', async (look, options) => {
    await using visitor = await open(options)
    const { page, complaints } = visitor
    await page.goto('/products/cup')
    await page.click('text=Add to cart')
    await page.waitForURL('**/cart')
    for (const path of ['/', '/products/tea', '/cart', '/about', '/_after']) {
      await page.goto(path)
      if (path === '/_after') await page.waitForSelector('[data-state=live]')
      if (path === '/products/tea') await page.waitForSelector('text=I measured.')
      const name = path.slice(1).replace('/', '-') || 'front'
      await page.screenshot({
        path: join(pictures, `${name}-${look}-${mode}.png`),
        // It grows with the tests before.
        fullPage: path !== '/_after',
        caret: 'initial',
      })
      const [width, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
      expect(width, path).toBeLessThanOrEqual(room as number)
      expect(await page.locator('h1').count(), path).toBe(1)
    }
    expect(complaints).toEqual([])
  })
})

/** Gone once another document is loaded. Left when React has taken over: a click before that loads one. */
async function leaveMark(page: Page): Promise<void> {
  await page.waitForFunction(() => Object.keys(document).some((key) => key.startsWith('__reactContainer')))
  await page.evaluate(() => void Object.assign(window, { marked: true }))
}

const hasMark = (page: Page): Promise<boolean> => page.evaluate(() => 'marked' in window)
