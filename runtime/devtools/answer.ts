// An answer as a Response, and as what is written to Node's own.
import type { ServerResponse } from 'node:http'
import type { Answer } from './serve.ts'

/** Bytes that may wait for a reader. */
const MOST = 4_000_000

export function writeTo(
  res: ServerResponse,
  { status, headers, body, stream }: Answer,
  method = 'GET',
): void {
  res.writeHead(status, { ...headers })
  if (method === 'HEAD' || !stream) return void res.end(method === 'HEAD' ? undefined : body)
  res.flushHeaders()
  const stop = stream(
    (text) => {
      res.write(text)
      return res.writableLength < MOST
    },
    () => res.destroy(),
  )
  res.on('close', stop)
}

export function respond({ status, headers, body, stream }: Answer, method: string): Response {
  if (method === 'HEAD' || !stream) return new Response(method === 'HEAD' ? null : body, { status, headers })
  let stop: () => void
  const encoder = new TextEncoder()
  const events = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        stop = stream(
          (text) => {
            controller.enqueue(encoder.encode(text))
            return (controller.desiredSize ?? 0) > 0
          },
          () => controller.error(new Error('afterword/devtools: the reader is too slow')),
        )
      },
      cancel: () => stop(),
    },
    { highWaterMark: MOST, size: (chunk) => chunk?.byteLength ?? 0 },
  )
  return new Response(events, { status, headers })
}
