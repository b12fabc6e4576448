/** Names that documentation gives to what a handler is handed, and what is done with each: rows of a table. */

/** The body of a request is read; the head of a response is changed; a request is answered. */
export type TooLate = 'body' | 'head' | 'answer'

/** Names, paths from there, what that does, and the least number of arguments with which it does. */
export type Row = readonly [names: string, paths: string, kind: TooLate, least: number]

export const isWord = (words: string, word: string): boolean => words.split(' ').includes(word)

export function kindOf(rows: readonly Row[], name: string, path: string, args: number): TooLate | null {
  const row = rows.find(
    ([names, paths, , least]) => args >= least && isWord(names, name) && isWord(paths, path),
  )
  return row ? row[2] : null
}

const within = (object: string, paths: string): string => paths.replace(/\S+/g, `${object}.$&`)

export const RESPONSES = 'res response reply resp rep'
const REQUESTS = 'req request'
const CONTEXTS = 'ctx context'

const BODY = 'json text formData arrayBuffer blob bytes'
export const EDITS = 'headers.set headers.append headers.delete'
const NODE_HEAD = 'setHeader setHeaders appendHeader removeHeader writeHead flushHeaders'
const NODE_ANSWER = 'end write'
const HEAD = `${NODE_HEAD} cookie setCookie clearCookie removeHeader`
/** With a value they change; alone they read, or are of a Response that was fetched. */
const HEAD_ONE = 'status code type vary links location attachment trailer'
const HEAD_TWO = 'set append header'
const ANSWER = `${NODE_ANSWER} send sendStatus sendFile sendfile download render redirect jsonp hijack callNotFound`
const ANSWER_ONE = 'json format'

export const CALLED: readonly Row[] = [
  [RESPONSES, `${HEAD} ${EDITS} cookies.set cookies.delete ${within('raw', NODE_HEAD)}`, 'head', 0],
  [RESPONSES, HEAD_ONE, 'head', 1],
  [RESPONSES, HEAD_TWO, 'head', 2],
  [RESPONSES, `${ANSWER} ${within('raw', NODE_ANSWER)}`, 'answer', 0],
  [RESPONSES, ANSWER_ONE, 'answer', 1],
  // A Node or Express response within a context: tRPC, Koa, Nest.
  [CONTEXTS, within('res', HEAD), 'head', 0],
  [CONTEXTS, within('res', HEAD_ONE), 'head', 1],
  [CONTEXTS, within('res', HEAD_TWO), 'head', 2],
  [CONTEXTS, within('res', ANSWER), 'answer', 0],
  [CONTEXTS, within('res', ANSWER_ONE), 'answer', 1],
  // Koa.
  [CONTEXTS, 'response.set response.append response.remove flushHeaders', 'head', 0],
  [CONTEXTS, 'redirect response.redirect attachment', 'answer', 1],
  // Hono.
  ['c', 'status', 'head', 1],
  ['c', 'header', 'head', 2],
  ['c', 'notFound', 'answer', 0],
  ['c ctx', 'json text html body redirect newResponse render', 'answer', 1],
  ['c ctx context event', `${within('res', EDITS)} cookies.set cookies.delete`, 'head', 0],
  // h3.
  ['event', within('node.res', NODE_HEAD), 'head', 0],
  ['event', `${within('node.res', NODE_ANSWER)} respondWith`, 'answer', 0],
  ['cookies', 'set delete', 'head', 0],
  [REQUESTS, `${BODY} body.getReader body.pipeTo body.pipeThrough`, 'body', 0],
  ['event', `${within('req', BODY)} ${within('request', BODY)}`, 'body', 0],
]

/** Hono keeps what it has read: a second time is none too late. */
export const READ_ONCE: readonly Row[] = [['c', `${within('req', BODY)} req.parseBody`, 'body', 0]]

/** What is written to; a plain `status` counts if a number is. */
export const ASSIGNED: readonly Row[] = [
  [RESPONSES, 'statusCode statusMessage', 'head', 0],
  [CONTEXTS, 'body response.body', 'answer', 0],
  [CONTEXTS, 'status', 'head', 1],
  [CONTEXTS, 'response.status response.type response.message res.statusCode', 'head', 0],
  ['c', 'res', 'answer', 0],
  ['event', 'res.status res.statusText node.res.statusCode', 'head', 0],
]

/** Functions that do the same with what they are given first. */
export const PACKAGES = /^(?:h3|nitro|nitropack|hono\/cookie)(?:\/|$)/
export const HELPERS: readonly Row[] = [
  ['readBody readRawBody readFormData readMultipartFormData readValidatedBody', '', 'body', 0],
  ['setCookie setSignedCookie deleteCookie', '', 'head', 0],
  ['setHeader setHeaders setResponseHeader setResponseHeaders setResponseStatus', '', 'head', 0],
  ['appendHeader appendHeaders appendResponseHeader appendResponseHeaders', '', 'head', 0],
  ['removeResponseHeader clearResponseHeaders writeEarlyHints', '', 'head', 0],
  ['send sendRedirect sendStream sendError sendNoContent sendWebResponse', '', 'answer', 0],
]
