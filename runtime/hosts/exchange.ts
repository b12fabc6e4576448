// One request that is answered by a value, a Response: the fetch host, Hono and h3 on every platform.
//
// When is the response finished? The best signal that is there is taken:
//   1. the Node response behind the request: `close`
//   2. Deno's `info.completed`
//   3. the body, read to its end (see body.ts)
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isThenable } from '../drain.ts'
import { openHostScope } from '../open.ts'
import type { Failure, Live } from '../records.ts'
import { register, runIn } from '../register.ts'
import type { RequestScope } from '../scope.ts'
import type { OpenScopeOptions, Outcome, RequestLike, Scope } from '../types.ts'
import { type BodyEnd, canWatch, watchBody, watchStream } from './body.ts'
import { findPlatform, keeps, platformOfNode } from './platform.ts'
import {
  closeScope,
  closeWithResponse,
  hangUp,
  hasFailed,
  noteError,
  numberIn,
  ServedScope,
} from './response.ts'

export type Argument = {
  context?: unknown
  completed?: Promise<unknown>
  incoming?: IncomingMessage
  outgoing?: ServerResponse
  runtime?: {
    node?: { req?: IncomingMessage; res?: ServerResponse }
    deno?: { info?: { completed?: Promise<unknown> } }
  }
} | null

type Ahead = () => Promise<unknown> | undefined

const none: readonly string[] = []
const sent: Parameters<BodyEnd> = ['sent']

/** One object for each request, and little made before it is asked for: garbage is most of what a host module costs. */
export class Exchange implements Live {
  readonly host: string
  readonly name: string
  readonly request: Request
  readonly waitUntil: OpenScopeOptions['waitUntil']
  readonly scope: RequestScope
  failure: Failure | undefined = undefined
  kept: boolean | undefined = undefined
  declare within?: Scope | null
  /** Node's own, behind what a server makes of it. */
  readonly #incoming: IncomingMessage | undefined
  readonly #res: ServerResponse | undefined
  readonly #completed: Promise<unknown> | undefined
  #lines: readonly string[] = none
  #returned = false
  /** The body is read to its end by us. */
  #isStreamed = false
  /** What the answer waits for. */
  #ahead: Ahead | undefined
  #gone: (() => void) | undefined
  #status: number | undefined
  #handedOff: 'sent' | undefined
  /** How the body ended, for Deno: `completed` fulfils after an abort too; only the body's cancel, or its error, tells. */
  #ended: Parameters<BodyEnd> = sent

