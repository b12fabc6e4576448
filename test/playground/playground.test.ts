/** The page as it is built, in a real browser: it compiles what Node compiles, and shows why. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build, type PreviewServer, preview } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examples } from '../../fixtures/apps/playground/examples.ts'
import { transform } from '../../transform/transform.ts'
import { lacksChromium, openBrowser, openVisitor } from '../chromium.ts'

const root = join(import.meta.dirname, '../..')
const configFile = join(root, 'fixtures/apps/playground/vite.config.ts')

const settled = (page: Page): Promise<unknown> => page.waitForSelector('#why dt, #problems li')
/** As it is read: what a line is, only the layout says. */
const textOf = (page: Page, selector: string): Promise<string> =>
  page
    .locator(selector)
    .evaluate(
      (node) =>
        [...node.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n') ||
        (node.textContent ?? ''),
    )
const compiled = (page: Page): Promise<string> => textOf(page, '#after .cm-content')

describe.skipIf(lacksChromium('the playground'))('the playground', () => {
  let browser: Browser
  let server: PreviewServer
  let address = ''

  beforeAll(async () => {
    await build({ configFile, logLevel: 'warn' })
    server = await preview({ configFile, preview: { port: 0 } })
    address = server.resolvedUrls?.local[0] ?? ''
    browser = await openBrowser()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })

  test('shows the compiled program beside what is written, and says by which engine', async () => {
    await using visitor = await openVisitor(browser)
    const { page, complaints } = visitor
    await page.goto(address)
    await settled(page)
    expect(await compiled(page)).toContain('_w(_s, after, _at("app/route.tsx:6", () => mail(order)))')
    expect(await textOf(page, '#engine')).toContain('text engine')
    expect(await textOf(page, '#why')).toContain('an entry: route handler: it is exported as POST')
    await page.locator('#before .cm-content').fill('export const a = async () => { await b(); c() }')
    await page.waitForFunction(() =>
      document.querySelector('#after')?.textContent?.includes('_b(_f, await _l(_f, b())'),
    )
    expect(complaints).toEqual([])
  })

  test('puts diagnostics where they belong, those of the parser too', async () => {
    await using visitor = await openVisitor(browser)
    const { page } = visitor
    await page.goto(address)
    await page.selectOption('#examples', 'what is refused')
    await page.waitForSelector('#before .cm-lintRange-error')
    expect(await page.locator('#problems li.error').count()).toBeGreaterThan(0)
    await page.locator('#before .cm-content').fill('const a = 1\nconst b = = 2\n')
    await page.waitForFunction(() =>
      document.querySelector('#problems')?.textContent?.includes('SYNTAX_ERROR, line 2'),
    )
  })

  test('tells the rule of a line on hover', async () => {
    await using visitor = await openVisitor(browser)
    const { page } = visitor
    await page.goto(address)
    await settled(page)
    await page
      .locator('#after .cm-line', { hasText: '_b(_f, await' })
      .first()
      .hover({ position: { x: 60, y: 8 } })
    expect(await textOf(page, '.why-tooltip')).toMatch(/R3 suspends, then resumes: .*because of/)
  })

  test('a rule is read where it is named, by a press: at its line and in the reasons', async () => {
    await using visitor = await openVisitor(browser)
    const { page, complaints } = visitor
    await page.goto(address)
    await settled(page)
    for (const place of ['#after .rules button', '#why button.rule']) {
      const rule = page.locator(place, { hasText: 'R3' }).first()
      await rule.click()
      expect(await page.locator('dialog h2').textContent()).toMatch(
        /^R3 A suspension hands the register back/,
      )
      expect(await page.locator('dialog pre').textContent()).toContain(
        'const id = _b(_f, await _l(_f, db.insert(row)))',
      )
      await page.locator('dialog button').click()
    }
    await page.locator('summary').click()
    expect(await page.locator('#words dt').allTextContents()).toEqual(
      expect.arrayContaining(['Scope', 'Register', 'Carrier']),
    )
    expect(await page.locator('#words dd').first().textContent()).toMatch(/^the record of one request/)
    expect(complaints).toEqual([])
  })

  test('an empty editor says what to do, and does it', async () => {
    await using visitor = await openVisitor(browser)
    const { page, complaints } = visitor
    await page.goto(address)
    await settled(page)
    await page.locator('#before .cm-content').fill('')
    await page.getByText('There is no program yet').waitFor()
    expect((await compiled(page)).trim()).toBe('')
    expect(await page.locator('#problems li').count()).toBe(0)
    await page.getByText('show an example').click()
    await settled(page)
    await page.waitForFunction(() => document.querySelector('#after')?.textContent?.includes('_at('))
    expect(complaints).toEqual([])
  })

  test('keeps the code in the address, for others to open', async () => {
    const code = `import { after } from 'afterword'\nexport const GET = async () => { await null; after(() => '– ü 😀') }\n`
    await using first = await openVisitor(browser)
    await first.page.goto(address)
    await settled(first.page)
    await first.page.locator('#before .cm-content').fill(code)
    await first.page.waitForFunction(() => document.querySelector('#after')?.textContent?.includes('😀'))
    const link = first.page.url()
    await using second = await openVisitor(browser)
    await second.page.goto(link)
    await settled(second.page)
    expect((await textOf(second.page, '#before .cm-content')).trim()).toBe(code.trim())
  })

  test('is light or dark, as the system says and as its button does', async () => {
    const background = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await using visitor = await openVisitor(browser, { colorScheme: 'dark' })
    const { page } = visitor
    await page.goto(address)
    await settled(page)
    const dark = await background(page)
    await page.click('#theme')
    expect(await background(page)).not.toBe(dark)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.click('#theme')
    expect(await background(page)).toBe(dark)
  })

  test('compiles every fixture to what Node does', async () => {
    await using visitor = await openVisitor(browser)
    const { page } = visitor
    await page.goto(address)
    await settled(page)
    const files = globSync('fixtures/*/*/input.ts', { cwd: root })
    const codes = [...files.map((file) => readFileSync(join(root, file), 'utf8')), ...Object.values(examples)]
    const inPage = await page.evaluate((all) => {
      const { run } = (
        globalThis as unknown as { playground: { run(code: string): { code: string | null } } }
      ).playground
      return all.map((code) => run(code).code)
    }, codes)
    expect(codes.length).toBeGreaterThan(100)
    const inNode = codes.map((code) => {
      try {
        return transform(code, join(root, 'app/route.tsx'), { root, debug: false })?.code ?? code
      } catch {
        return null
      }
    })
    expect(
      inPage.map((code, index) => (code === inNode[index] ? null : codes[index])).filter(Boolean),
    ).toEqual([])
  })
})
