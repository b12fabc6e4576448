// Watches a response's body to its end, where the host has no better signal.
//
//   response   →   the same response, with a body that reads the first one on demand
//
// Keeps: status, headers (those that the platform adds by itself too), backpressure (nothing is read before it is asked
// for), byte streams (a reader that brings its own buffer still can), cancel and errors in both directions.
import type { Outcome } from '../types.ts'

type Ahead = () => Promise<unknown> | undefined

export type BodyEnd = (outcome?: Outcome, error?: unknown) => void

/** A socket's upgrade cannot be made anew, a missing body has no end, and one that is taken already is for others to read. */
export function canWatch(response: Response): boolean {
  const { body, bodyUsed, status, webSocket } = response as Response & { webSocket?: unknown }
  return isStream(body) && !body.locked && !bodyUsed && status >= 200 && !webSocket
}

export function isStream(value: unknown): value is ReadableStream {
  return typeof (value as ReadableStream | null | undefined)?.getReader === 'function'
}

// A body that is dropped unread has neither end nor cancel; its tasks must run all the same. Older workerd has no such registry.
const dropped = globalThis.FinalizationRegistry && new FinalizationRegistry<BodyEnd>((end) => end())

function isByteStream(body: ReadableStream): boolean {
  try {
    body.getReader({ mode: 'byob' }).releaseLock()
    return true
  } catch {
    return false
  }
}

function readOnDemand(
  body: ReadableStream,
  end: BodyEnd,
  signal: AbortSignal | undefined,
  ahead: Ahead,
): ReadableStream {
  const bytes = isByteStream(body)
  const reader = body.getReader()
  let over = false
  const finish: BodyEnd = (...how) => {
    over = true
    dropped?.unregister(reader)
    end(...how)
  }
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
        const waits = ahead()
        if (waits) await waits
        controller.close()
        controller.byobRequest?.respond(0)
        finish('sent')
      } catch (error) {
        if (over) return
        controller.error(error)
        finish(signal?.aborted ? 'aborted' : 'errored', error)
      }
    },
    cancel(reason: unknown): Promise<void> {
      finish('aborted')
      return reader.cancel(reason)
    },
  }
  const stream = bytes
    ? new ReadableStream({ ...source, type: 'bytes' } as UnderlyingByteSource)
    : new ReadableStream(source as UnderlyingDefaultSource, { highWaterMark: 0 })
  dropped?.register(stream, end, reader)
  return stream
}

type Identity = new () => { readable: ReadableStream; writable: WritableStream }

// workerd cancels no stream of the program's when the client goes away. Only its own pipe tells: a write into it fails.
function pump(
  body: ReadableStream,
  end: BodyEnd,
  { readable, writable }: InstanceType<Identity>,
  ahead: Ahead,
) {
  const reader = body.getReader()
  const writer = writable.getWriter()
  const copy = async () => {
    for (;;) {
      const part = await reader.read().catch((error) => {
        end('errored', error)
        writer.abort(error).catch(() => {})
      })
      if (!part) return
      try {
        if (!part.done) await writer.write(part.value)
        else {
          await ahead()
          await writer.close()
          return end('sent')
        }
      } catch (error) {
        end('aborted')
        return reader.cancel(error)
      }
    }
  }
  copy().catch(() => {})
  return readable
}

/** @param ahead what the end of the body waits for */
export function watchStream(
  body: ReadableStream,
  end: BodyEnd,
  signal: AbortSignal | undefined,
  ahead: Ahead,
): ReadableStream {
  const { IdentityTransformStream } = globalThis as { IdentityTransformStream?: Identity }
  return IdentityTransformStream
    ? pump(body, end, new IdentityTransformStream(), ahead)
    : readOnDemand(body, end, signal, ahead)
}

/** The response anew, with its body watched. */
export function watchBody(response: Response, watch: (body: ReadableStream) => ReadableStream): Response {
  const watched = new Response(watch(response.body as ReadableStream), response)
  // Bun leaves out what it had added by itself.
  for (const [name, value] of response.headers)
    if (!watched.headers.has(name)) watched.headers.append(name, value)
  return watched
}
