// A page of an app as a person sees it, in Chromium.
import { expect } from 'vitest'
import { lacksChromium, openBrowser, openVisitor } from '../chromium.ts'
import type { App } from './app.ts'
import type { Server } from './project.ts'

/** Looks at a page, follows its link and presses its buttons: each request gives its own tasks, and nothing complains. */
export async function walk(
  { browser: can }: App,
  server: Server,
  idOf: (name: string) => string,
): Promise<void> {
  if (!can) return
  if (lacksChromium('an app in a browser')) return
  const browser = await openBrowser()
  try {
    // In development the first visit bundles what pages need, and loads them again.
    await using first = await openVisitor(browser, { baseURL: server.url })
    await first.page.goto('/page/first', { waitUntil: 'networkidle' }).catch(() => {})
    await using visitor = await openVisitor(browser, { baseURL: server.url })
    const { page, complaints } = visitor
    // In development much is bundled on the way.
    page.setDefaultTimeout(30_000)

    const step = async (name: string, act: () => Promise<unknown>, tasks: readonly string[]) => {
      const id = idOf(name)
      // As a proxy would say it.
      await page.setExtraHTTPHeaders({ 'x-id': id, 'x-forwarded-proto': 'http' })
      await act()
      await expect
        .poll(() => page.textContent('body'), { timeout: 10_000 })
        .toContain(`${tasks.at(-1)} of ${id}.`)
      const notes = await server.notesOf(id, tasks.length)
      expect(notes.map(({ what }) => what)).toEqual(expect.arrayContaining([...tasks]))
      for (const { what, heard, given } of notes)
        expect({ what, heard, given }).toEqual({ what, heard: id, given: id })
    }

    await step('looks', () => page.goto('/page/looks', { waitUntil: 'networkidle' }), can.page)
    await step('moves', () => page.click('text=next'), can.moved)
    expect(page.url()).toContain('/page/next')
    for (const [button, what] of Object.entries(can.presses))
      await step(button, () => page.click(`#${button}`), [what])
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
  }
}
