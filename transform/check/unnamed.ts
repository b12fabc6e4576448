/** Entries that have lost the scope before they are called, and have no parameter to ask for it. */
import { isCall, type Node, propertyName, unwrap } from '../analyze/nodes.ts'
import { idleBesideFetch, idleByDecorator } from '../analyze/without-request.ts'
import type { Module, Unit, Unnamed } from './graph.ts'
import type { Way } from './trace.ts'

/** Of a controller: whether the request has a body, which is read first, shows in the name. */
const WITH_BODY = /^(?:Post|Put|Patch)$/
/** What GraphQL resolves is called behind a promise, always. */
const RESOLVED = /^(?:Query|Mutation|Subscription|ResolveField)$/
const ROUTES = /^(?:Get|Post|Put|Patch|Delete|Head|Options|All)$/

/** `@Post() create(@Body() order) {}`: Nest awaits guards, pipes and the values of decorated parameters before it calls the method. */
export function findUnnamedMethod(node: Node, name: string, decorators: readonly Node[]): Unnamed | null {
  const names = decorators.map(nameOfDecorator)
  const isAwaited = (node.params as Node[]).some((each) => (each.decorators ?? []).length > 0)
  const isLate = names.some(
    (each) => WITH_BODY.test(each) || RESOLVED.test(each) || (ROUTES.test(each) && isAwaited),
  )
  if (!isLate) return null
  const isResolver = names.some((each) => RESOLVED.test(each))
  const parameter = isResolver ? '@Context() { req }' : '@Req() req'
  const line = `${name}(${parameter}, …), and after.with(req, …) where the task is given`
  const because = 'its framework, which is not compiled, awaits what it is called with'
  if (isResolver) return { because, line }
  const module = 'afterword/nest'
  const hint = `let ${module} hand it on: imports: [AfterwordModule] in the root module`
  return { because, line: `${line}. Or ${hint}`, module }
}

/** Our modules that call the handlers of their router in the scope of the request, whatever file they stand in. */
const ENTERED = /['"]afterword\/(?:express|fastify|h3|hono|koa|nest|nuxt)['"]/
/** What a module imports that makes routers, and what these call their handlers with. None of them has a module of ours. */
const ROUTERS: readonly (readonly [imported: RegExp, parameters: string])[] = [
  [/['"](?:polka|connect|restify|find-my-way|router|0http|tinyhttp|@tinyhttp\/app)['"]/, 'req, res'],
  [/['"](?:@oak\/oak|oak)['"]/, 'ctx'],
  [/['"](?:itty-router|elysia|worktop|tiny-request-router)['"]/, 'request'],
]
/** The same of routers that our modules enter, where none of these is there. */
const OTHERS: readonly (readonly [imported: RegExp, parameters: string])[] = [
  [/['"]hono(?:\/[\w-]+)?['"]/, 'c'],
  [/['"](?:koa|koa-router|@koa\/router)['"]/, 'ctx'],
  [/['"]h3['"]/, 'event'],
  [/['"](?:express|express-promise-router|fastify)['"]/, 'req, res'],
]

/** `router.get('/orders', list)`, where `list` comes from another file and no parameter of it names the request. */
export function createFindUnnamedRoute(
  modules: readonly Module[],
): (way: Way) => { to: string; line: string } | null {
  const isEntered = modules.some(({ code }) => ENTERED.test(code))
  return ({ start, entry, registered }) => {
    const { from, use } = registered ?? {}
    if (entry.shape !== 'route' || !from || !use?.given || start.kind !== 'function' || start.knows)
      return null
    // A router that the file is given may be any: one that is entered, where one is.
    const made = (isEntered ? ROUTERS : [...ROUTERS, ...OTHERS]).find(([imported]) =>
      imported.test(from.module.code),
    )
    if (isEntered && !made) return null
    return { to: use.given.to, line: `${start.name}(${made?.[1] ?? 'request'})` }
  }
}

function nameOfDecorator({ expression }: Node): string {
  const callee = isCall(expression) ? unwrap(expression.callee) : expression
  return callee.type === 'Identifier' ? callee.name : (propertyName(callee) ?? '')
}

/** `fetch` alone has requests. `withAfter()` gives the others a scope of their own. */
export function findIdleMember({ name, given, around }: Unit): string | null {
  const isMember = around?.kind === 'value' && (around.name === 'default' || name === 'scheduled')
  return isMember && given?.shape !== 'handler' ? idleBesideFetch(name) : null
}

/** `@Cron('0 * * * *') tick() { … }`: what calls it belongs to no request. */
export function findIdleMethod(decorators: readonly Node[]): string | null {
  for (const each of decorators) {
    const by = idleByDecorator(nameOfDecorator(each))
    if (by) return by
  }
  return null
}
