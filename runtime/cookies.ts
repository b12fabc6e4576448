import { AfterwordError, coded } from './error.ts'
import { showAs } from './hold.ts'
import { badCookie, cookieInTask, cookieTooLate } from './messages.generated.ts'
import { show } from './options.ts'
import { register } from './register.ts'
import { headerOf, hybrid, requestOf } from './request.ts'
import type { RequestScope } from './scope.ts'

export interface CookieAttributes {
  readonly domain?: string | undefined
  /** A moment; a number is milliseconds since 1970. */
  readonly expires?: Date | number | undefined
  readonly httpOnly?: boolean | undefined
  /** Seconds. */
  readonly maxAge?: number | undefined
  readonly partitioned?: boolean | undefined
  /** Default `/`. */
  readonly path?: string | undefined
  readonly priority?: 'low' | 'medium' | 'high' | undefined
  readonly sameSite?: boolean | 'lax' | 'strict' | 'none' | undefined
  readonly secure?: boolean | undefined
}

export interface Cookie extends CookieAttributes {
  readonly name: string
  readonly value: string
}

type Named = string | { readonly name: string }

/** As Next has them in route handlers and actions: what was set is read back, a deleted cookie reads as empty. */
export interface RequestCookies extends Iterable<[string, Cookie]> {
  readonly size: number
  get(name: Named): Cookie | undefined
  getAll(name?: Named): Cookie[]
  has(name: string): boolean
  /**
   * Writes a Set-Cookie line on the response.
   * @throws AfterwordError `AFTERWORD_COOKIE_IN_TASK` once the response is finished, `AFTERWORD_COOKIE_TOO_LATE` once
   * its headers are sent or where the host takes none
   * @throws TypeError `AFTERWORD_BAD_COOKIE` where it would not be one cookie, or not the one that was meant
   */
  set(name: string, value: string, attributes?: CookieAttributes): RequestCookies
  set(cookie: Cookie): RequestCookies
  /** Writes a Set-Cookie line that makes the browser forget the cookie. Throws as `set` does. */
  delete(
    name: string | ({ readonly name: string } & Pick<CookieAttributes, 'path' | 'domain'>),
  ): RequestCookies
  toString(): string
}

/** RFC 6265, section 4.2.1, read as leniently as browsers and Next do: a name alone is `true`, a value that does not decode is left out. */
function parseCookies(header: string): Map<string, Cookie> {
  const found = new Map<string, Cookie>()
  for (const pair of header.split(/; */)) {
    if (!pair) continue
    const at = pair.indexOf('=')
    const name = at < 0 ? pair : pair.slice(0, at)
    try {
      found.set(name, { name, value: at < 0 ? 'true' : decodeURIComponent(pair.slice(at + 1)) })
    } catch {
      // Not written by this server, or cut short.
    }
  }
  return found
}

