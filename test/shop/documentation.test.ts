// Every sentence of Next's documentation of `after`, on React Server Components without Next: in development and as built.

import { readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, modes, openShop, type Shop, tasksOf } from './shop.ts'

const LAYOUT = 'app/layout.tsx'
const product = [LAYOUT, 'access log', 'count reviews', 'count view', 'index metadata']

/** The sentence, and what must be so in the shop. */
const rows: Record<string, (shop: Shop) => Promise<void>> = {
  'It can be used in: Server Components (a page, its layout, a component in a Suspense hole)': async (
    shop,
  ) => {
    const answer = await shop.visit('/products/tea')
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('I drink it while the build runs')
    await shop.expectTasks(answer, ...product)
  },

  '(including generateMetadata)': async (shop) => {
    const answer = await shop.visit('/products/pot')
    expect(answer.text).toContain('<title>Cast-iron pot · Leaf &amp; Pot</title>')
    const { notes } = await shop.expectTasks(answer, ...product)
    expect(notes.map(({ text }) => text)).toContain('metadata of pot told to the search index')
  },

  'Server Actions (inline, with a bound argument)': async (shop) => {
    const answer = await shop.submit('/products/cup', 'Add to cart', { count: '3' }, 'inline')
    expect(answer.status).toBe(303)
    const { notes } = await shop.expectTasks(answer, 'access log', 'reserve stock')
    expect(notes.map(({ text }) => text)).toContain('3 × cup put into the cart')
  },

  'Server Actions (of a module, with its state in a form)': async (shop) => {
    await shop.submit('/products/cup', 'Add to cart', { count: '1' }, 'module')
    const answer = await shop.submit('/cart', 'Order', { email: 'nobody' }, 'module')
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('We need an address')
    await shop.expectTasks(answer, LAYOUT, 'access log', 'count cart', 'count refusal')
  },

  'Route Handlers': async (shop) => {
    const answer = await shop.visit('/report')
    expect(answer.text).toMatch(/^tea,7\n(\w+,\d+\n){5}$/)
    const { notes } = await shop.expectTasks(answer, 'access log', 'report ended')
    expect(notes.map(({ text }) => text)).toContain('6 rows reported')
  },

  Middleware: async (shop) => {
    const answer = await shop.visit('/nowhere')
    const { notes } = await shop.expectTasks(answer, LAYOUT, 'access log')
    expect(notes.map(({ text }) => text)).toContain('GET /nowhere: sent 404')
    expect(answer.headers.get('set-cookie')).toContain(`session-id=session-of-${answer.id}`)
  },

  'executed after the response is finished': async (shop) => {
    const answer = await shop.visit('/products/tea')
    const visit = await shop.expectTasks(answer, ...product)
    // The hole keeps it open.
    expect(visit.finished).toBeGreaterThan(350)
    for (const { name, start } of tasksOf(visit)) expect(start, name).toBeGreaterThanOrEqual(visit.finished)
  },

  'A callback function, which will be executed: it is told how the response ended': async (shop) => {
    const answer = await shop.visit('/')
    const { notes } = await shop.expectTasks(answer, LAYOUT, 'access log', 'warm cache')
    expect(notes.map(({ text }) => text)).toContain('GET /: sent 200')
  },

  'for the configured max duration of your route: maxDuration': async (shop) => {
    const answer = await shop.visit('/stocktaking')
    const visit = await shop.expectTasks(answer, LAYOUT, 'access log', 'take stock')
    const task = tasksOf(visit).find(({ name }) => name === 'take stock')
    expect(task?.status).toBe('done')
    // It counts until the deadline is near.
    expect(task?.duration).toBeGreaterThan(500)
    expect(task?.duration).toBeLessThan(1_000)
  },

  'even if an error is thrown': async (shop) => {
    const answer = await shop.visit('/broken')
    expect(answer.status).toBe(500)
    expect(answer.text).toContain('Something boiled over.')
    const visit = await shop.expectTasks(answer, LAYOUT, 'access log', 'apologise')
    expect(visit.threw).toMatch(/^Error: the kettle is on fire \(app\/broken\/page\.tsx:\d+\)$/)
    expect(visit.tasks[0]?.outcome).toBe('errored')
  },

  'or when notFound is called': async (shop) => {
    const answer = await shop.visit('/orders/none')
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('Nothing on this shelf.')
    // Twice the layout: of the page, and of the page that takes its place.
    const visit = await shop.expectTasks(answer, LAYOUT, LAYOUT, 'access log', 'count order page')
    expect(visit.tasks[0]?.outcome).toBe('sent')
  },

  'or redirect is called: by a component': async (shop) => {
    const answer = await shop.visit('/old')
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/products/tea'])
    await shop.expectTasks(answer, LAYOUT, 'access log', 'count old address')
  },

  'or redirect is called: by an action, whose tasks nest': async (shop) => {
    await shop.submit('/products/tea', 'Add to cart', { count: '1' }, 'buyer')
    const answer = await shop.submit('/cart', 'Order', { email: 'ada@example.com' }, 'buyer')
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^\/orders\/\d+$/),
    ])
    expect(answer.headers.get('set-cookie')).toContain('last-order=')
    await shop.expectTasks(answer, 'access log', 'mail-receipt', 'book order > close books')
  },

  'even if the response did not complete: the client leaves': async (shop) => {
    const visit = await shop.expectTasks(await leave(shop, '/report'), 'access log', 'report ended')
    expect(visit.complete).toBe(false)
    expect(visit.tasks[0]?.outcome).toBe('aborted')
  },

  'even if the response did not complete: the client leaves before a hole is filled': async (shop) => {
    const visit = await shop.expectTasks(await leave(shop, '/products/oolong'), ...product)
    expect(visit.tasks.every(({ outcome }) => outcome === 'aborted')).toBe(true)
    // Nothing to be told as an error.
    expect(visit.threw).toBeUndefined()
  },

  'React cache deduplicates functions called inside after': async (shop) => {
    const { notes } = await shop.expectTasks(await shop.visit('/products/whisk'), ...product)
    expect(notes.map(({ text }) => text)).toContain('Bamboo whisk was viewed, read once')
  },

  'Examples: the layout that logs, as it stands': async (shop) => {
    expect(read('app/layout.tsx')).toContain(`import { after } from 'next/server'
// Custom logging function
import { log } from '@/app/utils'
`)
    const { notes } = await shop.expectTasks(await shop.visit('/cart'), LAYOUT, 'access log', 'count cart')
    expect(notes.map(({ text }) => text)).toContain('layout rendered and sent')
  },

  'Examples: request APIs inside after, as they stand': async (shop) => {
    expect(read('app/api/route.ts')).toContain("(await headers().get('user-agent')) || 'unknown'")
    const headers = { cookie: 'session-id=of-the-example' }
    const answer = await shop.visit('/api', { method: 'POST', headers })
    expect(answer.text).toBe('{"status":"success"}')
    const { notes } = await shop.expectTasks(answer, 'access log', 'app/api/route.ts')
    expect(notes.map(({ text }) => text)).toContain(`action of of-the-example with browser of ${answer.id}`)
  },
}

