// What the hosts share: how a handler is called, and how the end of a Node response is read.
import type { ServerResponse } from 'node:http'
import type { Http2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { isThenable } from '../drain.ts'
import { closeHostScope } from '../open.ts'
import { plain } from '../print.ts'
import type { Aid, Failure, Live } from '../records.ts'
import { register } from '../register.ts'
import { RequestScope } from '../scope.ts'
import type { CloseDetail, Outcome, Scope } from '../types.ts'

/** The handler threw. With `answered` a framework has caught it: it may stand inside of another host, which learns of it here. */
export function noteError(scope: Scope | null, error: unknown, answered?: boolean): void {
  const live = (scope as RequestScope | null)?.live
  if (live) live.failure = { thrown: true, error, answered }
}

/** Whether the request has failed, now that `status` was sent. */
export function hasFailed(failure: Failure | undefined, status: number | undefined): boolean {
  return Boolean(failure && !(failure.answered && status !== undefined && status < 500))
}

/** Closes the scope; a host that grants only so long after the response begins to count here. */
export function closeScope(scope: RequestScope, outcome: Outcome | undefined, detail: CloseDetail): void {
  const budgetMs = register.host?.budgetMs
  if (!budgetMs) return closeHostScope(scope, outcome, detail)
  const end = Math.min(Date.now() + budgetMs, Number(scope.live?.deadline ?? Infinity))
  closeHostScope(scope, outcome, { ...detail, deadline: new Date(end) })
}

/** `https://host/a/b?q#h` and `/a/b?q` → `/a/b`. The query is left out: scope names appear in logs. */
function pathOf(url: string): string {
  const begin = url[0] === '/' ? 0 : url.indexOf('/', url.indexOf('://') + 3)
  if (begin < 0) return '/'
  const query = url.indexOf('?', begin)
  const hash = url.indexOf('#', begin)
  const end = query < 0 || (hash >= 0 && hash < query) ? hash : query
  return url.slice(begin, end < 0 ? undefined : end)
}

/** `POST /orders`, as it stands in logs. */
export function requestName(method: string | undefined, url: string): string {
  return plain(`${method} ${pathOf(url)}`)
}

/** Of an HTTP request: called by its URL, of which a name is made when it is asked for. Most are never asked. */
export class ServedScope extends RequestScope {
  declare readonly method: string | undefined

  constructor(live: Live, aid: Aid) {
    super(live, aid)
    this.method = (live.request as { method?: string } | undefined)?.method
  }

  override get name(): string {
    return requestName(this.method, this.called)
  }
}

/**
 * Calls the handler under the scope, and `caught` with what it throws. The promise that is returned is the only one: a second
 * one beside the handler's own would be an unhandled rejection of its own.
 */
export function observe<T>(scope: Scope, handler: () => T, caught: (error: unknown) => void): T {
  const note = (error: unknown): never => {
    caught(error)
    throw error
  }
  const before = register.scope
  register.scope = scope
  try {
    const result = handler()
    return isThenable(result) ? (result.then(undefined, note) as T) : result
  } catch (error) {
    return note(error)
  } finally {
    register.scope = before
  }
}

/** What was thrown may be anything: a proxy, an object with getters that throw. */
function memberOf(thrown: unknown, name: string): unknown {
  try {
    return (thrown as Record<string, unknown> | null | undefined)?.[name]
  } catch {
    return undefined
  }
}

export function numberIn(thrown: unknown, name: string): number | undefined {
  const value = memberOf(thrown, name)
  return typeof value === 'number' ? value : undefined
}

function hasGone(error: unknown): boolean {
  const code = memberOf(error, 'code')
  return typeof code === 'string' && gone.test(code)
}

/** Errors by which Node says that the other side has gone. */
const gone = /^(ECONN|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_|ABORT_ERR)/

interface Emitter {
  getMaxListeners?(): number
  setMaxListeners?(most: number): unknown
  on?(event: string, listener: () => void): unknown
}

/** Beside as many as the program may have without a warning: ours is none of them. What stands in for a response may be no emitter. */
function listen(emitter: Emitter, event: string, listener: () => void): void {
  const most = emitter.getMaxListeners?.()
  if (most) emitter.setMaxListeners?.(most + 1)
  emitter.on?.(event, listener)
}

// One listener for each connection, however many requests wait on it.
const connections = new WeakMap<Socket, Set<() => void>>()

// A function of its own: made beside `closed`, the listener would hold the first request as long as the connection.
function watchConnection(socket: Socket): Set<() => void> {
  const set = new Set<() => void>()
  connections.set(socket, set)
  listen(socket, 'close', () => {
    for (const closed of set) closed()
  })
  return set
}

/** Asks the client of an HTTP/1 server for a new connection next time, where nothing is said of it yet. */
export function hangUp(res: ServerResponse): void {
  if (res.req?.httpVersionMajor === 1 && !res.headersSent && !res.hasHeader('connection'))
    res.setHeader('connection', 'close')
}

/** The last byte was handed over, or will never be. */
function closeFor(scope: RequestScope, res: ServerResponse, stream: Http2Stream | undefined): void {
  const failure = scope.live?.failure
  // A body that was written to the answer of a HEAD is an error of the stream too, and none of the response.
  const errored = res.errored ?? (stream?.aborted ? stream.errored : undefined)
  // The head is all of the answer to a HEAD, whatever the program still writes to it.
  const written =
    res.req?.method === 'HEAD'
      ? res.headersSent
      : res.writableEnded && (res.writableFinished || isStandIn(res.socket))
  // HTTP/2 calls what was cancelled finished as well.
  const finished = written && !stream?.aborted
  // What stands in for a response may not say that its head is sent.
  const status = res.headersSent || finished ? res.statusCode : undefined
  if (finished ? hasFailed(failure, status) : failure)
    closeScope(scope, 'errored', { status, error: failure?.error })
  // Asked first: a response that was ended and then destroyed is finished too, on some versions of Node.
  else if (errored && !hasGone(errored)) closeScope(scope, 'errored', { status, error: errored })
  else closeScope(scope, finished ? 'sent' : 'aborted', { status })
}

/** Tools of tests, and servers that call their own routes, write to what is no connection, and may never hear that it was written. */
const isStandIn = (socket: Socket | null): boolean =>
  Boolean(socket && !socket.setKeepAlive && !socket.destroyed)

/** Closes the scope when the last byte was handed over, or will never be. */
export function closeWithResponse(scope: RequestScope, res: ServerResponse): void {
  const { req } = res
  const { stream } = res as unknown as { stream?: Http2Stream }
  if (req?.httpVersionMajor === 2 && stream) {
    // HTTP/2's response has no 'close' where a HEAD is cancelled before it is answered.
    listen(stream, 'close', () => closeFor(scope, res, stream))
    return
  }
  const closed = () => closeFor(scope, res, undefined)
  // Not `once`, which makes a function and a state of its own for each: a scope can be closed twice.
  listen(res, 'close', closed)
  // What stands in for a response is none of a connection, and may have no 'close'.
  if (!res.assignSocket) return listen(res, 'finish', () => setTimeout(closed, 0))
  if (register.draining) hangUp(res)
  // A pipelined response that still waits for its turn is not told by Node 20 that its connection has gone.
  if (typeof req?.socket?.on === 'function' && !res.socket) waitOnConnection(req.socket, res, closed)
}

function waitOnConnection(socket: Socket, res: ServerResponse, closed: () => void): void {
  const waiting = connections.get(socket) ?? watchConnection(socket)
  waiting.add(closed)
  listen(res, 'close', () => waiting.delete(closed))
}
