// The scope of a request that Node's own server was given: shared by node:http and the frameworks that stand on it.
//
// The end of a response is `close`, not `finish`: the latter is never emitted when the client goes away. `close` is
// per response, also on a connection that is kept alive, and comes when the last byte was handed to the system.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { openHostScope } from '../open.ts'
import type { Failure, Live } from '../records.ts'
import { register } from '../register.ts'
import type { RequestScope } from '../scope.ts'
import type { OpenScopeOptions } from '../types.ts'
import { type Platform, platformOfNode } from './platform.ts'
import { closeWithResponse, hangUp, ServedScope } from './response.ts'
import { watch } from './unanswered.ts'

/** Where the lines of `cookies()` go: a Node response, or what a framework keeps until it writes the head. */
export interface Head {
  isSent(): boolean
  get(): unknown
  set(lines: string[]): void
}

const headOfNode = (res: ServerResponse): Head => ({
  // What an 'upgrade' listener is given is a socket.
  isSent: () => typeof res.setHeader !== 'function' || res.headersSent,
  get: () => res.getHeader('set-cookie'),
  set: (lines) => res.setHeader('set-cookie', lines),
})

/** One object for each request, and nothing made before it is asked for: garbage is most of what a host module costs. */
class Incoming implements Live {
  readonly host: string
  readonly request: IncomingMessage
  readonly waitUntil: OpenScopeOptions['waitUntil']
  failure: Failure | undefined = undefined
  kept: boolean | undefined = undefined
  readonly #res: ServerResponse
  readonly #headOf: (reply: unknown) => Head
  readonly #reply: unknown
  #head: Head | undefined
  #lines: readonly string[] | undefined

  constructor(
    host: string,
    req: IncomingMessage,
    res: ServerResponse,
    headOf: (reply: unknown) => Head,
    reply: unknown,
    waitUntil: OpenScopeOptions['waitUntil'],
  ) {
    this.host = host
    this.request = req
    this.waitUntil = waitUntil
    this.#res = res
    this.#headOf = headOf
    this.#reply = reply
  }

  get name(): string {
    return this.request.url ?? '/'
  }

  /** Beside those lines that the program has written itself. */
  setCookies(lines: readonly string[]): boolean {
    this.#head ??= this.#headOf(this.#reply)
    const head = this.#head
    if (head.isSent()) return false
    const before = head.get() ?? []
    const ours = this.#lines ?? []
    const theirs = (Array.isArray(before) ? before : [`${before}`]).filter((line) => !ours.includes(line))
    head.set([...theirs, ...lines])
    this.#lines = lines
    return true
  }

  get response(): ServerResponse {
    return this.#res
  }

  hangUp(): void {
    hangUp(this.#res)
  }

  waits(): boolean {
    // What an 'upgrade' listener is given has no head.
    return this.#res.headersSent === false
  }
}

/** Opens the scope of `req`, to be closed with `res`. `headOf` makes the head of what `reply` is to the framework. */
export function openIncoming<Reply = ServerResponse>(
  host: string,
  req: IncomingMessage,
  res: ServerResponse,
  headOf: (reply: Reply) => Head = headOfNode as never,
  reply: Reply = res as never,
  { info, waitUntil }: Platform = platformOfNode(),
): RequestScope {
  register.host = info
  const live = new Incoming(host, req, res, headOf as (reply: unknown) => Head, reply, waitUntil)
  const scope = openHostScope(live, ServedScope)
  const { carriers } = register
  carriers.set(req, scope)
  // Node's own response names its request, and is found by that.
  if (res.req !== req) carriers.set(res, scope)
  closeWithResponse(scope, res)
  // Deno asks its user for leave to read the environment; Lambda stops timers.
  if (info.name === 'node') watch()
  return scope
}
