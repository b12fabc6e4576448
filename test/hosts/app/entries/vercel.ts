// Vercel's functions: a web handler, and the request context that the platform sets up for its own packages.
import { AsyncLocalStorage } from 'node:async_hooks'
import { serve } from '@hono/node-server'
import { withAfter } from 'afterword/fetch'
import { answer } from '../app.ts'
import { callOfRequest, toResponse } from '../call.ts'
import { foreignHandler } from '../foreign.js'
import { answerForm } from '../forms/fetch.ts'
import { ready } from '../process.ts'
import { noteKept } from './kept.ts'

const contexts = new AsyncLocalStorage<{ waitUntil?(promise: Promise<unknown>): void }>()
const platform = globalThis as { [key: symbol]: unknown }
platform[Symbol.for('@vercel/request-context')] = { get: () => contexts.getStore() }

const app = withAfter({
  fetch: foreignHandler(
    async (request: Request) =>
      (await answerForm(request)) ??
      toResponse(await answer(callOfRequest(request, { carriers: { request } }))),
  ),
})

const serveOne = (request: Request) => {
  const kept = noteKept(request.headers.get('x-id') ?? '', { waitUntil() {} })
  // As where its request context is missing.
  return contexts.run(request.url.includes('/no-host') ? {} : kept, () => app.fetch(request))
}

// The platform hands the request alone on: a Node response is none of the function's.
serve({ fetch: (request) => serveOne(request), port: 0, hostname: '127.0.0.1' }, ({ port }) => ready(port))
