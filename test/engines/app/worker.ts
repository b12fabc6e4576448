import { configureAfter } from 'afterword'
import { withAfter } from 'afterword/fetch'
import { handle, log, pump } from './app.ts'

configureAfter({ onError: (error) => log.push(`error: ${(error as Error).message}`) })

const orders = withAfter({
  async fetch(request: Request, _env: unknown, _context: unknown) {
    // Each request turns the wheel for all of them: workerd gives up one that waits for nothing but others.
    setInterval(pump, 1)
    return new Response(await handle(new URL(request.url).pathname.slice(1)))
  },
})

export default {
  fetch(request: Request, env: unknown, context: unknown) {
    if (request.url.endsWith('/log')) return Response.json(log)
    return orders.fetch(request, env, context)
  },
}
