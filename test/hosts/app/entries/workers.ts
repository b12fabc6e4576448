import { withAfter } from 'afterword/fetch'
import { answer } from '../app.ts'
import { callOfRequest, toResponse } from '../call.ts'
import { foreignHandler } from '../foreign.js'
import { answerForm } from '../forms/fetch.ts'
import { type ExecutionContext, noteKept } from './kept.ts'
import { upgradeWorkers } from './workers-upgrade.ts'

const app = withAfter({
  fetch: foreignHandler(
    async (
      request: Request,
      env: { keep(promise: Promise<unknown>): void },
      _ctx?: Partial<ExecutionContext>,
    ): Promise<Response> => {
      if (request.url.endsWith('/upgrade')) return upgradeWorkers()
      return (
        (await answerForm(request)) ??
        toResponse(await answer(callOfRequest(request, { carriers: { request }, keep: env.keep })))
      )
    },
  ),
})

export default {
  fetch(request: Request, _env: unknown, ctx: ExecutionContext) {
    const env = { keep: (promise: Promise<unknown>) => ctx.waitUntil(promise) }
    // As one who forgets to hand it on.
    if (request.url.includes('/no-host')) return app.fetch(request, env)
    return app.fetch(request, env, noteKept(request.headers.get('x-id') ?? '', ctx))
  },
}
