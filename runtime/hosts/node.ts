// node:http, node:https and node:http2's compatibility API.
//
// The end of a response is `close`, not `finish`: the latter is never emitted when the client goes away. `close` is
// per response, also on a connection that is kept alive, and comes when the last byte was handed to the system.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import { coded } from '../error.ts'
import { badFunction } from '../messages.generated.ts'
import { openHostScope } from '../open.ts'
import { show } from '../options.ts'
import { register } from '../register.ts'
import type { HostInfo, Scope } from '../types.ts'
import { closeWithResponse, type Failure, observe, pathOf } from './response.ts'

const info: HostInfo = { name: 'node', keepsAlive: true, bodyEnd: 'exact' }

// node:http itself never asks what a listener returns.
const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise

/** Writes the lines of `cookies()` beside those that the program has written itself. */
function cookieWriter(res: ServerResponse): (lines: readonly string[]) => boolean {
  let ours: readonly string[] = []
  return (lines) => {
    // What an 'upgrade' listener is given is a socket.
    if (typeof res.setHeader !== 'function' || res.headersSent) return false
    const before = res.getHeader('set-cookie') ?? []
    const theirs = (Array.isArray(before) ? before : [`${before}`]).filter((line) => !ours.includes(line))
    res.setHeader('set-cookie', [...theirs, ...lines])
    ours = lines
    return true
  }
}

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
    const failure: Failure = {}
    const outer = from(req)
    const scope: Scope = outer?.state === 'open' ? outer : open(req, res, failure)
    return observe(scope, failure, () => Reflect.apply(listener, this, [req, res, ...rest]), isPromise)
  }
  return wrapped as unknown as Listener
}

function open(req: IncomingMessage, res: ServerResponse, failure: Failure): Scope {
  register.host = info
  const scope = openHostScope({
    host: info.name,
    name: `${req.method} ${pathOf(req.url ?? '/')}`,
    carriers: [req, res],
    request: req,
    setCookies: cookieWriter(res),
  })
  closeWithResponse(scope, res, failure)
  return scope
}
