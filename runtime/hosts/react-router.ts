// React Router 8 and newer, in framework mode.
import { current } from '../register.ts'
import type { Scope } from '../types.ts'
import { noteCaught, visit } from './hook.ts'

interface Context {
  get(key: unknown): unknown
  set?(key: unknown, value: unknown): void
}

interface Args {
  readonly request: Request
  readonly context?: unknown
}

type Next = () => Promise<unknown>

/**
 * By this key a Worker hands its `ctx` on, which keeps the tasks alive once the response is sent. Where `ctx` stands in `context.cloudflare` it is
 * found without.
 *
 * ```ts
 * // workers/app.ts
 * const context = new RouterContextProvider()
 * context.set(executionContext, ctx)
 * return requestHandler(request, context)
 * ```
 */
export const executionContext: { readonly defaultValue: object | null } = { defaultValue: null }

/** Set while `react-router build` asks for the pages that it writes. */
const isBuilding = (): boolean => globalThis.process?.env?.IS_RR_BUILD_REQUEST === 'yes'

/** As `createContext(null)` makes it: what of a request all of its loaders and actions are given. */
const inContext: { readonly defaultValue: Scope | null } = { defaultValue: null }

/**
 * The middleware that gives each request its scope, closed when the response has been sent, was aborted or failed. Let it be the first of the root
 * route:
 *
 * ```ts
 * // app/root.tsx
 * export { middleware } from 'afterword/react-router'
 * ```
 *
 * Beside others: `export const middleware = [...afterword, mine]`. The tasks of a page that is prerendered run in the build, with the outcome
 * `prerendered`.
 */
export const middleware: [(args: Args, next: Next) => Promise<Response>] = [
  async ({ request, context }, next) => {
    const given = (context as Context | undefined)?.get?.(executionContext)
    const known = { host: 'react-router', request, platform: [given, context], isPrerendered: isBuilding() }
    return visit(known, () => {
      ;(context as Context | undefined)?.set?.(inContext, current())
      return next() as Promise<Response>
    })
  },
]

type Call = () => Promise<unknown>

async function inScope(call: Call, info: { readonly context?: unknown }): Promise<void> {
  const scope = (info.context as Context | undefined)?.get?.(inContext) as Scope | null | undefined
  await (scope ? scope.run(call) : call())
}

/**
 * Loaders that run behind the action of a form are called by what was not compiled, with another request: by this they find the scope of their
 * own. Beside others: `export const instrumentations = [...afterword, mine]`.
 *
 * ```ts
 * // app/entry.server.tsx
 * export { handleError, instrumentations } from 'afterword/react-router'
 * ```
 */
export const instrumentations: [
  { route(route: { instrument(calls: { loader: typeof inScope; action: typeof inScope }): void }): void },
] = [{ route: ({ instrument }) => instrument({ loader: inScope, action: inScope }) }]

/**
 * By this a request that failed is `errored`, with the error, for its tasks. It says what React Router says without one. In front of one of your own:
 * `export const handleError = withErrors(mine)`, with `import { handleError as withErrors }`.
 */
export function handleError(error: unknown, args: Args): void
export function handleError<Own extends (error: unknown, args: never) => unknown>(own: Own): Own
export function handleError(given: unknown, args?: Args): unknown {
  const hook =
    (own: (error: unknown, args: Args) => unknown) =>
    (error: unknown, args: Args): unknown => {
      // A client that goes away is no error.
      if (!args.request.signal.aborted) noteCaught(args.request, error)
      return own(error, args)
    }
  return args ? hook(log)(given, args) : hook(given as typeof log)
}

/** What an error of React Router's own stands for. */
const causeOf = (error: unknown): unknown => {
  const { status, error: cause } = (error ?? {}) as { status?: unknown; error?: unknown }
  return typeof status === 'number' && cause ? cause : error
}

function log(error: unknown, { request }: Args): void {
  if (!request.signal.aborted) console.error(causeOf(error))
}
