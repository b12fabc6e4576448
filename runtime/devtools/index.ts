/**
 * `afterword/devtools`: the page `/_after`, which shows each request of this process and what ran after its response, live.
 *
 *     app.use(devtools())
 *
 * For development: it is off unless `NODE_ENV` is `development` or `test`, or `production: true` is given. Where `NODE_ENV` is not set, it says
 * so once.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import { devtoolsOff } from '../messages.generated.ts'
import { checkOptions, count, type Rules, text } from '../options.ts'
import { print } from '../print.ts'
import { register } from '../register.ts'
import { respond, writeTo } from './answer.ts'
import { Follower } from './follow.ts'
import type { Asked } from './guard.ts'
import { isBelow, type Served, serve } from './serve.ts'

export interface DevtoolsOptions {
  /** Where the page is. Default `/_after`. */
  readonly path?: string | undefined
  /** How many requests are kept, the latest. Default 200. */
  readonly max?: number | undefined
  /** Further hosts that may ask: names without a port. Requests for them may come from other machines and through proxies. */
  readonly hosts?: readonly string[] | undefined
  /** Names of headers that the page shows. Default: none. */
  readonly headers?: readonly string[] | undefined
  /** What a click on a place opens: a URL with `{file}` and `{line}`. Default: VS Code. `false`: nothing. */
  readonly editor?: string | false | undefined
  /** Where places count from. Default: the folder of the process. */
  readonly root?: string | undefined
  /** Whether the page is there if `NODE_ENV` is neither `development` nor `test`. */
  readonly production?: boolean | undefined
}

type Next = (error?: unknown) => void

/** Middleware of each server. Put it in front of all other. */
export interface Devtools {
  /** Fastify: `fastify.register(devtools())` */
  (fastify: { readonly addHook: unknown }, options: unknown, done: (error?: Error) => void): void
  /** Express, Connect, Vite: `app.use(devtools())` */
  (req: IncomingMessage, res: ServerResponse, next: Next): void
  /** Koa: `app.use(devtools())` */
  (
    ctx: { readonly req: IncomingMessage; readonly res: ServerResponse },
    next: () => Promise<void>,
  ): Promise<void> | void
  /** node:http: whether it has answered */
  (req: IncomingMessage, res: ServerResponse): boolean
  /** Hono: `app.use(devtools())` */
  (c: { readonly req: { readonly raw: Request } }, next: () => Promise<void>): Promise<Response | void>
  /** h3 and srvx: `app.use(devtools())` */
  <Result>(event: { readonly req: Request } | Request, next: () => Result): Result | Response
  /** Whatever is called with a Request: `page(request) ?? …` */
  (request: Request): Response | undefined
}

