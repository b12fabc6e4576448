// NestJS 10 to 12, on Express and on Fastify.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Inject, Module } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
import { register, runIn } from '../register.ts'
import { afterword, openReply } from './fastify.ts'
import { openIncoming } from './incoming.ts'
import { handScopesOn } from './nest/hand-on.ts'

type Middleware = (req: IncomingMessage, res: ServerResponse, next: () => void) => void

type OnRequest = (...given: [...Parameters<typeof openReply>, next: () => void]) => unknown

/** Of the server, as far as it is asked here. */
interface Adapter {
  getType(): string
  getInstance(): unknown
  /** What an adapter of Nest 11 or newer calls before all middleware: one function. */
  readonly onRequestHook?: OnRequest
  setOnRequestHook?(hook: OnRequest): unknown
  use(middleware: Middleware): unknown
}

interface AdapterHost {
  readonly httpAdapter?: Adapter
  /** Tells that there is an adapter: `Test.createTestingModule()` makes an application of modules that it has already. */
  readonly init$?: { subscribe(told: () => void): unknown }
}

/**
 * The module that gives each request its scope, closed when the response has been sent, was aborted or failed:
 *
 * ```ts
 * @Module({ imports: [AfterwordModule] })
 * export class AppModule {}
 * ```
 *
 * Guards, interceptors, pipes, decorators of parameters, controllers, exception filters and whatever they call find their own request. It is
 * `errored` where an exception was answered with 500 or more. Requests alone have scopes: handlers of microservices, gateways and resolvers of
 * GraphQL have none from here.
 */
export class AfterwordModule {
  constructor(host: AdapterHost) {
    handScopesOn()
    // Before the application registers its body parsers, hooks and routes.
    if (host.httpAdapter) serve(host.httpAdapter)
    else host.init$?.subscribe(() => host.httpAdapter && serve(host.httpAdapter))
  }
}

Inject(HttpAdapterHost)(AfterwordModule, undefined, 0)
Module({})(AfterwordModule)

const middleware: Middleware = (req, res, next) => {
  const outer = register.carriers?.get(req)
  const scope = outer?.state === 'open' ? outer : openIncoming('nest', req, res)
  runIn(scope, next, [])
}

function serve(adapter: Adapter): void {
  if (adapter.getType() !== 'fastify') {
    adapter.use(middleware)
    return
  }
  const { onRequestHook } = adapter
  adapter.setOnRequestHook?.((request, reply, next) => {
    const go = onRequestHook ? () => onRequestHook(request, reply, next) : next
    return runIn(openReply(request, reply), go, [])
  })
  afterword()(adapter.getInstance() as never, {}, () => {})
}
