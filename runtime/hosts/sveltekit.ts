// SvelteKit, the hooks of src/hooks.server.ts.
import { noteCaught, visit } from './hook.ts'

interface Event {
  readonly request: Request
  readonly platform?: unknown
  readonly isSubRequest: boolean
}

interface Input<Given extends Event> {
  readonly event: Given
  readonly resolve: (event: Given) => Response | Promise<Response>
}

/** Of version 3 `kind` tells what is caught, of version 2 `status`. */
interface Caught {
  readonly event: { readonly request: Request }
  readonly error: unknown
  readonly kind?: string
  readonly status?: number
  readonly issues?: unknown
}

type Hook<Given extends Caught, Result> = (input: Given) => Result

/** Set in the worker in which Kit writes pages: `building` of `$app/env` can be imported by what Vite bundles alone. */
const isBuilding = (): boolean => globalThis.process?.env?.SVELTEKIT_FORK === 'true'

/**
 * The hook that gives each request its scope, closed when the response has been sent, was aborted or failed. Let it be the first:
 *
 * ```ts
 * // src/hooks.server.ts
 * export { handle, handleError } from 'afterword/sveltekit'
 * ```
 *
 * Beside one of your own: `export const handle = sequence(afterword, mine)`, with `import { handle as afterword }`.
 * `event.fetch` of your own endpoints runs in the scope of the request that asks. The tasks of a page that is prerendered run in the build, with
 * the outcome `prerendered`. `event` and its request are carriers of the scope.
 */
export function handle<Given extends Event>({ event, resolve }: Input<Given>): Response | Promise<Response> {
  const { request, platform, isSubRequest } = event
  const known = { host: 'sveltekit', request, platform: [platform], isInner: isSubRequest }
  return visit({ ...known, isPrerendered: isBuilding() }, () => resolve(event))
}

/**
 * The hook by which a request that failed is `errored`, with the error, for its tasks. It says what Kit says without a hook. In front of one of your
 * own: `export const handleError = withErrors(mine)`, with `import { handleError as withErrors }`.
 */
export function handleError(input: Caught): void
export function handleError<Given extends Caught, Result>(own: Hook<Given, Result>): Hook<Given, Result>
export function handleError(given: Caught | Hook<Caught, unknown>): unknown {
  const own = typeof given === 'function' ? given : log
  const hook = (input: Caught): unknown => {
    noteCaught(input.event.request, input.error)
    return own(input)
  }
  return typeof given === 'function' ? hook : hook(given)
}

function log(caught: Caught): void {
  // Version 3 says that `status` is no more, to whoever asks for it.
  const kind = caught.kind ?? (caught.status === 404 ? 'framework' : 'unknown')
  if (kind === 'validation') console.error('Schema validation of a remote function failed:', caught.issues)
  if (kind !== 'unknown') return
  for (let each = caught.error; each instanceof Error; each = each.cause) console.error(each.stack)
}
