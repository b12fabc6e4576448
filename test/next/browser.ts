// The app in a real browser: navigation, forms, a client component, and not a word of complaint.
import { expect, test } from 'vitest'
import { lacksChromium, openBrowser, openVisitor } from '../chromium.ts'
import type { Server } from './project.ts'

export function testBrowser(getServer: () => Server): void {
  test.skipIf(lacksChromium("the app of Next's host in a browser"))(
    'in Chromium: navigation, forms with JavaScript and without, hydration without a warning',
    async () => {
      const server = getServer()
      const { journal, url } = server
      await using browser = await openBrowser()
      {
        const id = 'with JavaScript'
        await using visitor = await openVisitor(browser, { extraHTTPHeaders: { 'x-id': id } })
        const { page, complaints } = visitor
        await page.goto(url)
        await page.getByRole('link', { name: 'stream' }).click()
        await page.getByText(`slow two of ${id}`).waitFor()
        await journal.until({ task: 'slow two nested', id })
        expect(await page.title()).toBe(`stream ${id}`)
        await page.goBack()
        await page.getByRole('link', { name: 'actions' }).click()
        await page.locator('#count').click()
        await page.getByText('clicked 1 times').waitFor()
        for (const [form, task] of [
          ['module', 'module action'],
          ['inline', 'inline action'],
        ] as const) {
          await page.locator(`#${form} button`).click()
          await journal.until({ task, id })
        }
        // It is still the same page, so what was clicked is still there.
        expect(await page.locator('#count').textContent()).toBe('clicked 1 times')
        const before = journal.tasks({ task: 'redirecting action' }).length
        await page.locator('#redirect button').click()
        await page.getByRole('heading', { name: 'afterword in Next' }).waitFor()
        await journal.until({ task: 'redirecting action' }, before + 1)
        await page.goto(`${url}/shop`)
        for (const count of [1, 2]) {
          await page.locator('#buy').click()
          await page.getByText(`${count} tea for €${count * 3}.00`).waitFor()
          await journal.until({ task: 'bought', id, own: id, count })
        }
        await journal.until({ task: 'saved', id, item: 'tea', count: 2 })
        await page.reload()
        await page.getByText(`2 tea of ${id}`).waitFor()
        await page.goto(`${url}/safe`)
        await page.locator('#rename').click()
        await page.getByText('renamed to milk').waitFor()
        await journal.until({ task: 'safe action', id, own: id, input: 'milk' })
        await page.goto(`${url}/shared`)
        await page.getByText('milk for 1.50 €').waitFor()
        expect(complaints).toEqual([])
      }
      {
        const id = 'without JavaScript'
        await using visitor = await openVisitor(browser, {
          javaScriptEnabled: false,
          extraHTTPHeaders: { 'x-id': id },
        })
        const { page, complaints } = visitor
        await page.goto(`${url}/actions`)
        await page.locator('#module button').click()
        await journal.until({ task: 'module action', id })
        await page.locator('#redirect button').click()
        await page.getByRole('heading', { name: 'afterword in Next' }).waitFor()
        expect(complaints).toEqual([])
      }
    },
  )
}
