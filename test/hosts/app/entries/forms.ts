// Handlers of every form, behind middleware that waits and that nobody compiles.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve as serveHono } from '@hono/node-server'
import { after, headers } from 'afterword'
import { afterword as forExpress } from 'afterword/express'
import { afterword as forFastify } from 'afterword/fastify'
import { afterword as forH3 } from 'afterword/h3'
import { afterword as forHono } from 'afterword/hono'
import express from 'express'
import Fastify from 'fastify'
import { H3, type H3Event, serve as serveH3 } from 'h3'
import { Hono } from 'hono'
import { foreignAnswer, foreignFastify, foreignH3, foreignHono } from '../foreign.js'

/** `<id> <form>`, as the tasks have it. */
export const seen: string[] = []

/** It takes no request: its task finds the one that it is called for. */
function tell(form: string): string {
  after(() => void seen.push(`${headers().get('x-id')} ${form}`))
  return form
}

const wrap = <Handler>(handler: Handler): Handler => handler
const portOf = (server: Server): number => (server.address() as AddressInfo).port
const nobody = {} as never

export async function startExpress(): Promise<[number, () => void]> {
  const app = express()
  app.use(forExpress(), express.json(), foreignAnswer)
  app.all('/none', async () => void tell('none'))
  app.all('/pattern', async ({ body }) => void tell(`pattern ${typeof body}`))
  app.all('/two', async ({ method }, { statusCode }) => void tell(`two ${method} ${statusCode}`))
  app.all('/default', async ({ method } = nobody) => void tell(`default ${method}`))
  app.all('/later', async ({ method }, reply = nobody) => void tell(`later ${method} ${typeof reply}`))
  app.all('/rest', async (...all) => void tell(`rest ${all.length}`))
  app.all('/arguments', async function () {
    // biome-ignore lint/complexity/noArguments: a form of its own
    tell(`arguments ${arguments.length}`)
  })
  app.all(
    '/wrapped',
    wrap(async ({ method }) => void tell(`wrapped ${method}`)),
  )
  const server = createServer(app)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return [portOf(server), () => server.close()]
}

export async function startFastify(): Promise<[number, () => void]> {
  const app = Fastify({ forceCloseConnections: true })
  app.register(forFastify())
  app.addHook('preHandler', foreignFastify)
  app.addHook('preHandler', async ({ url }) => {
    if (url.startsWith('/hook')) tell('hook')
  })
  app.all('/hook', async () => 'ok')
  app.all('/none', async () => tell('none'))
  app.all('/pattern', async ({ body }) => tell(`pattern ${typeof body}`))
  app.all('/two', async ({ method }, { sent }) => tell(`two ${method} ${sent}`))
  app.all('/default', async ({ method } = nobody) => tell(`default ${method}`))
  app.all('/later', async ({ method }, reply = nobody) => tell(`later ${method} ${typeof reply}`))
  app.all('/rest', async (...all) => tell(`rest ${all.length}`))
  app.all('/arguments', async function () {
    // biome-ignore lint/complexity/noArguments: a form of its own
    return tell(`arguments ${arguments.length}`)
  })
  app.route({
    method: ['GET', 'POST'],
    url: '/wrapped',
    handler: async ({ method }) => tell(`wrapped ${method}`),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return [portOf(app.server), () => void app.close()]
}

export async function startHono(): Promise<[number, () => void]> {
  const app = new Hono()
  app.use(forHono())
  app.use(foreignHono)
  app.all('/none', async () => new Response(tell('none')))
  app.all('/pattern', async ({ text }) => text(tell('pattern')))
  app.all('/two', async ({ text }, { length }) => text(tell(`two ${length}`)))
  app.all('/default', async ({ text } = {} as never) => text(tell('default')))
  app.all('/later', async ({ text }, next = async () => {}) => text(tell(`later ${typeof next}`)))
  app.all('/rest', async (...all) => all[0].text(tell('rest')))
  app.all('/arguments', async function () {
    // biome-ignore lint/complexity/noArguments: a form of its own
    return new Response(tell(`arguments ${arguments.length}`))
  })
  app.all(
    '/wrapped',
    wrap(async ({ text }) => text(tell('wrapped'))),
  )
  let server: unknown
  const port = await new Promise<number>((done) => {
    server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => done(info.port))
  })
  return [port, () => (server as Server).close()]
}

export async function startH3(): Promise<[number, () => void]> {
  const app = new H3()
  app.use(forH3())
  app.use(foreignH3)
  app.all('/none', async () => tell('none'))
  app.all('/pattern', async ({ url }) => tell(`pattern ${url.pathname}`))
  app.all('/default', async ({ url }: H3Event = {} as never) => tell(`default ${url.pathname}`))
  app.all('/rest', async (...all) => tell(`rest ${all.length}`))
  app.all('/arguments', async function () {
    // biome-ignore lint/complexity/noArguments: a form of its own
    return tell(`arguments ${arguments.length}`)
  })
  app.all(
    '/wrapped',
    wrap(async ({ url }: H3Event) => tell(`wrapped ${url.pathname}`)),
  )
  const server = serveH3(app, { port: 0, hostname: '127.0.0.1', silent: true })
  await server.ready()
  return [Number(new URL(server.url as string).port), () => void server.close(true)]
}
