// Who keeps work alive once the response is sent, in the shapes in which the adapters hand it to a framework's hook.
import { expect, test } from 'vitest'
import { onRequest } from '../../runtime/hosts/astro.ts'
import { executionContext, middleware } from '../../runtime/hosts/react-router.ts'
import { handle } from '../../runtime/hosts/sveltekit.ts'
import { withAfter } from '../../runtime/hosts/tanstack-start.ts'
import { after } from '../../runtime/index.ts'

/** As Workers, Vercel's edge and Netlify make it: its method wants its `this`. */
class Context {
  kept: Promise<unknown>[] = []
  waitUntil(promise: Promise<unknown>): void {
    this.kept.push(promise)
  }
}

/** As React Router makes it: what it holds cannot be seen from outside. */
class RouterContextProvider {
  readonly #values = new Map<unknown, unknown>()
  set(key: unknown, value: unknown): void {
    this.#values.set(key, value)
  }
  get(key: { readonly defaultValue?: unknown }): unknown {
    if (this.#values.has(key)) return this.#values.get(key)
    if (key.defaultValue === undefined) throw new Error('No value found for context')
    return key.defaultValue
  }
}

/** Cloudflare's environment: whatever it is asked for, it has. */
const env = new Proxy({}, { get: () => undefined })

const svelteKit = (platform: unknown) => (request: Request, next: () => Response) =>
  handle({ event: { request, platform, isSubRequest: false }, resolve: next })

const reactRouter = (context: unknown) => async (request: Request, next: () => Response) =>
  middleware[0]({ request, context }, async () => next())

const astro = (locals: object) => async (request: Request, next: () => Response) =>
  onRequest({ request, locals }, async () => next())

const tanStackStart =
  (...rest: unknown[]) =>
  (request: Request, next: () => Response) =>
    withAfter({ fetch: (_request: Request, ..._rest: never[]) => next() }).fetch(
      request,
      ...(rest as never[]),
    )

type Serve = (request: Request, next: () => Response) => Response | Promise<Response>

const withContext = (ctx: Context, key: unknown): RouterContextProvider => {
  const context = new RouterContextProvider()
  context.set(key, ctx)
  return context
}

const shapes: [name: string, serve: (ctx: Context) => Serve][] = [
  ['adapter-cloudflare of SvelteKit', (ctx) => svelteKit({ env, ctx, context: ctx, caches: {}, cf: {} })],
  ['adapter-vercel of SvelteKit, on the edge', (context) => svelteKit({ context })],
  ['adapter-netlify of SvelteKit', (context) => svelteKit({ context })],
  ['React Router on Workers, by our key', (ctx) => reactRouter(withContext(ctx, executionContext))],
  [
    'React Router on Workers, with `cloudflare` put on its context',
    (ctx) => reactRouter(Object.assign(new RouterContextProvider(), { cloudflare: { env, ctx } })),
  ],
  ['React Router 7 on Workers', (ctx) => reactRouter({ cloudflare: { env, ctx } })],
  ['TanStack Start on Workers', (ctx) => tanStackStart(env, ctx)],
  ['TanStack Start on Netlify', (context) => tanStackStart(context)],
  [
    'TanStack Start, handed on in its context',
    (ctx) => tanStackStart({ context: { cloudflare: { env, ctx } } }),
  ],
  ['@astrojs/cloudflare 13', (cfContext) => astro({ cfContext })],
  ['@astrojs/cloudflare 12', (ctx) => astro({ runtime: { env, ctx, caches: {}, cf: {} } })],
  ['@astrojs/netlify', (context) => astro({ netlify: { context } })],
]

test.each(shapes)('%s: it is asked to wait for the tasks', async (_, serve) => {
  const ctx = new Context()
  let ran = 0
  const request = new Request('http://localhost/page')
  const response = await serve(ctx)(request, () => {
    after.with(request, () => void ran++)
    return new Response('page')
  })
  expect(ctx.kept).toHaveLength(1)
  expect(ran).toBe(0)
  expect(await response.text()).toBe('page')
  await Promise.all(ctx.kept)
  expect(ran).toBe(1)
})

test('a key that nobody has set asks nobody', async () => {
  const request = new Request('http://localhost/page')
  let ran = 0
  const response = await reactRouter(new RouterContextProvider())(request, () => {
    after.with(request, () => void ran++)
    return new Response('page')
  })
  await response.text()
  await expect.poll(() => ran).toBe(1)
})
