// One application on three servers. Each has its requests traced as OpenTelemetry's instrumentation of node:http does it: around the listener.
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import { afterword as fastifyAfterword } from 'afterword/fastify'
import { afterword as honoAfterword } from 'afterword/hono'
import { withAfter } from 'afterword/node'
import fastify from 'fastify'
import { Hono } from 'hono'
import { handle } from './handle.js'

const traced = (listener) => (request, response) => {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers)
  const span = trace
    .getTracer('server')
    .startSpan(request.url, { kind: SpanKind.SERVER, attributes: { request: request.url } }, parent)
  response.once('close', () => span.end())
  context.with(trace.setSpan(parent, span), () => listener(request, response))
}

const servers = {
  node: () =>
    createServer(
      traced(
        withAfter(async (request, response) => {
          response.end(await handle(request.url))
        }),
      ),
    ),
  async fastify() {
    const app = fastify({ serverFactory: (listener) => createServer(traced(listener)) })
    app.register(fastifyAfterword())
    app.get('/orders/:id', async (request) => handle(request.url))
    await app.ready()
    return app.server
  },
  hono() {
    const app = new Hono()
    app.use(honoAfterword())
    app.get('/orders/:id', async (c) => c.text(await handle(c.req.path)))
    return createServer(traced(getRequestListener(app.fetch)))
  },
}

export async function serve(name) {
  const server = await servers[name]()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
