// Nest awaits guards, interceptors and pipes one after another, and nobody compiles it: behind its first `await` the scope is lost. But what calls
// them is given the request. There the scope is handed on, to each of them.
import { ExceptionsHandler } from '@nestjs/core/exceptions/exceptions-handler.js'
import { GuardsConsumer } from '@nestjs/core/guards/guards-consumer.js'
import { InterceptorsConsumer } from '@nestjs/core/interceptors/interceptors-consumer.js'
import { RouterExecutionContext } from '@nestjs/core/router/router-execution-context.js'
import { RouterProxy } from '@nestjs/core/router/router-proxy.js'
import { from } from '../../carriers.ts'
import { runIn } from '../../register.ts'
import type { Scope } from '../../types.ts'
import { noteError } from '../response.ts'

type Method = (this: unknown, ...args: never[]) => unknown

/** A guard, an interceptor or a pipe: an object with a method. */
type Enhancer = Readonly<Record<string, Method>>

/** How a parameter of a handler is made, and the pipes that it goes through. */
interface Parameter {
  readonly pipes: readonly Enhancer[]
}

interface ArgumentsHost {
  getType(): string
  getArgByIndex(index: number): unknown
}

/** The argument behind all others of a handler, which is taken off before that is called. */
class Handed {
  readonly scope: Scope

  constructor(scope: Scope) {
    this.scope = scope
  }
}

/** By what stands for it: a handler. */
const handlers = new WeakMap<object, Method>()

const handlerOf = (handler: Method): Method => handlers.get(handler) ?? handler

function scopeOf(type: string, req: unknown): Scope | null {
  const scope = type === 'http' ? from(req) : null
  return scope?.state === 'drained' ? null : scope
}

const bound = (scope: Scope, enhancers: readonly Enhancer[], name: string): readonly Enhancer[] =>
  enhancers.map((each) => ({
    [name]: (...args) => runIn(scope, () => Reflect.apply(each[name] as Method, each, args), []),
  }))

const handedOn: unique symbol = Symbol.for('afterword.nest')

/** Once in a process, for all applications in it. A request that has no scope is handled as ever. */
export function handScopesOn(): void {
  if (Object.hasOwn(RouterExecutionContext.prototype, handedOn)) return
  Object.defineProperty(RouterExecutionContext.prototype, handedOn, { value: true })
  replace(RouterProxy, 'createProxy', called)
  replace(GuardsConsumer, 'tryActivate', guarded)
  replace(InterceptorsConsumer, 'intercept', intercepted)
  replace(RouterExecutionContext, 'create', created)
  replace(RouterExecutionContext, 'createPipesFn', piped)
  replace(ExceptionsHandler, 'next', caught)
}

function replace(type: { prototype: object }, name: string, make: (method: Method) => Method): void {
  const prototype = type.prototype as Record<string, Method>
  const method = prototype[name]
  if (method) prototype[name] = make(method)
}

/** Of each handler of a controller, and of each middleware. */
const called = (method: Method): Method =>
  function (target: Method, ...rest: unknown[]) {
    const inScope = function (this: unknown, ...args: unknown[]): unknown {
      const scope = scopeOf('http', args[0])
      const call = () => Reflect.apply(target, this, args)
      return scope ? runIn(scope, call, []) : call()
    }
    return Reflect.apply(method, this, [inScope, ...rest])
  }

const guarded = (method: Method): Method =>
  function (guards: readonly Enhancer[], args: unknown[], instance: unknown, handler: Method, type: string) {
    const scope = scopeOf(type, args[0])
    const own = scope && guards ? bound(scope, guards, 'canActivate') : guards
    return Reflect.apply(method, this, [own, args, instance, handlerOf(handler), type])
  }

const intercepted = (method: Method): Method =>
  function (
    interceptors: readonly Enhancer[],
    args: unknown[],
    instance: unknown,
    handler: Method,
    next: () => unknown,
    type: string,
  ) {
    const scope = scopeOf(type, args[0])
    const own = scope && interceptors ? bound(scope, interceptors, 'intercept') : interceptors
    const go = scope ? () => runIn(scope, next, []) : next
    return Reflect.apply(method, this, [own, args, instance, handlerOf(handler), go, type])
  }

/** Of each handler of a controller: the pipes of its parameters are awaited before it is called. */
const created = (method: Method): Method =>
  function (instance: unknown, handler: Method, ...rest: unknown[]) {
    const standing = function (this: unknown, ...args: unknown[]): unknown {
      const last = args.at(-1)
      if (!(last instanceof Handed)) return Reflect.apply(handler, this, args)
      return runIn(last.scope, () => Reflect.apply(handler, this, args.slice(0, -1)), [])
    }
    // What decorators have said of the handler is found by way of its prototype.
    Object.setPrototypeOf(standing, handler)
    handlers.set(standing, handler)
    return Reflect.apply(method, this, [instance, standing, ...rest])
  }

const piped = (method: Method): Method =>
  function (pipes: readonly Enhancer[], parameters: readonly Parameter[]) {
    const without = Reflect.apply(method, this, [pipes, parameters])
    if (!without) return without
    return (args: unknown[], req: unknown, ...rest: unknown[]) => {
      const scope = scopeOf('http', req)
      if (!scope) return without(args, req, ...rest)
      args.push(new Handed(scope))
      const own = parameters.map((each) => ({ ...each, pipes: bound(scope, each.pipes, 'transform') }))
      const pipe = Reflect.apply(method, this, [bound(scope, pipes, 'transform'), own])
      return runIn(scope, pipe, [args, req, ...rest])
    }
  }

const caught = (method: Method): Method =>
  function (error: unknown, host: ArgumentsHost) {
    const scope = scopeOf(host.getType(), host.getArgByIndex(0))
    noteError(scope, error, true)
    const answer = () => Reflect.apply(method, this, [error, host])
    return scope ? runIn(scope, answer, []) : answer()
  }
