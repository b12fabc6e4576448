import { serve } from 'srvx'
import { foreignH3 } from '../foreign.js'
import { nobody, take, tell, wrap } from './tell.ts'

const options = { manual: true, silent: true, middleware: [foreignH3] }
const answer = (form: string): Response => new Response(tell(form))

const servers: Record<string, { fetch(request: Request): Response | Promise<Response> }> = {
  none: serve({ ...options, fetch: async () => answer('none') }),
  pattern: serve({ ...options, fetch: async ({ method }) => answer(`pattern ${method}`) }),
  default: serve({ ...options, fetch: async ({ method } = nobody) => answer(`default ${method}`) }),
  rest: serve({ ...options, fetch: async (...all) => answer(`rest ${all.length}`) }),
  arguments: serve({
    ...options,
    async fetch() {
      // biome-ignore lint/complexity/noArguments: a form of its own
      return answer(`arguments ${arguments.length}`)
    },
  }),
  wrapped: serve({ ...options, fetch: wrap(async ({ method }: Request) => answer(`wrapped ${method}`)) }),
}

/** What a request to a form is answered with, by a server of its own that knows nothing of afterword; null: it is none. */
export function answerForm(request: Request): Response | Promise<Response> | null {
  const [, name] = /\/forms\/(\w+)/.exec(request.url) ?? []
  if (name === 'seen') return new Response(take())
  return name === undefined ? null : (servers[name]?.fetch(request) ?? null)
}
