// Watches a response's body to its end, where the host has no better signal.
//
//   response   →   the same response, with a body that reads the first one on demand
//
// Keeps: status, headers (those that the platform adds by itself too), backpressure (nothing is read before it is asked
// for), byte streams (a reader that brings its own buffer still can), cancel and errors in both directions.
import type { Outcome } from '../types.ts'

export type BodyEnd = (outcome?: Outcome, error?: unknown) => void

/** A socket's upgrade cannot be made anew, a missing body has no end, and one that is taken already is for others to read. */
export function canWatch(response: Response): boolean {
  return (
    typeof response.body?.getReader === 'function' &&
    response.status >= 200 &&
    !(response as { webSocket?: unknown }).webSocket &&
    !response.bodyUsed &&
    !response.body.locked
  )
}

// A body that is dropped unread has neither end nor cancel; its tasks must run all the same.
const dropped = /* @__PURE__ */ new FinalizationRegistry<BodyEnd>((end) => end())

function isByteStream(body: ReadableStream): boolean {
  try {
    body.getReader({ mode: 'byob' }).releaseLock()
    return true
  } catch {
    return false
  }
}

function wrapStream(body: ReadableStream, end: BodyEnd, signal: AbortSignal | undefined): ReadableStream {
  const bytes = isByteStream(body)
  const reader = body.getReader()
  let over = false
  const source = {
    async pull(
      controller: ReadableStreamDefaultController & Partial<ReadableByteStreamController>,
    ): Promise<void> {
      try {
        let part = await reader.read()
        // A byte stream takes no empty chunk.
        while (bytes && !part.done && part.value.byteLength === 0) part = await reader.read()
        // Some servers pull once more after they have cancelled.
        if (over) return
        if (!part.done) return controller.enqueue(part.value)
        over = true
        controller.close()
        controller.byobRequest?.respond(0)
        end('sent')
      } catch (error) {
        if (over) return
        over = true
        controller.error(error)
        end(signal?.aborted ? 'aborted' : 'errored', error)
      }
    },
    cancel(reason: unknown): Promise<void> {
      over = true
      end('aborted')
      return reader.cancel(reason)
    },
  }
  const stream = bytes
    ? new ReadableStream({ ...source, type: 'bytes' } as UnderlyingByteSource)
    : new ReadableStream(source as UnderlyingDefaultSource, { highWaterMark: 0 })
  dropped.register(stream, end)
  return stream
}

export function watchBody(response: Response, end: BodyEnd, signal?: AbortSignal): Response {
  const watched = new Response(wrapStream(response.body as ReadableStream, end, signal), response)
  // Bun leaves out what it had added by itself.
  for (const [name, value] of response.headers)
    if (!watched.headers.has(name)) watched.headers.append(name, value)
  return watched
}
