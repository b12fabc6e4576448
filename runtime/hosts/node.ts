// node:http, node:https and node:http2's compatibility API.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { coded } from '../error.ts'
import { badFunction } from '../messages.generated.ts'
import { show } from '../options.ts'
import { type AnyFunction, register } from '../register.ts'
import type { Scope } from '../types.ts'
import { openIncoming } from './incoming.ts'
import { noteError } from './response.ts'
import { standForFunction } from './stand-in.ts'

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
  const wrapped = function (this: unknown, req: IncomingMessage, res: ServerResponse): unknown {
    // Each host makes Node's own request a carrier: nothing further is asked, as `from` would.
    const outer = register.carriers?.get(req)
    // biome-ignore lint/complexity/noArguments: handed on as they are
    if (outer?.state === 'open') return inside(outer, listener, this, arguments)
    const scope = openIncoming('node', req, res)
    const before = register.scope
    register.scope = scope
    let result: unknown
    try {
      // biome-ignore lint/complexity/noArguments: no array is made of them
      result = Reflect.apply(listener, this, arguments)
    } catch (error) {
      return fail(scope, error)
    } finally {
      register.scope = before
    }
    return result === undefined ? result : observeResult(scope, result)
  }
  return standForFunction(listener, wrapped)
}

// A function of its own: beside `openIncoming` its closure would be paid for by every request.
function inside(outer: Scope, listener: AnyFunction, self: unknown, given: ArrayLike<unknown>): unknown {
  return outer.run(() => Reflect.apply(listener, self, given))
}

const { then } = Promise.prototype

// node:http never asks what a listener returns: another thenable may be a query that begins when it is asked.
function observeResult(scope: Scope, result: unknown): unknown {
  try {
    if (Object.prototype.toString.call(result) !== '[object Promise]') return result
    return Reflect.apply(then, result, [undefined, (error: unknown) => fail(scope, error)])
  } catch {
    // A proxy; what only says that it is a promise.
    return result
  }
}

function fail(scope: Scope, error: unknown): never {
  noteError(scope, error)
  throw error
}
