import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { withAfter } from 'afterword/node'
import { foreignHandler } from '../foreign.js'
import { nobody, take, tell, wrap } from './tell.ts'

const byName = async ({ method }: IncomingMessage) => tell(`named ${method}`)

const listeners: Record<string, RequestListener> = {
  none: withAfter(foreignHandler(async () => tell('none'))),
  pattern: withAfter(foreignHandler(async ({ method }: IncomingMessage) => tell(`pattern ${method}`))),
  two: withAfter(
    foreignHandler(async ({ method }: IncomingMessage, { statusCode }: ServerResponse) =>
      tell(`two ${method} ${statusCode}`),
    ),
  ),
  default: withAfter(
    foreignHandler(async ({ method }: IncomingMessage = nobody) => tell(`default ${method}`)),
  ),
  later: withAfter(
    foreignHandler(async ({ method }: IncomingMessage, reply = nobody) =>
      tell(`later ${method} ${typeof reply}`),
    ),
  ),
  rest: withAfter(foreignHandler(async (...all: unknown[]) => tell(`rest ${all.length}`))),
  arguments: withAfter(
    foreignHandler(async function () {
      // biome-ignore lint/complexity/noArguments: a form of its own
      return tell(`arguments ${arguments.length}`)
    }),
  ),
  wrapped: withAfter(wrap(foreignHandler(async ({ method }: IncomingMessage) => tell(`wrapped ${method}`)))),
  named: withAfter(foreignHandler(byName)),
}

/** Answers a request to a form. False: it is none. */
export async function answerForm(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const [, name = ''] = /^\/forms\/(\w+)/.exec(req.url ?? '') ?? []
  if (name === 'seen') res.end(take())
  else if (listeners[name]) res.end(await listeners[name](req, res))
  else return false
  return true
}
