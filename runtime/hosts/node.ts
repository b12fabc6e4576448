// node:http, node:https and node:http2's compatibility API.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import { coded } from '../error.ts'
import { badFunction } from '../messages.generated.ts'
import { show } from '../options.ts'
import { openIncoming } from './incoming.ts'
import { noteError, observe } from './response.ts'

// node:http itself never asks what a listener returns.
const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise

/**
 * Gives each request of a node:http listener its scope, which is closed when the response is: `sent`, `aborted` if the
 * client went away, `errored` if the listener threw (or rejected) before the response was finished, or the response was
 * destroyed with an error. What the listener throws goes on to whoever calls it: the process behaves as it does without
 * afterword.
 *
 * ```ts
 * createServer(withAfter((req, res) => { … })).listen(3000)
 * ```
 *
 * `req` and `res` are carriers of the scope. A listener keeps its own type, an application of a framework its methods; one
 * that is written inline takes its types from the call around it. Inline under `http2.createSecureServer`, `req` and `res`
 * need annotations.
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`
 */
// The default is what an inline listener of http.createServer gets: the server's own type parameters say nothing of it.
export function withAfter<
  Listener extends (req: never, res: never, ...rest: never[]) => unknown = RequestListener,
>(listener: Listener): Listener {
  if (typeof listener !== 'function') throw coded(TypeError, badFunction('withAfter', show(listener)))
  const wrapped = function (
    this: unknown,
    req: IncomingMessage,
    res: ServerResponse,
    ...rest: unknown[]
  ): unknown {
    const outer = from(req)
    const call = () => Reflect.apply(listener, this, [req, res, ...rest])
    if (outer?.state === 'open') return outer.run(call)
    const scope = openIncoming('node', req, res)
    return observe(scope, call, (error) => noteError(scope, error), isPromise)
  }
  return wrapped as unknown as Listener
}
