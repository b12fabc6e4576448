// What stands in for a request and a response: routes that a server calls itself (h3, Nitro), and the tools of tests.
import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import express from 'express'
import fastify from 'fastify'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { afterword as forExpress } from '../../runtime/hosts/express.ts'
import { afterword as forFastify } from '../../runtime/hosts/fastify.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import { after } from '../../runtime/index.ts'
import { installPackages } from '../install.ts'

// biome-ignore lint/suspicious/noExplicitAny: packages without types
type Package = any

let load: (name: string) => Promise<Package>

beforeAll(async () => {
  const cache = join(import.meta.dirname, '../../.cache/mocks')
  const { folder, missing } = await installPackages(join(import.meta.dirname, 'mocks/package.json'), cache)
  if (missing) throw new Error(missing)
  const require = createRequire(join(folder, 'package.json'))
  load = async (name) => {
    const module = await import(pathToFileURL(require.resolve(name)).href)
    return module.default ?? module
  }
}, 120_000)

const told: unknown[] = []
afterEach(() => {
  told.length = 0
})

const handler = (
  req: { url?: string | undefined },
  res: { statusCode: number; end(text: string): unknown },
) => {
  after(({ outcome, status }) => void told.push(outcome, status))
  if (req.url !== '/') res.statusCode = 404
  res.end('x')
}
const listener = withAfter(handler as never) as Package

const untilTold = async (): Promise<unknown[]> => {
  for (let n = 0; n < 100 && told.length === 0; n++) await new Promise((resolve) => setTimeout(resolve, 5))
  return told
}

it('a route that node-mock-http calls, with a 404 too', async () => {
  const { fetchNodeRequestHandler } = await load('node-mock-http')
  for (const [path, status] of [
    ['/', 200],
    ['/none', 404],
  ] as const) {
    const response: Response = await fetchNodeRequestHandler(listener, `http://x${path}`)
    expect([response.status, await response.text()]).toEqual([status, 'x'])
    expect(await untilTold()).toEqual(['sent', status])
    told.length = 0
  }
})

it('inject of light-my-request, which fastify has', async () => {
  const app = fastify()
  app.register(forFastify())
  app.get('/', async () => {
    after(({ outcome, status }) => void told.push(outcome, status), { on: 'success' })
    return 'x'
  })
  expect((await app.inject('/')).body).toBe('x')
  expect(await untilTold()).toEqual(['sent', 200])
})

// First: it keeps the emitter that it was given once.
it('node-mocks-http, where it does not: the response is as it was', async () => {
  const { createMocks } = await load('node-mocks-http')
  const { req, res } = createMocks({ url: '/none' })
  listener(req, res)
  expect([res._getStatusCode(), res._getData()]).toEqual([404, 'x'])
})

it('node-mocks-http, where it emits', async () => {
  const { createMocks } = await load('node-mocks-http')
  const { req, res } = createMocks({ url: '/none' }, { eventEmitter: EventEmitter })
  listener(req, res)
  expect([res._getStatusCode(), res._getData()]).toEqual([404, 'x'])
  expect(await untilTold()).toEqual(['sent', 404])
})

it('supertest, on the listener and on an application of Express', async () => {
  const request = await load('supertest')
  expect((await request(listener).get('/none')).status).toBe(404)
  expect(await untilTold()).toEqual(['sent', 404])
  told.length = 0
  const app = express()
    .use(forExpress())
    .get('/', handler as never)
  expect((await request(app).get('/')).text).toBe('x')
  expect(await untilTold()).toEqual(['sent', 200])
})

it('objects of a test’s own, of which little is there', () => {
  for (const res of [{ end() {} }, { end() {}, on() {} }, { end() {}, once() {} }, new EventEmitter()])
    expect(() =>
      withAfter((() => {
        after(() => {})
      }) as never as Package)({ url: '/', method: 'GET', headers: {} }, res),
    ).not.toThrow()
})
