// One request that is answered by a value, a Response: the fetch host, Hono and h3 on every platform.
//
// When is the response finished? The best signal that is there is taken:
//   1. the Node response behind the request: `close`
//   2. Deno's `info.completed`
//   3. the body, read to its end (see body.ts)
import type { ServerResponse } from 'node:http'
import { openHostScope } from '../open.ts'
import { register } from '../register.ts'
import type { RequestScope } from '../scope.ts'
import type { Outcome } from '../types.ts'
import { type BodyEnd, canWatch, watchBody, watchStream } from './body.ts'
import { findPlatform } from './platform.ts'
import {
  closeScope,
  closeWithResponse,
  hasFailed,
  isThenable,
  noteError,
  observe,
  pathOf,
  trackFailure,
} from './response.ts'

export type Argument = {
  context?: unknown
  completed?: Promise<unknown>
  outgoing?: ServerResponse
  runtime?: { node?: { res?: ServerResponse }; deno?: { info?: { completed?: Promise<unknown> } } }
} | null

export interface Exchange {
  readonly scope: RequestScope
  /** Watches a body to its end. Without it there is a better signal. */
  readonly watch?: ((body: ReadableStream) => ReadableStream) | undefined
  /**
   * Calls the handler in the scope, and hands what it gives to `finish`, which gives what is handed on. With `answered` what it
   * throws is answered by a framework, with the status of the error.
   */
  run<Result>(call: () => Result, finish: (value: Awaited<Result>) => unknown, answered?: boolean): Result
  /** The handler has answered: the lines of `cookies()`, which takes no more. */
  takeCookies(): readonly string[]
  /** The head is known, and whether a body follows it. Undefined: nobody knows what becomes of it. */
  answer(status: number | undefined, body: 'watched' | 'none' | undefined): void
}

/** `args` is what the server has called its handler with: the request first. */
export function openExchange(
  host: string,
  request: Request,
  args: readonly Argument[],
  others: readonly object[] = [],
): Exchange {
  const [first, second, third] = args
  const outgoing = first?.runtime?.node?.res ?? second?.outgoing
  const res = typeof outgoing?.once === 'function' ? outgoing : undefined
  const sending = second?.completed ?? first?.runtime?.deno?.info?.completed
  const completed = isThenable(sending) ? sending : undefined
  const platform = findPlatform(
    [first, third, second, second?.context],
    res || completed ? 'exact' : 'handoff',
  )
  register.host = platform.info

  let lines: readonly string[] = []
  let returned = false
  let status: number | undefined
  let handedOff: 'sent' | undefined
  const scope = openHostScope({
    host,
    name: `${request.method} ${pathOf(request.url)}`,
    carriers: [request, ...others],
    request,
    waitUntil: platform.waitUntil,
    setCookies: (all) => {
      if (returned) return false
      lines = all
      return true
    },
  })

  const failure = trackFailure(scope)

  const close = (outcome?: Outcome, error?: unknown) => {
    const failed = hasFailed(failure, status)
    closeScope(scope, failed ? 'errored' : outcome, { status, error: failed ? failure.error : error })
  }
  // In a job of its own, so that the server has handed the last chunk (or the head) on before the first task starts.
  const closeSoon = (outcome?: Outcome, error?: unknown) => void setTimeout(close, 0, outcome, error)

  let end: BodyEnd = closeSoon
  if (res) closeWithResponse(scope, res, failure)
  else if (completed) {
    // It fulfils after an abort too; only the body's cancel, or its error, tells.
    let seen: Parameters<BodyEnd> = ['sent']
    end = (...what) => {
      seen = what
    }
    completed.then(
      () => closeSoon(...seen),
      () => close('aborted'),
    )
  } else request.signal?.addEventListener('abort', () => close(handedOff ?? 'aborted'), { once: true })

  return {
    scope,
    // Deno's signal is left alone: there it fires after every response, and it says so on stderr when it is asked for.
    watch: res ? undefined : (body) => watchStream(body, end, completed ? undefined : request.signal),
    run<Result>(call: () => Result, finish: (value: Awaited<Result>) => unknown, answered = false): Result {
      const fail = (error: unknown) => {
        returned = true
        noteError(scope, error, answered)
        if (answered) status = (error as { status?: number } | null)?.status
        if (!res && !completed) closeSoon('sent')
      }
      const handOn = (value: Awaited<Result>) => {
        try {
          returned = true
          return finish(value)
        } catch (error) {
          fail(error)
          throw error
        }
      }
      const result = observe(scope, call, fail)
      return (isThenable(result) ? result.then(handOn as never) : handOn(result as never)) as Result
    },
    takeCookies() {
      returned = true
      return lines
    },
    answer(code, body) {
      status = code
      // A client that goes away before the next job has had all that there is.
      if (body === 'none') handedOff = 'sent'
      if (!res && !completed && body !== 'watched') closeSoon(body && 'sent')
    },
  }
}

/** Adds the lines of `cookies()`; a response whose headers are fixed (a redirect, one that was fetched) is made anew. */
export function addCookies(response: Response, lines: readonly string[]): Response {
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
