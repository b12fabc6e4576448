import { afterword } from 'afterword/h3'
import { H3, type H3Event, serve } from 'h3'
import { answer } from '../app.ts'
import { type Call, callOfRequest, toResponse } from '../call.ts'
import { foreignH3 } from '../foreign.js'
import { mountForms } from '../forms/h3.ts'
import { type ExecutionContext, noteKept } from './kept.ts'
import { upgradeWorkers } from './workers-upgrade.ts'

type Env = Pick<Call, 'keep'>

const envOf = (event: H3Event) =>
  (event.runtime as unknown as { cloudflare: { env: Env } } | undefined)?.cloudflare.env

const app = new H3({ silent: true })
app.use(afterword())
app.use(foreignH3)
mountForms(app)
app.all('/upgrade', () => upgradeWorkers())
app.all('/**', async (event) => {
  const { keep } = envOf(event) ?? { keep: () => {} }
  const carriers = { event, 'event.req': event.req }
  const given = await answer(callOfRequest(event.req, { carriers, keep }))
  // h3 makes a response of anything: half of the answers are left to it.
  if (given.headers || (given.status ?? 200) >= 300) return toResponse(given)
  event.res.status = given.status ?? 200
  return given.body ?? ''
})

const server = serve(app, { manual: true }) as unknown as {
  fetch(request: Request, env: unknown, ctx: unknown): Promise<Response>
}

export default {
  fetch(request: Request, _env: unknown, ctx: ExecutionContext) {
    // As one who passes by the server that would hand the context on.
    if (request.url.includes('/no-host')) return app.fetch(request)
    const env: Env = { keep: (promise) => ctx.waitUntil(promise) }
    return server.fetch(request, env, noteKept(request.headers.get('x-id') ?? '', ctx))
  },
}