const bool = [(value: unknown) => typeof value === 'boolean', 'true or false'] as const
const texts = [
  (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  'an array of texts',
] as const

const rules: Rules = {
  path: [(value) => typeof value === 'string' && /^(?:\/[\w.-]+)+$/.test(value), "a path such as '/_after'"],
  max: [(value) => count[0](value) && value !== Infinity, 'a whole number from 1'],
  hosts: texts,
  headers: texts,
  // No script: it becomes the address of a link.
  editor: [
    (value) =>
      value === false ||
      (typeof value === 'string' &&
        /^(?:\/(?!\/)|(?!javascript:|data:|vbscript:)[a-z][a-z\d+.-]*:)/i.test(value)),
    "false, or a URL such as 'vscode://file/{file}:{line}'",
  ],
  root: text,
  production: bool,
}

/**
 * Middleware that answers `/_after` with a page of the latest requests and their tasks, for node:http, Express, Fastify, Hono, h3, srvx and
 * all that is called with a Request. It follows all scopes of this process, whatever server has opened them.
 * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`
 */
export function devtools(options: DevtoolsOptions = {}): Devtools {
  checkOptions('devtools', devtools, options, rules)
  if (isWanted(options)) return open(options, { follows: true })
  if (options.production === undefined && !mode()) warn(options.path ?? '/_after')
  return passBy
}

/** By the path of their page: one that is made again, as development servers do, takes the place of the one before. */
const followers = new Map<string, Follower>()

/**
 * For tools that know that this is development. Follows from the first visit of the page on, or with `follows` from now on. `isFramed`: other
 * pages of the same server may show it in a frame.
 */
export function open(
  options: DevtoolsOptions,
  { follows = false, isFramed = false }: { follows?: boolean; isFramed?: boolean } = {},
): Devtools {
  checkOptions('devtools', open, options, rules)
  const { path = '/_after', max = 200, hosts = [], headers = [], root = folder() } = options
  const { editor = 'vscode://file/{file}:{line}' } = options
  const isQuiet = (at: string): boolean => isBelow(at, path) || at === '/favicon.ico'
  const follower = new Follower({ max, headers, isQuiet })
  followers.get(path)?.stop()
  followers.set(path, follower)
  if (follows) follower.start()
  return middlewareOf({ path, hosts, editor, root, max, follower, isFramed })
}

const home = globalThis as { process?: { cwd?: () => string } }

const folder = (): string => home.process?.cwd?.() ?? '/'

/** As it is written here: bundlers put it in where there is no such variable, as for Workers. */
function mode(): string | undefined {
  try {
    return process.env.NODE_ENV
  } catch {
    return undefined
  }
}

function isWanted({ production }: DevtoolsOptions): boolean {
  return production ?? /^(?:development|test)$/.test(mode() ?? '')
}

/** Once: a program may make a page for each of its servers. */
function warn(path: string): void {
  if (register.told.has('devtools')) return
  register.told.add('devtools')
  print('warn', devtoolsOff(path))
}

interface Koa {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  respond?: boolean
}

type Given = Record<string, unknown> & { req?: { raw?: Request } & Request; url?: string }

const passBy = middlewareOf(undefined)

/** One function for all: each server is known by what it calls it with. Three parameters: with fewer, h3 and Fastify expect something else. */
function middlewareOf(served: Served | undefined): Devtools {
  const ask = (asked: Asked) => served && serve(asked, served)
  const askNode = (req: IncomingMessage, res: ServerResponse): boolean => {
    const answer = ask(askedByNode(req))
    if (!answer) return false
    // What looks on is no work of the program's: nobody waits for its end.
    if (answer.stream) from(req)?.close('sent')
    writeTo(res, answer, req.method)
    return true
  }
  const askKoa = (ctx: Koa, next: () => unknown): unknown => {
    if (!askNode(ctx.req, ctx.res)) return next()
    // Koa would end the response itself.
    ctx.respond = false
    return undefined
  }
  const askFetch = (request: Request, outside?: unknown): Response | undefined => {
    const answer = ask(askedByFetch(request, outside))
    if (answer?.stream) from(request)?.close('sent')
    return answer && respond(answer, request.method)
  }
  function middleware(target: Given, second: unknown, third: unknown): unknown {
    if (typeof target.addHook === 'function') {
      type Raw = { raw: IncomingMessage & ServerResponse; hijack(): void }
      if (served)
        (target.addHook as (name: string, hook: unknown) => void)(
          'onRequest',
          (request: Raw, reply: Raw, next: Next) => {
            if (!isBelow(pathOf(request.raw.url), served.path)) return next()
            reply.hijack()
            askNode(request.raw, reply.raw)
          },
        )
      return (third as Next)()
    }
    if (typeof (second as ServerResponse | undefined)?.writeHead === 'function') {
      const isAnswered = askNode(target as never, second as ServerResponse)
      if (!isAnswered && third) (third as Next)()
      return isAnswered
    }
    if (target.req && 'socket' in target.req) return askKoa(target as never, second as () => unknown)
    const request = target.req?.raw ?? target.req ?? (target as unknown as Request)
    const answer = askFetch(request, target.env)
    return answer ?? (typeof second === 'function' ? second() : undefined)
  }
  return Object.assign(middleware, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'afterword-devtools',
  }) as unknown as Devtools
}

const pathOf = (url = '/'): string => url.replace(/[?#].*$/, '')

function askedByNode(req: IncomingMessage & { originalUrl?: string }): Asked {
  const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value)
  return {
    method: req.method ?? 'GET',
    // Express takes off where it is mounted.
    url: req.originalUrl ?? req.url ?? '/',
    header: (name) => one(req.headers[name]),
    peer: req.socket?.remoteAddress,
  }
}

/** The server behind it may tell who asks: srvx in the request, Hono's in its environment. */
function askedByFetch(request: Request, outside: unknown): Asked {
  const { runtime } = request as { runtime?: { node?: { req?: IncomingMessage } } }
  const incoming = runtime?.node?.req ?? (outside as { incoming?: IncomingMessage } | undefined)?.incoming
  const { host, pathname, search } = new URL(request.url)
  return {
    method: request.method,
    url: pathname + search,
    header: (name) =>
      incoming?.headers[name]?.toString() ??
      request.headers.get(name.replace(':', '')) ??
      (name === 'host' ? host : undefined),
    peer: incoming?.socket?.remoteAddress,
  }
}
