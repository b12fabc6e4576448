// One request, on each host: what it answers, in which form, and the durable task that it gives. The module is what the compiler emits, by hand.
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, serve as serveHono } from '@hono/node-server'
import { type After, after } from 'afterword'
import { durable, job } from 'afterword/durable/compiled'
import { afterword as expressAfter } from 'afterword/express'
import { afterword as fastifyAfter } from 'afterword/fastify'
import { withAfter as withFetch } from 'afterword/fetch'
import { afterword as h3After } from 'afterword/h3'
import { afterword as honoAfter } from 'afterword/hono'
import { afterword as koaAfter } from 'afterword/koa'
import { withAfter } from 'afterword/node'
import { withAfter as withRsc } from 'afterword/rsc'
import express from 'express'
import fastify from 'fastify'
import { H3, serve as serveH3 } from 'h3'
import { Hono } from 'hono'

export const NAME = 'receipt'

job(NAME, ['order'], 'hosts.ts:1', () => () => {})

/** How the body is sent: at once, in parts, or in parts whose length was said before. */
export type Form = 'whole' | 'parts' | 'counted'

export const body = 'x'.repeat(300)

interface Asked {
  readonly id: string
  readonly form: Form
  /** Stored when the response is known to be sent: what can be lost. */
  readonly isLate: boolean
}

function read(url: string): Asked {
  const { searchParams } = new URL(url, 'http://localhost')
  const get = (name: string) => searchParams.get(name) ?? ''
  return { id: get('id'), form: get('form') as Form, isLate: get('late') === 'yes' }
}

function give({ id, isLate }: Asked): void {
  const options = { name: NAME, durable: { id }, ...(isLate && { on: 'success' as const }) }
  ;(after as After)(durable(NAME, { order: id }) as never, options)
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 1))

const answerNode: RequestListener = (req, res) => {
  const asked = read(req.url ?? '')
  give(asked)
  if (asked.form === 'whole') {
    res.end(body)
    return
  }
  if (asked.form === 'counted') res.setHeader('content-length', body.length)
  res.write(body.slice(0, 100))
  setTimeout(() => {
    res.write(body.slice(100))
    setTimeout(() => res.end(), 1)
  }, 1)
}

function answerFetch(request: Request): Response {
  const asked = read(request.url)
  give(asked)
  if (asked.form === 'whole') return new Response(body)
  const text = new TextEncoder()
  const stream = new ReadableStream({
    async start(controller) {
      controller.enqueue(text.encode(body.slice(0, 100)))
      await pause()
      controller.enqueue(text.encode(body.slice(100)))
      await pause()
      controller.close()
    },
  })
  const headers: Record<string, string> =
    asked.form === 'counted' ? { 'content-length': `${body.length}` } : {}
  return new Response(stream, { headers })
}

/** React's own stream of Server Components, which is longer. */
async function answerRsc(request: Request): Promise<Response> {
  const asked = read(request.url)
  give(asked)
  // CommonJS, whose names Node does not see.
  const { default: react } = await import('react-server-dom-webpack/server.edge' as string)
  const text = asked.form === 'whole' ? Promise.resolve(body) : pause().then(() => body)
  return new Response(react.renderToReadableStream({ text }, {}))
}

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const portOf = (server: { address(): unknown } | undefined): number =>
  (server?.address() as AddressInfo | null)?.port ?? 0

interface Koa {
  use(middleware: unknown): void
  callback(): RequestListener
}

export const hosts: Record<string, () => Promise<number>> = {
  node: () => listen(withAfter(answerNode)),
  express: () => {
    const app = express()
    app.use(expressAfter())
    app.get('/', (req, res) => {
      const asked = read(req.url)
      if (asked.form !== 'whole') return answerNode(req, res)
      give(asked)
      res.send(body)
    })
    return listen(app)
  },
  fastify: async () => {
    const app = fastify()
    app.register(fastifyAfter())
    app.get('/', async (request, reply) => {
      const asked = read(request.url)
      if (asked.form !== 'whole') {
        reply.hijack()
        return answerNode(request.raw, reply.raw)
      }
      give(asked)
      // Between this and the return the response is held back: Fastify must not answer twice.
      reply.send(body)
      await pause()
      return undefined
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    return portOf(app.server)
  },
  koa: async () => {
    const { default: Koa } = await import(process.env.KOA ?? 'koa')
    const app: Koa = new Koa()
    app.use(koaAfter())
    app.use(
      (ctx: { req: never; res: never; respond: boolean; status: number; body: unknown; url: string }) => {
        const asked = read(ctx.url)
        if (asked.form !== 'whole') {
          ctx.respond = false
          ctx.status = 200
          return answerNode(ctx.req, ctx.res)
        }
        give(asked)
        ctx.body = body
      },
    )
    return listen(app.callback())
  },
  hono: async () => {
    const app = new Hono()
    app.use(honoAfter())
    app.get('/', (c) => answerFetch(c.req.raw))
    return new Promise((resolve) => {
      serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port))
    })
  },
  h3: async () => {
    const app = new H3()
    app.use(h3After())
    app.get('/', (event) => answerFetch(event.req as Request))
    const server = serveH3(app, { port: 0, hostname: '127.0.0.1', silent: true })
    await server.ready()
    return Number(new URL(server.url as string).port)
  },
  fetch: () => listen(getRequestListener(withFetch(answerFetch))),
  rsc: () => listen(getRequestListener(withRsc(answerRsc))),
}
