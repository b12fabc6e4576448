// Netlify's functions: a handler of a Request and a context, which the platform's global names too.
import { serve } from '@hono/node-server'
import { withAfter } from 'afterword/fetch'
import { answer } from '../app.ts'
import { callOfRequest, toResponse } from '../call.ts'
import { foreignHandler } from '../foreign.js'
import { answerForm } from '../forms/fetch.ts'
import { ready } from '../process.ts'
import { noteKept } from './kept.ts'

interface Context {
  waitUntil?(promise: Promise<unknown>): void
}

const platform = globalThis as { Netlify?: object }
platform.Netlify = { context: null, env: {} }

const handler = withAfter(
  foreignHandler(
    async (request: Request, _context: Context) =>
      (await answerForm(request)) ??
      toResponse(await answer(callOfRequest(request, { carriers: { request } }))),
  ),
)

const serveOne = (request: Request) => {
  const kept = noteKept(request.headers.get('x-id') ?? '', { waitUntil() {} })
  // As on a version of the platform that has no waitUntil yet.
  return handler(request, request.url.includes('/no-host') ? {} : kept)
}

serve({ fetch: (request) => serveOne(request), port: 0, hostname: '127.0.0.1' }, ({ port }) => ready(port))
