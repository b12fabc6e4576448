// An answer on a Node response, for the hosts that have one.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Answer, type Call, makeCall } from './call.ts'

export function callOfIncoming(req: IncomingMessage, carriers: Record<string, object>): Call {
  const header = (name: string) => [req.headers[name]].flat()[0]
  return makeCall(req.method ?? 'GET', req.url ?? '/', header, { carriers })
}

export async function send(res: ServerResponse, { status = 200, headers = {}, body }: Answer): Promise<void> {
  res.writeHead(status, headers)
  if (body instanceof ReadableStream) {
    // A client that goes away ends the pipe with an error that says so.
    await pipeline(Readable.fromWeb(body as never), res).catch(() => {})
  } else res.end(body ?? undefined)
}
