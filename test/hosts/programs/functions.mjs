// Functions for the programs that show what Lambda does not do. They know nothing of afterword.

const streamify = (handler) => globalThis.awslambda.streamifyResponse(handler)

let setAt
let firedAt

/** Answers with what became of the timer of the invocation before, and sets one. */
export const timer = streamify(async (_event, stream) => {
  const out = globalThis.awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} })
  out.write(JSON.stringify({ setAt, firedAt }))
  setAt = Date.now()
  setTimeout(() => {
    firedAt = Date.now()
  }, 50)
  out.end()
})

const told = []

/** Streams for half a second, and notes all that the stream and the event tell of the client. */
export const slow = streamify(async (event, stream) => {
  const out = globalThis.awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} })
  if (event.rawPath === '/told') {
    out.write(JSON.stringify(told))
    return void out.end()
  }
  for (const name of ['close', 'error', 'finish', 'abort', 'aborted', 'timeout', 'unpipe'])
    stream.on(name, () => told.push(name))
  for (let n = 0; n < 25; n++) {
    out.write('chunk\n')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  told.push('all written')
  await new Promise((resolve) => out.end(resolve))
})