/** Static pages are written when the shop is built; where it is worked on, each visit renders them. */
const staticRows: Record<Shop['mode'], typeof rows> = {
  dev: {
    'a static page is rendered for each visit': async (shop) => {
      await shop.expectTasks(await shop.visit('/about'), LAYOUT, 'access log', 'announce page')
    },
  },
  build: {
    '(or prerender); within a static page, the callback will execute at build time': async (shop) => {
      const [page, ...others] = shop.written.visits()
      expect(others).toEqual([])
      expect(page).toMatchObject({
        path: '/about',
        tasks: [{ outcome: 'prerendered' }, { outcome: 'prerendered' }],
      })
      expect(page?.tasks.every(({ start = 0 }) => start >= (page?.finished ?? Number.NaN))).toBe(true)
    },

    'calling it does not cause a route to become dynamic': async (shop) => {
      const answer = await shop.visit('/about')
      const { text } = await shop.visit('/about')
      expect(text).toBe(answer.text)
      expect(text).toBe(readFileSync(join(shop.directory, 'static/about.html'), 'utf8'))
      await shop.expectTasks(answer, 'access log')
    },

    'or whenever a page is revalidated': async (shop) => {
      const file = join(shop.directory, 'static/about.html')
      const before = readFileSync(file, 'utf8')
      const old = new Date(Date.now() - 61_000)
      utimesSync(file, old, old)
      const answers = await Promise.all([shop.visit('/about'), shop.visit('/about')])
      // Who finds it too old does not wait for the new one, which is made once.
      expect(answers.map(({ text }) => text)).toContain(before)
      await expect.poll(() => readFileSync(file, 'utf8')).not.toBe(before)
      await expect.poll(() => findWritten(shop)).toHaveLength(1)
      const given = () => answers.flatMap(({ id }) => shop.timeline.visit(id).tasks.map(({ name }) => name))
      await expect.poll(() => given().sort()).toEqual(['access log', 'access log', 'revalidate /about'])
      expect(findWritten(shop)[0]).toMatchObject({
        path: '/about',
        tasks: [{ outcome: 'prerendered' }, { name: 'announce page', outcome: 'prerendered' }],
      })
      expect((await shop.visit('/about')).text).toBe(readFileSync(file, 'utf8'))
    },
  },
}

describe.each(modes)('Next’s documentation, %s', (mode) => {
  let shop: Shop
  beforeAll(async () => {
    shop = await openShop(mode, `documentation-${mode}`)
    // In development the first visit bundles React.
    await shop.visit('/')
  }, 60_000)

  afterAll(async () => {
    expect(await shop.stop()).toEqual([])
    // Of all requests: each note in the task of its own request, none before its response, none lost.
    expect(shop.timeline.findMistakes()).toEqual([])
    expect(shop.written.findMistakes()).toEqual([])
  })

  test.each(Object.entries({ ...rows, ...staticRows[mode] }))('%s', async (_row, holds) => holds(shop))
})

/** Reads a chunk, and is gone. */
async function leave({ url, mode }: Shop, path: string): Promise<Answer> {
  const id = `request-leaving${path}-${mode}`
  const controller = new AbortController()
  const { signal } = controller
  const { body, headers, status } = await fetch(url + path, { signal, headers: { 'x-request-id': id } })
  await body?.getReader().read()
  controller.abort()
  return { id, status, headers, text: '' }
}

const findWritten = ({ timeline }: Shop) =>
  timeline.visits().filter(({ method, tasks }) => method === 'WRITE' && tasks.length === 2)

const read = (file: string): string =>
  readFileSync(join(import.meta.dirname, '../../fixtures/apps/shop', file), 'utf8')
