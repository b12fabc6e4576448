import { app } from './hono.ts'
import { type ExecutionContext, noteKept } from './kept.ts'
import { upgradeWorkers } from './workers-upgrade.ts'

export default {
  fetch(request: Request, _env: unknown, ctx: ExecutionContext) {
    const env = { keep: (promise: Promise<unknown>) => ctx.waitUntil(promise), upgrade: upgradeWorkers }
    // As one who forgets to hand it on.
    if (request.url.includes('/no-host')) return app.fetch(request, env)
    const kept = noteKept(request.headers.get('x-id') ?? '', ctx)
    return app.fetch(request, env, { ...kept, passThroughOnException() {}, props: {} } as never)
  },
}
