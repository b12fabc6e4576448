// TanStack Start, the server entry: for React, Solid and Vue.
import { noteCaught, visit } from './hook.ts'

type Fetch = (request: Request, ...rest: never[]) => Response | Promise<Response>

/** What an entry of the user's hands on to Start's own. */
type Options = { readonly context?: unknown } | null | undefined

interface Match {
  readonly status?: unknown
  readonly error?: unknown
}

/** Of the router, what tells of a loader that failed: the matches are in `stores`, formerly in `state`. */
interface Router {
  readonly stores?: { readonly matches?: { get?(): readonly Match[] } }
  readonly state?: { readonly matches?: readonly Match[] }
}

/** Set while the pages that are written to files are asked for. */
const isBuilding = (): boolean => globalThis.process?.env?.TSS_PRERENDERING === 'true'

/**
 * Gives each request its scope, closed when the response has been sent, was aborted or failed: around the server entry.
 *
 * ```ts
 * // src/server.ts
 * import { createStartHandler, defaultStreamHandler } from '@tanstack/react-start/server'
 * import { withAfter, withErrors } from 'afterword/tanstack-start'
 *
 * export default withAfter({ fetch: createStartHandler(withErrors(defaultStreamHandler)) })
 * ```
 *
 * The tasks of a page that is prerendered run in the build, with the outcome `prerendered`. The request is a carrier of the scope.
 */
export function withAfter<Entry extends { readonly fetch: Fetch }>(entry: Entry): Entry {
  const fetch = (request: Request, ...rest: never[]): Response | Promise<Response> => {
    const platform = rest.flatMap((each: unknown) => [each, (each as Options)?.context])
    const known = { host: 'tanstack-start', request, platform, isPrerendered: isBuilding() }
    return visit({ ...known, thrown: 500 }, () => entry.fetch(request, ...rest))
  }
  return { ...entry, fetch }
}

/**
 * By this a request is `errored`, with the error, where a page answers what its `beforeLoad` or `loader` threw. Around the handler that renders.
 */
export function withErrors<Given extends { readonly request: Request; readonly router: object }, Result>(
  render: (context: Given) => Result,
): (context: Given) => Result {
  return (context) => {
    const router: Router = context.router
    const matches = router.stores?.matches?.get?.() ?? router.state?.matches ?? []
    const failed = matches.find(({ status }) => status === 'error')
    if (failed) noteCaught(context.request, failed.error)
    return render(context)
  }
}
