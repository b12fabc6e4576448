// The runtime inside a Lambda environment, as AWS's client for Node does it: asks the Runtime API for an invocation, calls the
// handler, streams or posts what it gives, and asks for the next.
//
//   node runtime.ts <module> <export>       with AWS_LAMBDA_RUNTIME_API in the environment
import { type ClientRequest, request as httpRequest } from 'node:http'
import { pathToFileURL } from 'node:url'

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`

type Stream = ClientRequest & {
  setContentType(type: string): void
  _onBeforeFirstWrite?: (write: (chunk: unknown) => void) => void
}

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: object) => Object.assign(handler, { [STREAMING]: 'response' }),
    HttpResponseStream: {
      from(stream: Stream, prelude: object) {
        stream.setContentType('application/vnd.awslambda.http-integration-response')
        stream._onBeforeFirstWrite = (write) => {
          write(JSON.stringify(prelude))
          write(new Uint8Array(8))
        }
        return stream
      },
    },
  },
})

type Handler = ((...args: unknown[]) => unknown) & { [STREAMING]?: string }

const [, , module = '', name = 'handler'] = process.argv
const handler: Handler = (await import(pathToFileURL(module).href))[name]

for (;;) {
  const response = await fetch(`${base}/next`)
  const id = response.headers.get('lambda-runtime-aws-request-id') ?? ''
  const deadline = Number(response.headers.get('lambda-runtime-deadline-ms'))
  const event = await response.json()
  const context = {
    awsRequestId: id,
    functionName: 'conformance',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
  if (handler[STREAMING]) await invokeStreaming(id, event, context)
  else await invokeBuffered(id, event, context)
}

async function invokeStreaming(id: string, event: unknown, context: object): Promise<void> {
  const { stream, received, fail } = openStream(id)
  try {
    await handler(event, stream, context)
    await received
    if (!stream.writableFinished) throw new Error('Response stream is not finished.')
  } catch (error) {
    await fail(error)
    await received
  }
}

function openStream(id: string) {
  const stream = httpRequest(`${base}/${id}/response`, {
    method: 'POST',
    headers: {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      Trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
      'Content-Type': 'application/octet-stream',
      'Transfer-Encoding': 'chunked',
    },
  }) as Stream
  const received = new Promise<void>((resolve, reject) => {
    stream.on('error', reject)
    stream.on('response', (response) => response.resume().on('end', resolve))
  })
  let begun = false
  stream.setContentType = (type) => {
    if (begun) throw new Error('Cannot set content-type, too late.')
    stream.setHeader('Content-Type', type)
  }
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
  stream.write = ((...args: unknown[]) => {
    if (!begun) stream._onBeforeFirstWrite?.((chunk) => write(chunk))
    begun = true
    return write(...args)
  }) as Stream['write']
  const fail = async (error: unknown) => {
    const body = Buffer.from(JSON.stringify({ errorMessage: String(error) })).toString('base64')
    stream.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'Error',
      'Lambda-Runtime-Function-Error-Body': body,
    })
    await new Promise<void>((resolve) => stream.end(resolve))
  }
  return { stream, received, fail }
}

async function invokeBuffered(id: string, event: unknown, context: object): Promise<void> {
  try {
    const result = await handler(event, context)
    await fetch(`${base}/${id}/response`, { method: 'POST', body: JSON.stringify(result) })
  } catch (error) {
    await fetch(`${base}/${id}/error`, {
      method: 'POST',
      body: JSON.stringify({ errorMessage: String(error) }),
    })
  }
}
