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
      await expectTasks('POST', /^\/cart$/, 'access log', 'mail receipt > book order')
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

  test('the page behind the counter tells of clicks in another window while they happen', async () => {
    await using counter = await open()
    await using customer = await open()
    await counter.page.goto('/_after')
    await counter.page.waitForSelector('[data-connected=true]')
    await leaveMark(counter.page)
    await customer.page.goto('/')
    await customer.page.click('text=Bamboo whisk')
    await customer.page.waitForSelector('text=Nobody yet.')

    const card = counter.page.locator('.visit', { hasText: '/products/whisk' }).first()
    await card.locator('th:text-is("count reviews")').waitFor()
    expect(await card.locator('tbody tr').count()).toBe(6)
    expect(await card.locator('.pill').textContent()).toBe('200 sent')
    expect(await hasMark(counter.page)).toBe(true)
    // Of those who only watch nothing is told.
    expect(await counter.page.locator('.visit', { hasText: '_after' }).count()).toBe(0)
    expect([...counter.complaints, ...customer.complaints]).toEqual([])
  })

  test('a request stands there before it is over', async () => {
    await using counter = await open()
    await counter.page.goto('/_after')
    await counter.page.waitForSelector('[data-connected=true]')
    const response = fetch(`${shop.url}/products/smoke`)
    const card = counter.page.locator('.visit', { hasText: '/products/smoke' }).first()
    await card.locator('text=in the making').waitFor()
    await card.locator('text=200 sent').waitFor()
    await (await response).text()
  })

  test('a task is drawn while it runs, and says whose request it had', async () => {
    await using counter = await open()
    await counter.page.goto('/_after')
    await counter.page.waitForSelector('[data-connected=true]')
    const { id } = await shop.visit('/stocktaking')
    const card = counter.page.locator('.visit', { hasText: id })
    const row = card.locator('tr', { hasText: 'take stock' })
    const bar = row.locator('.track i.running')
    // Not the locator's own question: that would wait for a bar that is gone.
    const widthOf = (): Promise<number> =>
      bar.evaluateAll((bars) => Math.max(0, ...bars.map((each) => each.getBoundingClientRect().width)))
    await expect.poll(widthOf, { interval: 20 }).toBeGreaterThan(60)
    expect(await row.locator('td:text-is("running")').count()).toBe(1)
    await row.locator('td:text-is("done")').waitFor()
    expect(await bar.count()).toBe(0)
    await card.locator('summary').click()
    expect(await card.locator('details li').allTextContents()).toContainEqual(
      expect.stringMatching(new RegExp(`shelves counted: closed over ${id}, scope says ${id}$`)),
    )
  })

  test('the bars of a request have one scale, and an icon that a browser asks for is no request of the shop', async () => {
    await using counter = await open()
    const { id } = await shop.visit('/report')
    await shop.visit('/favicon.ico')
    await counter.page.goto('/_after')
    const card = counter.page.locator('.visit', { hasText: id })
    const lengthOf = (what: string): Promise<string> =>
      card
        .locator('tr', { hasText: what })
        .locator('i')
        .evaluate((bar) => (bar as HTMLElement).style.getPropertyValue('--length'))
    expect(Number(await lengthOf('response'))).toBeGreaterThan(0.8)
    expect(Number(await lengthOf('access log'))).toBeLessThan(0.2)
    expect(await counter.page.locator('.visit', { hasText: 'favicon' }).count()).toBe(0)
  })

  test('an error page is called one', async () => {
    await using counter = await open()
    const { id } = await shop.visit('/broken')
    await counter.page.goto('/_after')
    const card = counter.page.locator('.visit', { hasText: id })
    expect(await card.locator('.pill').textContent()).toBe('500 errored')
    expect(await card.locator('.response td:last-child').textContent()).toBe('error page')
  })

  test('without JavaScript it is a table of what has been', async () => {
    await using visitor = await open({ javaScriptEnabled: false })
    await shop.visit('/report')
    await visitor.page.goto('/_after')
    const card = visitor.page.locator('.visit', { hasText: '/report' }).first()
    expect(await card.locator('tbody th').allTextContents()).toEqual([
      'response',
      'access log',
      'report ended',
    ])
    expect(await visitor.page.textContent('[role=status]')).toContain('reload for news')
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
      if (path === '/_after') await page.waitForSelector('[data-connected=true]')
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

test.skipIf(lacksChromium('the page behind the counter, empty'))(
  'before anybody comes, the page behind the counter says where to click',
  async () => {
    const shop = await openShop('build', 'empty')
    const browser = await openBrowser()
    try {
      await using counter = await openVisitor(browser, { baseURL: shop.url })
      await counter.page.goto('/_after')
      const links = counter.page.locator('.beginning a')
      const paths = await links.evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''))
      expect(paths).toHaveLength(4)
      for (const path of paths) expect([200, 500]).toContain((await shop.visit(path)).status)
      await counter.page.reload()
      expect(await links.count()).toBe(0)
    } finally {
      await browser.close()
      await shop.stop()
    }
  },
  60_000,
)

/** Gone once another document is loaded. Left when React has taken over: a click before that loads one. */
async function leaveMark(page: Page): Promise<void> {
  await page.waitForFunction(() => Object.keys(document).some((key) => key.startsWith('__reactContainer')))
  await page.evaluate(() => void Object.assign(window, { marked: true }))
}

const hasMark = (page: Page): Promise<boolean> => page.evaluate(() => 'marked' in window)
