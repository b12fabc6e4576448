// The servers that are measured: node:http, Hono, Fastify or a fetch handler, as it is, with the host module, with tasks that wait, or with the same work
// begun by hand. `least` and `holding` are the smallest programs that do what a host module is for: what must be paid, whoever writes it.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { after, at } from 'afterword/compiled'
import { afterword as fastify } from 'afterword/fastify'
import { withAfter as withFetch } from 'afterword/fetch'
import { afterword as hono } from 'afterword/hono'
import { withAfter } from 'afterword/node'
import Fastify from 'fastify'
import { Hono } from 'hono'

export type Host = 'node' | 'hono' | 'middleware' | 'fastify' | 'fetch'

/**
 * Without a task: `plain`, `wrapped` by the host module, `least`. With one that waits: `waiting` as a task, `hand` as a listener of the response,
 * `holding` as `least` has it.
 */
export type Variant = 'plain' | 'wrapped' | 'least' | 'waiting' | 'hand' | 'holding'

const BODY = '{"hello":"world"}'
const headers = { 'content-type': 'application/json' }

type Work = () => Promise<void>

interface Least {
  isOpen: boolean
  left: number
  works: Work[] | undefined
}

// The smallest program: a request has a record, a cell names it while its handler runs, what was given starts when the response is closed, each in a
// job of its own, and somebody knows when it is over and why it failed.
const cell: { least: Least | null; open: number; failed: number } = { least: null, open: 0, failed: 0 }

function openLeast(res: ServerResponse): Least {
  const least: Least = { isOpen: true, left: 0, works: undefined }
  cell.open++
  res.on('close', () => closeLeast(least))
  return least
}

function closeLeast(least: Least): void {
  least.isOpen = false
  const { works } = least
  if (!works) {
    cell.open--
    return
  }
  const over = (): void => {
    if (--least.left === 0) cell.open--
  }
  const failed = (): void => {
    cell.failed++
    over()
  }
  for (const work of works)
    queueMicrotask(() => {
      work().then(over, failed)
    })
  least.works = undefined
}

function giveLeast({ least }: typeof cell, work: Work): void {
  if (!least) return
  least.left++
  if (least.works) least.works.push(work)
  else least.works = [work]
}

function runLeast<Result>(res: ServerResponse, run: () => Result): Result {
  const before = cell.least
  cell.least = openLeast(res)
  try {
    return run()
  } finally {
    cell.least = before
  }
}

/** @param ms how long the work takes that is left for afterwards */
export async function makeServer(host: Host, variant: Variant, ms: number): Promise<Server> {
  const wait: Work = () => new Promise((resolve) => setTimeout(resolve, ms))
  const give = (res: ServerResponse): void => {
    if (variant === 'waiting') after(at('server.ts:1', wait))
    else if (variant === 'hand') res.once('close', wait)
    else if (variant === 'holding') giveLeast(cell, wait)
  }
  const isWrapped = variant === 'wrapped' || variant === 'waiting'
  const isLeast = variant === 'least' || variant === 'holding'

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

  if (host === 'fastify') {
    const app = Fastify()
    if (isWrapped) app.register(fastify())
    else if (isLeast) app.addHook('onRequest', (_, reply, next) => runLeast(reply.raw, next))
    app.get('/', (_, reply) => {
      give(reply.raw)
      reply.header('content-type', 'application/json').send(BODY)
    })
    await app.ready()
    return app.server
  }
  const listeners: Record<Exclude<Host, 'fastify'>, () => RequestListener> = {
    node: makeNode,
    hono: () => makeHono(false),
    middleware: () => makeHono(true),
    fetch: makeFetch,
  }
  const listener = listeners[host]()
  const least = (req: IncomingMessage, res: ServerResponse) =>
    runLeast(res, () => listener(req, res as Parameters<RequestListener>[1]))
  return createServer(isLeast ? least : listener)
}
