// A Lambda function that streams its response, behind a function URL.
import type { Writable } from 'node:stream'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { withAfter } from 'afterword/lambda'
import { answer } from '../app.ts'
import { makeCall } from '../call.ts'
import { foreignHandler } from '../foreign.js'
import { formOf } from '../forms/lambda.ts'
import { ready } from '../process.ts'

interface UrlEvent {
  rawPath: string
  rawQueryString: string
  headers: Record<string, string>
  requestContext: { http: { method: string } }
}

declare const awslambda: {
  streamifyResponse<Handler>(handler: Handler): Handler
  HttpResponseStream: { from(stream: Writable, head: object): Writable }
}

const main = withAfter(
  foreignHandler(async (event: UrlEvent, stream: Writable, context: object): Promise<void> => {
    const { method } = event.requestContext.http
    const url = `${event.rawPath}?${event.rawQueryString}`
    const carriers = { event, responseStream: stream, context }
    const call = makeCall(method, url, (name) => event.headers[name], { carriers })
    const { status: statusCode = 200, headers = {}, body } = await answer(call)
    const out = awslambda.HttpResponseStream.from(stream, { statusCode, headers })
    // The head goes out with the first write, which may be empty.
    out.write('')
    if (body instanceof ReadableStream) await pipeline(Readable.fromWeb(body as never), out)
    else out.end(method === 'HEAD' ? '' : (body ?? ''))
  }),
)

export const handler = awslambda.streamifyResponse((event: UrlEvent, stream: Writable, context: object) =>
  (formOf(event) ?? main)(event as never, stream, context),
)

/** The form without a stream: its response is sent when it is over. */
export const buffered = withAfter(
  async (event: UrlEvent, context: object): Promise<{ statusCode: number; body: string }> => {
    const url = `${event.rawPath}?${event.rawQueryString}`
    const call = makeCall('GET', url, (name) => event.headers[name], { carriers: { event, context } })
    const { status: statusCode = 200, body } = await answer(call)
    return { statusCode, body: String(body) }
  },
)

ready(0)
