// What a Lambda event tells of an HTTP request: function URLs and both kinds of API Gateway, in one shape.
import { plain } from '../print.ts'
import type { RequestLike } from '../types.ts'

interface HttpEvent {
  headers?: Record<string, string | undefined> | null
  cookies?: string[]
  rawPath?: string
  path?: string
  httpMethod?: string
  requestContext?: { http?: { method?: string } }
}

/** Method and path, if it is an event of HTTP, and the headers, in lower case as HTTP integrations mostly have them. */
export function readEvent(event: unknown): { name: string | undefined; request: RequestLike } {
  const { headers, cookies, rawPath, path, httpMethod, requestContext } = (event ?? {}) as HttpEvent
  const method = httpMethod ?? requestContext?.http?.method
  const known: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (value !== undefined) known[name.toLowerCase()] = value
  }
  // Function URLs and the second kind take the cookies out of the headers.
  if (cookies) known.cookie = cookies.join('; ')
  return { name: method && plain(`${method} ${rawPath ?? path}`), request: { headers: known } }
}
