// What the shop's framework answers, beyond what the documentation of `after` says: as built.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillIn } from '../../fixtures/apps/visits/form.ts'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop('build', 'answers')
}, 60_000)

/** By the last test. */
let stopped: Promise<string[]> | undefined
afterAll(async () => {
  await (stopped ?? shop.stop())
})

test('one address has two answers: a document, and the payload of a browser that is here already', async () => {
  const document = await shop.visit('/cart')
  expect(document.headers.get('content-type')).toMatch(/^text\/html;/)
  const payload = await shop.visit('/cart', { headers: { accept: 'text/x-component' } })
  expect(payload.headers.get('content-type')).toMatch(/^text\/x-component;/)
  expect(payload.headers.get('vary')).toContain('accept')
  expect(payload.text).toContain('Your cart is empty.')
})

test('a static page has two files', async () => {
  const headers = { accept: 'text/x-component' }
  const [first, second] = [await shop.visit('/about', { headers }), await shop.visit('/about', { headers })]
  expect(first.text).toContain('About this shop')
  expect(second.text).toBe(first.text)
})

test('HEAD has no body, and what comes after it comes all the same', async () => {
  const answer = await shop.visit('/report', { method: 'HEAD' })
  expect([answer.status, answer.text]).toEqual([200, ''])
  await shop.expectTasks(answer, 'access log', 'report ended')
})

test('a route answers 405 to what it has no function for, and says what it has', async () => {
  const answer = await shop.visit('/api', { method: 'DELETE' })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
})

test('a POST that names no action is refused', async () => {
  const body = new FormData()
  body.append('count', '1')
  expect((await shop.visit('/products/tea', { method: 'POST', body })).status).toBe(400)
})

test('a form of another site is refused, and its action never runs', async () => {
  const headers = { cookie: 'session-id=victim' }
  const { text } = await shop.visit('/products/tea', { headers })
  const post = (origin: string) =>
    shop.visit('/products/tea', {
      method: 'POST',
      headers: { ...headers, origin },
      body: fillIn(text, 'Add to cart', { count: '1' }),
    })
  const refused = await post('https://elsewhere.example')
  expect(refused.status).toBe(403)
  await shop.expectTasks(refused, 'access log')
  expect((await post(shop.url)).status).toBe(303)
})

test('a script of the page is served for ever, by a name that changes with it', async () => {
  const { text } = await shop.visit('/')
  const script = /"(\/assets\/[^"]+\.js)"/.exec(text)?.[1] ?? ''
  const { status, headers } = await shop.visit(script)
  expect(status).toBe(200)
  expect(headers.get('cache-control')).toContain('immutable')
})

test('a page in mid-stream when the process is told to stop arrives whole, and so do its tasks', async () => {
  const headers = { 'x-request-id': 'last' }
  const { body } = await fetch(`${shop.url}/products/tea`, { headers })
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = (await reader?.read())?.value ?? ''
  stopped = shop.stop()
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read())
    text += chunk.value
  expect(text).toContain('I measured.')
  expect(await stopped).toEqual([])
  const { tasks, notes, complete } = shop.timeline.visit('last')
  expect(complete).toBe(true)
  expect(tasks.map(({ name, status }) => [name, status])).toContainEqual(['count reviews', 'done'])
  expect(notes).toHaveLength(tasks.length)
})
