// One server in a process of its own: node:http, Hono, Fastify or a fetch handler, as it is, with the host module, with tasks that wait, or with the same
// work begun by hand.
//
//   node server.ts node|hono|middleware|fastify|fetch plain|wrapped|waiting|hand
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { after, at } from 'afterword/compiled'
import { afterword as fastify } from 'afterword/fastify'
import { withAfter as withFetch } from 'afterword/fetch'
import { afterword as hono } from 'afterword/hono'
import { withAfter } from 'afterword/node'
import Fastify from 'fastify'
import { Hono } from 'hono'

export type Host = 'node' | 'hono' | 'middleware' | 'fastify' | 'fetch'
export type Variant = 'plain' | 'wrapped' | 'waiting' | 'hand'

/** What the server tells: its address, and the microseconds of its processor when it is asked. */
export interface Told {
  url?: string
  cpu?: number
}

const [, , host, variant] = process.argv as [string, string, Host, Variant]

const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
const give = (res: ServerResponse): void => {
  if (variant === 'waiting') after(at('server.ts:1', wait))
  else if (variant === 'hand') res.once('close', wait)
}
const isWrapped = variant === 'wrapped' || variant === 'waiting'

const BODY = '{"hello":"world"}'
const headers = { 'content-type': 'application/json' }

function makeNode(): RequestListener {
  const listener: RequestListener = (_, res) => {
    give(res)
    res.setHeader('content-type', 'application/json')
    res.end(BODY)
  }
  return isWrapped ? withAfter(listener) : listener
}

type Fetch = Parameters<typeof getRequestListener>[0]

function makeHono(uses: boolean): RequestListener {
  const app = new Hono<{ Bindings: HttpBindings }>()
  // Beside it stands middleware that does nothing: what any middleware costs is Hono's own.
  if (uses) app.use(isWrapped ? hono() : (_, next) => next())
  app.get('/', (c) => {
    give(c.env.outgoing)
    return c.json({ hello: 'world' })
  })
  const { fetch } = app
  return getRequestListener((isWrapped && !uses ? withFetch(fetch) : fetch) as Fetch)
}

function makeFetch(): RequestListener {
  const fetch = (_request: Request, { outgoing }: HttpBindings): Response => {
    give(outgoing)
    return new Response(BODY, { headers })
  }
  return getRequestListener((isWrapped ? withFetch(fetch) : fetch) as Fetch)
}

async function makeFastify(): Promise<Server> {
  const app = Fastify()
  if (isWrapped) app.register(fastify())
  app.get('/', (_, reply) => {
    give(reply.raw)
    reply.header('content-type', 'application/json').send(BODY)
  })
  await app.ready()
  return app.server
}

const listeners = {
  node: makeNode,
  hono: () => makeHono(false),
  middleware: () => makeHono(true),
  fetch: makeFetch,
}
const server = host === 'fastify' ? await makeFastify() : createServer(listeners[host]())
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` } satisfies Told)
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system } satisfies Told)
})
process.on('disconnect', () => process.exit())
