// The scope of a request that Node's own server was given: shared by node:http and the frameworks that stand on it.
//
// The end of a response is `close`, not `finish`: the latter is never emitted when the client goes away. `close` is
// per response, also on a connection that is kept alive, and comes when the last byte was handed to the system.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { openHostScope } from '../open.ts'
import { register } from '../register.ts'
import type { RequestScope } from '../scope.ts'
import { findPlatform } from './platform.ts'
import { closeWithResponse, pathOf, trackFailure } from './response.ts'

/** Where the lines of `cookies()` go: a Node response, or what a framework keeps until it writes the head. */
export interface Head {
  isSent(): boolean
  get(): unknown
  set(lines: string[]): void
}

const headOf = (res: ServerResponse): Head => ({
  // What an 'upgrade' listener is given is a socket.
  isSent: () => typeof res.setHeader !== 'function' || res.headersSent,
  get: () => res.getHeader('set-cookie'),
  set: (lines) => res.setHeader('set-cookie', lines),
})

/** Writes the lines of `cookies()` beside those that the program has written itself. */
function cookieWriter(head: Head): (lines: readonly string[]) => boolean {
  let ours: readonly string[] = []
  return (lines) => {
    if (head.isSent()) return false
    const before = head.get() ?? []
    const theirs = (Array.isArray(before) ? before : [`${before}`]).filter((line) => !ours.includes(line))
    head.set([...theirs, ...lines])
    ours = lines
    return true
  }
}

/** Opens the scope of `req`, to be closed with `res`. `others` are the framework's own objects that identify it. */
export function openIncoming(
  host: string,
  req: IncomingMessage,
  res: ServerResponse,
  others: readonly object[] = [],
  head: Head = headOf(res),
): RequestScope {
  const { info, waitUntil } = findPlatform([], 'exact')
  register.host = info
  const scope = openHostScope({
    host,
    name: `${req.method} ${pathOf(req.url ?? '/')}`,
    carriers: [req, res, ...others],
    request: req,
    waitUntil,
    setCookies: cookieWriter(head),
  })
  closeWithResponse(scope, res, trackFailure(scope))
  return scope
}
