// The hooks for errors: what they say where the user has none, and that they come before the user's own.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as reactRouter from '../../runtime/hosts/react-router.ts'
import * as svelteKit from '../../runtime/hosts/sveltekit.ts'
import { withAfter, withErrors } from '../../runtime/hosts/tanstack-start.ts'
import { after } from '../../runtime/index.ts'
import type { Outcome } from '../../runtime/types.ts'

let said: unknown[][]
beforeEach(() => {
  said = []
  vi.spyOn(console, 'error').mockImplementation((...args) => void said.push(args))
})
afterEach(() => void vi.restoreAllMocks())

const failed = new Error('as it should')

interface Told {
  outcome: Outcome | undefined
  error: unknown
  status: number | undefined
}

/** A request whose task says what it was told. */
function requestOf(): { request: Request; give: () => void; told: Promise<Told> } {
  const request = new Request('http://localhost/page')
  const { promise, resolve } = Promise.withResolvers<Told>()
  const give = () =>
    void after.with(request, ({ outcome, error, status }) => resolve({ outcome, error, status }))
  return { request, give, told: promise }
}

test('SvelteKit: handleError notes the error, and says what Kit says without a hook', async () => {
  const { request, give, told } = requestOf()
  const event = { request, isSubRequest: false }
  const response = await svelteKit.handle({
    event,
    resolve: () => {
      give()
      svelteKit.handleError({ event, error: failed, kind: 'unknown' })
      return new Response('broken', { status: 500 })
    },
  })
  await response.text()
  expect(await told).toEqual({ outcome: 'errored', error: failed, status: 500 })
  expect(said).toEqual([[failed.stack]])
})

test('SvelteKit: what is not found is said by nobody, in version 3 and in version 2', () => {
  const event = { request: new Request('http://localhost/none') }
  svelteKit.handleError({ event, error: new Error('Not found'), kind: 'framework' })
  svelteKit.handleError({ event, error: new Error('Not found'), status: 404 })
  expect(said).toEqual([])
})

test('React Router: middleware and instrumentations are lists, to be spread before others', async () => {
  const { request, give, told } = requestOf()
  const order: string[] = []
  const mine = async (_args: unknown, next: () => Promise<Response>) => {
    order.push('mine')
    give()
    return next()
  }
  const [first, second] = [...reactRouter.middleware, mine]
  const response = await first?.({ request }, async () =>
    second?.({ request }, async () => new Response('page')),
  )
  await response?.text()
  expect(order).toEqual(['mine'])
  expect(await told).toEqual({ outcome: 'sent', error: undefined, status: 200 })
  expect([...reactRouter.instrumentations, { route() {} }]).toHaveLength(2)
})

test('React Router: handleError(mine) notes the error, then calls mine, and gives what that gives', async () => {
  const { request, give, told } = requestOf()
  const mine = vi.fn((_error: unknown, _args: { request: Request }) => 'mine')
  const hook = reactRouter.handleError(mine)
  const response = await reactRouter.middleware[0]({ request }, async () => {
    give()
    expect(hook(failed, { request })).toBe('mine')
    return new Response('broken', { status: 500 })
  })
  await response.text()
  expect(await told).toEqual({ outcome: 'errored', error: failed, status: 500 })
  expect(mine.mock.calls).toEqual([[failed, { request }]])
  expect(said).toEqual([])
})

test('React Router: without one of the user’s it says the error; of a client that went away nothing', () => {
  const gone = new AbortController()
  gone.abort()
  reactRouter.handleError(failed, { request: new Request('http://localhost/') })
  reactRouter.handleError(failed, { request: new Request('http://localhost/', { signal: gone.signal }) })
  expect(said).toEqual([[failed]])
})

test('TanStack Start: withErrors finds the loader that failed, where the router keeps it now and where it kept it', async () => {
  const matches = [{ status: 'success' }, { status: 'error', error: failed }]
  for (const router of [{ stores: { matches: { get: () => matches } } }, { state: { matches } }, {}]) {
    const { request, give, told } = requestOf()
    const render = withErrors(
      (_context: { request: Request; router: object }) => new Response('page', { status: 500 }),
    )
    const { fetch } = withAfter({
      fetch(request: Request) {
        give()
        return render({ request, router })
      },
    })
    await (await fetch(request)).text()
    const knows = Object.keys(router).length > 0
    expect(await told).toEqual({
      outcome: knows ? 'errored' : 'sent',
      error: knows ? failed : undefined,
      status: 500,
    })
  }
})

test('TanStack Start: what the entry throws is errored, with 500', async () => {
  const { request, give, told } = requestOf()
  const { fetch } = withAfter({
    fetch(_request: Request): Response {
      give()
      throw failed
    },
  })
  expect(() => fetch(request)).toThrow(failed)
  expect(await told).toEqual({ outcome: 'errored', error: failed, status: 500 })
})
