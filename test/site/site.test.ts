/** The guides as a site, in a real browser: every page, every link, both themes, a phone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf } from '../../fixtures/apps/site/pages.ts'
import { lacksChromium, openBrowser, openVisitor } from '../chromium.ts'
import { readGuides, root } from '../guides/guides.ts'
import { listen } from '../servers.ts'

const PHONE = { viewport: { width: 375, height: 740 }, isMobile: true, hasTouch: true }

describe.skipIf(lacksChromium('the site of the guides'))('the site', () => {
  const pages = readGuides().map(({ file }) => addressOf(file).replace(/[^/]$/, '$&.html'))
  let server: ChildProcess
  let browser: Browser
  let address = ''

  beforeAll(async () => {
    const script = join(root, 'fixtures/apps/site/start.ts')
    // Of its own: Vue is another one where it believes to be tested.
    const { NODE_ENV, VITEST, ...env } = process.env
    server = spawn(process.execPath, [script, '--folder', 'test'], {
      cwd: root,
      env: { ...env, NO_COLOR: '1' },
    })
    const said = listen(server)
    while (address === '') {
      if (server.exitCode !== null) throw new Error(said())
      await sleep(100)
      address = /http:\/\/localhost:\d+/.exec(said())?.[0] ?? ''
    }
    browser = await openBrowser()
  }, 300_000)

  afterAll(async () => {
    await browser?.close()
    server?.kill()
  })

  const settled = async (page: Page, path: string): Promise<void> => {
    const response = await page.goto(`${address}${path}`)
    expect(response?.status(), path).toBe(200)
    await page.waitForSelector('.VPNavBarSearch button, .VPNavBarSearch')
  }

  test('every page is there without a complaint, fits a phone, and has links to what is there', {
    timeout: 120_000,
  }, async () => {
    await using visitor = await openVisitor(browser)
    const { page, complaints } = visitor
    const anchors = new Map<string, Set<string>>()
    const links: [from: string, to: string][] = []
    const wide: string[] = []
    for (const path of pages) {
      await settled(page, path)
      const found = await page.evaluate(() => ({
        ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
        hrefs: [...document.querySelectorAll('a[href]')].map((link) => (link as HTMLAnchorElement).href),
        title: document.querySelector('h1')?.textContent ?? '',
      }))
      expect(found.title, path).not.toBe('')
      anchors.set(new URL(page.url()).pathname.replace(/\/$/, '/index.html'), new Set(found.ids))
      for (const href of found.hrefs) links.push([path, href])
      await page.setViewportSize(PHONE.viewport)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > PHONE.viewport.width) wide.push(`${path} ${width}`)
      await page.setViewportSize({ width: 1280, height: 800 })
    }
    expect(complaints).toEqual([])
    expect(wide).toEqual([])

    const own = links.filter(([, href]) => href.startsWith(address))
    expect(own.length).toBeGreaterThan(100)
    const wrong: string[] = []
    const status = new Map<string, number>()
    for (const [from, href] of own) {
      const { pathname, hash } = new URL(href)
      const file = pathname.replace(/\/$/, '/index.html')
      if (!status.has(file)) status.set(file, (await fetch(`${address}${file}`)).status)
      const ids = anchors.get(file)
      const isMissing = hash !== '' && ids !== undefined && !ids.has(decodeURIComponent(hash.slice(1)))
      if (status.get(file) !== 200 || isMissing) wrong.push(`${from} → ${href.slice(address.length)}`)
    }
    expect(wrong).toEqual([])
  })

  test('finds what is searched for', async () => {
    await using visitor = await openVisitor(browser)
    const { page, complaints } = visitor
    await settled(page, '/')
    await page.locator('.VPNavBarSearch button').first().click()
    await page.locator('#localsearch-input').fill('caller runs')
    await page.locator('#localsearch-list a', { hasText: 'Overload' }).first().click()
    await page.waitForURL(/\/runtime\/overload/)
    expect(complaints).toEqual([])
  })

  test('opens the playground', async () => {
    await using visitor = await openVisitor(browser)
    const { page, complaints } = visitor
    await settled(page, '/transform/how.html')
    await page.locator('.VPNavBarMenu a', { hasText: 'Playground' }).click()
    await page.waitForSelector('#why dt')
    expect(page.url()).toContain('/playground/')
    expect(complaints).toEqual([])
  })

  const colours = (page: Page): Promise<[text: string, ground: string]> =>
    page.evaluate(() => [
      getComputedStyle(document.querySelector('.vp-doc p') as Element).color,
      getComputedStyle(document.body).backgroundColor,
    ])
  /** From 0 to 1, of `rgb(…)` as a browser writes it. */
  const lightness = (colour: string): number =>
    (colour.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, each) => sum + Number(each) / 3 / 255, 0)

  test.each(['light', 'dark'] as const)('is readable in the %s theme, and is switched', async (theme) => {
    await using visitor = await openVisitor(browser, { colorScheme: theme })
    const { page, complaints } = visitor
    await settled(page, '/runtime/getting-started.html')
    const [text, ground] = (await colours(page)).map(lightness)
    expect(Math.abs((text ?? 0) - (ground ?? 0))).toBeGreaterThan(0.5)
    expect((ground ?? 0) > 0.5).toBe(theme === 'light')
    await page.locator('.VPNavBarAppearance button').click()
    await expect.poll(async () => lightness((await colours(page))[1]) > 0.5).toBe(theme !== 'light')
    expect(complaints).toEqual([])
  })

  test('has a menu on a phone', async () => {
    await using visitor = await openVisitor(browser, PHONE)
    const { page, complaints } = visitor
    await settled(page, '/transform/limits.html')
    await page.locator('.VPLocalNav button.menu').click()
    await page.locator('.VPSidebar a', { hasText: 'Servers' }).click()
    await page.waitForURL(/\/runtime\/hosts\//)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.viewport.width)
    expect(complaints).toEqual([])
  })
})