  constructor(
    host: string,
    request: Request,
    url: string,
    first: Argument,
    second: Argument,
    third: Argument,
  ) {
    const outgoing = first?.runtime?.node?.res ?? second?.outgoing
    const res =
      typeof outgoing?.once === 'function' && typeof outgoing.statusCode === 'number' ? outgoing : undefined
    const sending = second?.completed ?? first?.runtime?.deno?.info?.completed
    const completed = sending instanceof Promise ? sending : undefined
    const given = keeps(first) || keeps(third) || keeps(second) || keeps(second?.context)
    const platform =
      res && !given
        ? platformOfNode()
        : findPlatform([first, third, second, second?.context], res || completed ? 'exact' : 'handoff')
    register.host = platform.info
    this.host = host
    this.name = url
    this.request = request
    this.waitUntil = platform.waitUntil
    this.#res = res
    this.#incoming = res && (first?.runtime?.node?.req ?? second?.incoming)
    this.#completed = completed
    // Deno takes the request back with its response, and forgets what nobody has asked it for.
    if (completed) void request.headers
    this.scope = openHostScope(this, ServedScope)
    if (res) closeWithResponse(this.scope, res)
    else if (completed)
      completed.then(
        () => this.#closeSoon(...this.#ended),
        () => this.#close('aborted'),
      )
    else
      request.signal?.addEventListener('abort', () => this.#close(this.#handedOff ?? 'aborted'), {
        once: true,
      })
  }

  /** What is given for this request from now on is no part of its answer. */
  get hasReturned(): boolean {
    return this.#returned
  }

  headersAlone(): RequestLike['headers'] {
    return this.#incoming?.headers ?? this.request.headers
  }

  get response(): ServerResponse | undefined {
    return this.#res
  }

  hold(ahead: Ahead, gone: () => void): boolean {
    if (this.#returned && !this.#isStreamed) return false
    this.#ahead = ahead
    this.#gone = gone
    return true
  }

  setCookies(lines: readonly string[]): boolean {
    if (this.#returned) return false
    this.#lines = lines
    return true
  }

  hangUp(): void {
    if (this.#res) hangUp(this.#res)
  }

  #close(outcome?: Outcome, error?: unknown): void {
    const { failure } = this
    const failed = hasFailed(failure, this.#status)
    closeScope(this.scope, failed ? 'errored' : outcome, {
      status: this.#status,
      error: failed ? failure?.error : error,
    })
  }

  // In a job of its own, so that the server has handed the last chunk (or the head) on before the first task starts.
  #closeSoon(outcome?: Outcome, error?: unknown): void {
    setTimeout(() => this.#close(outcome, error), 0)
  }

  /** Nothing but the body, and what is handed on, tells of the end. */
  get #isBlind(): boolean {
    return !this.#res && !this.#completed
  }

  /** Watches a body to its end. Without it there is a better signal. */
  get watch(): ((body: ReadableStream) => ReadableStream) | undefined {
    if (this.#res) return undefined
    const end: BodyEnd = (...how) => {
      if (this.#completed) this.#ended = how
      else this.#closeSoon(...how)
    }
    // Deno's signal is left alone: there it fires after every response, and it says so on stderr when it is asked for.
    return (body) => {
      this.#isStreamed = true
      return watchStream(body, end, this.#completed ? undefined : this.request.signal, () => this.#wait())
    }
  }

  /**
   * Calls the handler in the scope, and hands what it gives to `finish`, which gives what is handed on. With `answered` what it
   * throws is answered by a framework, with this status, or with `true` by that of the error.
   */
  run<Result>(
    call: () => Result,
    finish: (value: Awaited<Result>) => unknown,
    answered: boolean | number = false,
  ): Result {
    let result: unknown
    try {
      result = runIn(this.scope, call, [])
      if (isThenable(result))
        return result.then(
          (value) => this.#handOn(value as Awaited<Result>, finish, answered),
          (error) => this.#fail(error, answered),
        ) as Result
    } catch (error) {
      return this.#fail(error, answered)
    }
    return this.#handOn(result as Awaited<Result>, finish, answered) as Result
  }

  /** Durable tasks that are not stored. When there are none, the last byte may leave. */
  #wait(): Promise<unknown> | undefined {
    const waits = this.#ahead?.()
    if (!waits) this.#gone?.()
    return waits?.then(() => this.#wait())
  }

  #handOn<Value>(value: Value, finish: (value: Value) => unknown, answered: boolean | number): unknown {
    const waits = this.#ahead?.()
    if (waits) return waits.then(() => this.#handOn(value, finish, answered))
    try {
      this.#returned = true
      return finish(value)
    } catch (error) {
      return this.#fail(error, answered)
    }
  }

  #fail(error: unknown, answered: boolean | number): never {
    const waits = this.#ahead?.()
    if (waits) return waits.then(() => this.#fail(error, answered)) as never
    this.#returned = true
    this.#gone?.()
    noteError(this.scope, error, Boolean(answered))
    if (answered) this.#status = answered === true ? numberIn(error, 'status') : answered
    if (this.#isBlind) this.#closeSoon('sent')
    throw error
  }

  /** The handler has answered: the lines of `cookies()`, which takes no more. */
  takeCookies(): readonly string[] {
    this.#returned = true
    return this.#lines
  }

  /** The head is known, and whether a body follows it. Undefined: nobody knows what becomes of it. */
  answer(status: number | undefined, body: 'watched' | 'none' | undefined): void {
    this.#status = status
    // A client that goes away before the next job has had all that there is.
    if (body === 'none') this.#handedOff = 'sent'
    if (this.#isBlind && body !== 'watched') this.#closeSoon(body && 'sent')
  }
}

/** `first` and the others are what the server has called its handler with: mostly the request first. */
export function openExchange(
  host: string,
  request: Request,
  url: string,
  first: Argument,
  second: Argument,
  third: Argument,
): Exchange {
  const exchange = new Exchange(host, request, url, first, second, third)
  register.carriers.set(request, exchange.scope)
  return exchange
}

/** Adds the lines of `cookies()`; a response whose headers are fixed (a redirect, one that was fetched) is made anew. */
function addCookies(response: Response, lines: readonly string[]): Response {
  let target = response
  for (const line of lines) {
    try {
      target.headers.append('set-cookie', line)
    } catch {
      try {
        target = new Response(target.body, target)
      } catch {
        // A network error, or a body that is read already: the server cannot send it either.
        return response
      }
      target.headers.append('set-cookie', line)
    }
  }
  return target
}

/** The response to hand on: with its cookies, and watched where there is no better signal. */
export function finishResponse(exchange: Exchange, request: Request, response: Response): Response {
  // What is no response is the server's to refuse.
  // Asked for its status and not for its headers: @hono/node-server makes those when they are asked for.
  if (typeof response?.status !== 'number') {
    exchange.answer(undefined, undefined)
    return response
  }
  const answer = addCookies(response, exchange.takeCookies())
  const { watch } = exchange
  const body = watch && request.method !== 'HEAD' && answer.body
  const watched = body && canWatch(answer)
  // What becomes of a body that cannot be watched, or of a network error, is not known.
  exchange.answer(answer.status, watched ? 'watched' : answer.status && !body ? 'none' : undefined)
  return watched ? watchBody(answer, watch) : answer
}