// RFC 9110, section 5.6.2: the characters of a token.
const token = /^[\w!#$%&'*+.^`|~-]+$/

// A header holds bytes: what is no ASCII is lost on some hosts, or the whole response with it. Controls and `;` would end a line or an attribute.
const tests: { readonly [attribute: string]: (value: unknown) => boolean } = {
  path: (value) => /^[ -:<-~]*$/.test(`${value}`),
  domain: (value) => /^[\w.:[\]-]*$/.test(`${value}`),
  sameSite: (value) => typeof value === 'boolean' || /^(?:lax|strict|none)$/i.test(`${value}`),
  priority: (value) => /^(?:low|medium|high)$/i.test(`${value}`),
  maxAge: (value) => Number.isFinite(Math.trunc(value as number)),
  expires: (value) => !Number.isNaN(new Date(value as number).getTime()),
}

function refuse(attribute: string, given: unknown): never {
  throw coded(TypeError, badCookie(attribute, given instanceof Date ? `${given}` : show(given)))
}

function encode(value: unknown): string {
  try {
    if (value === null || !/^(?:object|function|symbol)$/.test(typeof value))
      return encodeURIComponent(`${value}`)
  } catch {
    // Half of a character.
  }
  return refuse('value', value)
}

/** One Set-Cookie line: RFC 6265, section 4.1, with SameSite, Partitioned and Priority as browsers take them. */
function formatCookie(cookie: Cookie): string {
  const { name, value, path, domain, expires, maxAge, sameSite, priority } = cookie
  if (typeof name !== 'string' || !token.test(name)) refuse('name', name)
  for (const [attribute, test] of Object.entries(tests)) {
    const given = (cookie as unknown as Record<string, unknown>)[attribute]
    const isText = typeof given !== 'symbol' && (typeof given !== 'object' || given instanceof Date)
    if (given !== undefined && !(isText && test(given))) refuse(attribute, given)
  }
  let line = `${name}=${encode(value)}`
  if (path) line += `; Path=${path}`
  if (expires !== undefined) line += `; Expires=${new Date(expires).toUTCString()}`
  if (maxAge !== undefined) line += `; Max-Age=${Math.trunc(maxAge)}`
  if (domain) line += `; Domain=${domain}`
  if (cookie.secure) line += '; Secure'
  if (cookie.httpOnly) line += '; HttpOnly'
  if (sameSite) line += `; SameSite=${sameSite === true ? 'strict' : sameSite}`
  if (cookie.partitioned) line += '; Partitioned'
  if (priority) line += `; Priority=${priority}`
  return line
}

/** Both, as Next writes them: Expires is for clients that know no Max-Age. */
function expiryOf(maxAge: unknown): Date | undefined {
  const at = new Date(typeof maxAge === 'number' && maxAge ? Date.now() + maxAge * 1000 : Number.NaN)
  return Number.isNaN(at.getTime()) ? undefined : at
}

function makeView(scope: RequestScope, header: string): RequestCookies {
  const jar = parseCookies(header)
  const lines = new Map<string, string>()
  const nameOf = (named: Named) => (typeof named === 'string' ? named : named.name)

  const write = (cookie: Cookie): RequestCookies => {
    if (scope.state !== 'open' || !scope.live)
      throw coded(AfterwordError, cookieInTask(cookie.name, scope.name))
    // Another path or domain makes another cookie; the same three replace the line.
    const identity = JSON.stringify([cookie.name, cookie.path, cookie.domain])
    const next = new Map(lines).set(identity, formatCookie(cookie))
    if (!scope.live.setCookies?.([...next.values()]))
      throw coded(AfterwordError, cookieTooLate(cookie.name, scope.name))
    lines.set(identity, next.get(identity) as string)
    jar.set(cookie.name, cookie)
    return view
  }

  const view: RequestCookies = {
    get size() {
      return jar.size
    },
    get: (named) => jar.get(nameOf(named)),
    getAll: (...args) =>
      [...jar.values()].filter(({ name }) => args[0] === undefined || name === nameOf(args[0])),
    has: (name) => jar.has(name),
    set: (first: string | Cookie, value?: string, attributes?: CookieAttributes) => {
      const given = typeof first === 'object' ? first : { ...attributes, name: first, value: value ?? '' }
      if (!given) return refuse('name', given)
      const { maxAge, expires = expiryOf(maxAge) } = given
      return write({ path: '/', ...given, ...(expires === undefined ? {} : { expires }) })
    },
    delete: (given) => {
      const attributes = typeof given === 'string' ? { name: given } : given
      return write({ path: '/', ...attributes, value: '', expires: new Date(0) })
    },
    toString: () =>
      [...jar.values()].map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; '),
    [Symbol.iterator]: () => jar[Symbol.iterator](),
  }
  showAs(view, 'RequestCookies', () => Object.fromEntries([...jar].map(([name, { value }]) => [name, value])))
  return view
}

/**
 * The cookies of this request: a promise of them, and at once the object itself. Reading works in the handler and in its
 * tasks; writing only until the response's headers are sent.
 * @throws AfterwordError `AFTERWORD_NO_SCOPE` outside any request, `AFTERWORD_SCOPE_DRAINED` outside of a task when the last one is over,
 * `AFTERWORD_NO_REQUEST` in a scope that was opened without a request
 * @see https://nextjs.org/docs/app/api-reference/functions/cookies
 */
export function cookies(): RequestCookies & Promise<RequestCookies> {
  const own = register.own?.cookies()
  if (own) return own as ReturnType<typeof cookies>
  const { live, request, scope } = requestOf('cookies', cookies)
  live.cookies ??= hybrid(makeView(scope, headerOf(request, 'cookie') ?? ''), [
    'size',
    'get',
    'getAll',
    'has',
    'set',
    'delete',
    'toString',
    Symbol.iterator,
  ])
  return live.cookies as RequestCookies & Promise<RequestCookies>
}
