// The middleware that `afterword/astro` adds.
import { visit } from './hook.ts'

interface Context {
  readonly request: Request
  /** The adapters keep here what their platform hands on: Cloudflare's in `cfContext`, or formerly `runtime`, Netlify's in `netlify`. */
  readonly locals?: { readonly cfContext?: unknown; readonly runtime?: unknown; readonly netlify?: unknown }
  readonly isPrerendered?: boolean
}

/**
 * Gives each request its scope, closed when the response has been sent, was aborted or failed. The tasks of a page that is prerendered run in the
 * build, with the outcome `prerendered`. Your pages `404.astro` and `500.astro` have a scope of their own, where they stand in for another page.
 * `context`, `Astro` and their request are carriers of the scope.
 */
export function onRequest(
  { request, locals, isPrerendered = false }: Context,
  next: () => Promise<Response>,
): Response | Promise<Response> {
  const platform = [locals?.cfContext ?? locals?.runtime, locals?.netlify]
  return visit({ host: 'astro', request, platform, isPrerendered, thrown: 500 }, next)
}
