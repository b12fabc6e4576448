import type { Writable } from 'node:stream'
import { withAfter } from 'afterword/lambda'
import { foreignStream } from '../foreign.js'
import { nobody, take, tell, wrap } from './tell.ts'

interface Event {
  rawPath: string
}
type Handler = (event: never, stream: Writable, context: object) => Promise<void>

const byName = async ({ rawPath }: Event) => tell(`named ${rawPath}`)

const handlers: Record<string, Handler> = {
  none: withAfter(foreignStream(async () => tell('none'))),
  pattern: withAfter(foreignStream(async ({ rawPath }: Event) => tell(`pattern ${rawPath}`))),
  two: withAfter(
    foreignStream(async ({ rawPath }: Event, { writable }: Writable) => tell(`two ${rawPath} ${writable}`)),
  ),
  default: withAfter(foreignStream(async ({ rawPath }: Event = nobody) => tell(`default ${rawPath}`))),
  rest: withAfter(foreignStream(async (...all: unknown[]) => tell(`rest ${all.length}`))),
  arguments: withAfter(
    foreignStream(async function () {
      // biome-ignore lint/complexity/noArguments: a form of its own
      return tell(`arguments ${arguments.length}`)
    }),
  ),
  wrapped: withAfter(wrap(foreignStream(async ({ rawPath }: Event) => tell(`wrapped ${rawPath}`)))),
  named: withAfter(foreignStream(byName)),
  seen: foreignStream(async () => take()),
}

/** The handler of a form; undefined: it is none. */
export const formOf = ({ rawPath }: Event): Handler | undefined => handlers[rawPath.replace('/forms/', '')]
