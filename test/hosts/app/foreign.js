// Middleware as packages have it: nobody compiles it, and it goes on in a job of its own. Asked for by ?pause.

const pause = () => new Promise((resolve) => setTimeout(resolve, 1))

/** Express */
export const foreignExpress = (req, _res, next) => {
  if (req.url.includes('pause')) setTimeout(next, 1)
  else next()
}

/** Fastify */
export const foreignFastify = async (request) => {
  if (request.url.includes('pause')) await pause()
}

/** Hono */
export const foreignHono = async (c, next) => {
  if (c.req.url.includes('pause')) await pause()
  await next()
}

/** h3 and srvx */
export const foreignH3 = async (target, next) => {
  if ((target.req ?? target).url.includes('pause')) await pause()
  return next()
}

/** Handlers that take what they are given */
export const foreignHandler =
  (handler) =>
  async (first, ...rest) => {
    if ((first.url ?? first.rawQueryString).includes('pause')) await pause()
    return handler(first, ...rest)
  }

/** Handlers of streams: what they give is what is answered */
export const foreignStream =
  (handler) =>
  async (first, stream, ...rest) => {
    await pause()
    const answer = String(await handler(first, stream, ...rest))
    const out = globalThis.awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} })
    out.write('')
    out.end(answer)
  }

/** Express: goes on later, and answers by itself. */
export const foreignAnswer = (_req, res, next) => {
  setTimeout(next, 1)
  setTimeout(() => res.end('ok'), 20)
}
