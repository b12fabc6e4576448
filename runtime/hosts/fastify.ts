// Fastify 5.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { from } from '../carriers.ts'
import type { AnyFunction } from '../records.ts'
import { register, runIn } from '../register.ts'
import type { Scope } from '../types.ts'
import { refuseGiven, refuseHost } from './factory.ts'
import { inScope } from './in-scope.ts'
import { type Head, openIncoming } from './incoming.ts'
import { noteError } from './response.ts'

interface Request {
  readonly raw: IncomingMessage
}

interface Reply {
  readonly raw: ServerResponse
  readonly sent: boolean
  getHeader(name: string): unknown
  removeHeader(name: string): unknown
  header(name: string, value: unknown): unknown
}

type Done = (error?: Error) => void

interface Route {
  handler: AnyFunction
}

interface Fastify {
  addHook(name: 'onRoute', hook: (route: Route) => void): unknown
  addHook(name: 'onRequest', hook: (request: Request, reply: Reply, done: Done) => void): unknown
  addHook(
    name: 'onError',
    hook: (request: Request, reply: Reply, error: Error, done: () => void) => void,
  ): unknown
}

// Not the head of `reply.raw`: Fastify writes its own headers over that when it sends.
const headOf = (reply: Reply): Head => ({
  isSent: () => reply.sent || reply.raw.headersSent,
  get: () => reply.getHeader('set-cookie'),
  set: (lines) => {
    reply.removeHeader('set-cookie')
    reply.header('set-cookie', lines)
  },
})

/** The scope of the request, opened unless node:http's host has done it. `reply` is found by its `request`. */
export function openReply(request: Request, reply: Reply): Scope {
  const { raw } = request
  const outer = register.carriers?.get(raw)
  const scope = outer?.state === 'open' ? outer : openIncoming('fastify', raw, reply.raw, headOf, reply)
  register.carriers.set(request, scope)
  return scope
}

let context: symbol | undefined

/** Routes that stand before the plugin is loaded, which is later, are in no `onRoute`: their handler is where Fastify finds it for a request. */
function enterHandler(request: Request): void {
  context ??= Object.getOwnPropertySymbols(request).find(
    ({ description }) => description === 'fastify.context',
  )
  const route = context && (request as unknown as Partial<Record<symbol, Route>>)[context]
  if (typeof route?.handler === 'function') route.handler = inScope(route.handler)
}

function plugin(fastify: Fastify, _options: unknown, done: Done): void {
  if (typeof fastify.addHook !== 'function') refuseHost('afterword/fastify', 'Fastify', fastify)
  fastify.addHook('onRequest', (request, reply, next) => {
    const scope = openReply(request, reply)
    enterHandler(request)
    runIn(scope, next, [])
  })
  fastify.addHook('onRoute', (route) => {
    if (typeof route.handler === 'function') route.handler = inScope(route.handler)
  })
  fastify.addHook('onError', ({ raw }, _reply, error, next) => {
    noteError(from(raw), error, true)
    next()
  })
  done()
}

/**
 * A plugin that gives each request its scope, which is closed when the response is: `sent`, `aborted` if the client went away,
 * `errored` if a handler or hook threw and the response has a status of 500 or more, or none.
 *
 * ```ts
 * fastify.register(afterword())
 * ```
 *
 * `request`, `reply` and what is `raw` of them are carriers of the scope.
 * @throws TypeError `AFTERWORD_FACTORY_AS_HANDLER` where it is registered itself, without the parentheses
 */
export function afterword(nothing?: undefined): (fastify: Fastify, options: unknown, done: Done) => void {
  try {
    refuseGiven('afterword/fastify', 'fastify.register(afterword())', nothing)
  } catch (error) {
    // Fastify takes a plugin of one parameter for an async one, and does not expect it to throw.
    if (typeof (nothing as unknown as Fastify | null)?.addHook === 'function')
      return Promise.reject(error) as never
    throw error
  }
  return Object.assign((...args: Parameters<typeof plugin>) => plugin(...args), {
    // For the whole application, not only for what is registered inside the plugin.
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'afterword',
  })
}
