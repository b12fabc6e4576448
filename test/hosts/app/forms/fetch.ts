// Handlers of fetch's kind, each behind a wrapper that is not compiled and waits.
import { withAfter } from 'afterword/fetch'
import { foreignHandler } from '../foreign.js'
import { nobody, take, tell, wrap } from './tell.ts'

type Handler = (request: Request, ...rest: never[]) => Promise<Response>

const answer = (form: string): Response => new Response(tell(form))
const byName = async ({ method }: Request) => answer(`named ${method}`)
const wrapped = wrap(foreignHandler(async ({ method }: Request) => answer(`wrapped ${method}`)))

const handlers: Record<string, Handler> = {
  none: withAfter(foreignHandler(async () => answer('none'))),
  pattern: withAfter(foreignHandler(async ({ method }: Request) => answer(`pattern ${method}`))),
  default: withAfter(foreignHandler(async ({ method }: Request = nobody) => answer(`default ${method}`))),
  rest: withAfter(foreignHandler(async (...all: [Request]) => answer(`rest ${all.length}`))),
  arguments: withAfter(
    foreignHandler(async function () {
      // biome-ignore lint/complexity/noArguments: a form of its own
      return answer(`arguments ${arguments.length}`)
    }),
  ),
  wrapped: withAfter(wrapped),
  named: withAfter(foreignHandler(byName)),
  object: withAfter({ fetch: foreignHandler(async () => answer('object')) }).fetch,
  method: withAfter({
    async fetch({ method }: Request) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return answer(`method ${method}`)
    },
  }).fetch,
}

/** What a request to a form is answered with; null: it is none. */
export function answerForm(request: Request, ...rest: unknown[]): Promise<Response> | Response | null {
  const [, name] = /\/forms\/(\w+)/.exec(request.url) ?? []
  if (name === 'seen') return new Response(take())
  return name === undefined ? null : (handlers[name]?.(request, ...(rest as never[])) ?? null)
}
