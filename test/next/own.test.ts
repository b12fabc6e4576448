// `headers()` of `next/headers` in compiled code: Next's own storages, two requests, and code of one that runs in the other's context.
import { AsyncLocalStorage } from 'node:async_hooks'
import { cookies, headers } from 'next/headers.js'
import { expect, test, vi } from 'vitest'
import { aid } from '../../runtime/aid.ts'
import { given } from '../../runtime/reference.ts'
import { register } from '../../runtime/register.ts'
import type { Scope } from '../../runtime/types.ts'

// Next's own server does it before anything of Next is loaded.
vi.hoisted(async () => {
  const { AsyncLocalStorage } = await import('node:async_hooks')
  Object.assign(globalThis, { AsyncLocalStorage })
})

register.aid ??= aid
const { entry } = await import('../../runtime/hosts/next/host.ts')
const { own } = await import('../../runtime/hosts/next/request.ts')
const { workAsyncStorage } = await import('next/dist/server/app-render/work-async-storage.external.js')
const { workUnitAsyncStorage } = await import(
  'next/dist/server/app-render/work-unit-async-storage.external.js'
)

type Store = NonNullable<ReturnType<typeof workUnitAsyncStorage.getStore>>

/** Runs `fn` as Next runs a route handler of the request `id`. */
function serve<Result>(id: string, fn: () => Result): Result {
  const answer = (name: string) => Promise.resolve(new Map([['x-id', `${id} ${name}`]]))
  const asyncApiPromises = { headers: answer('headers'), mutableCookies: answer('cookies') }
  const unit = { type: 'request', phase: 'action', asyncApiPromises } as unknown as Store
  const work = { route: `/${id}`, afterContext: { onClose() {} } }
  return workAsyncStorage.run(work as never, () => workUnitAsyncStorage.run(unit as never, fn))
}

/** Calls `fn` with `scope` in the register, as compiled code does. */
function withScope<Result>(scope: Scope | null, fn: () => Result): Result {
  register.scope = scope
  try {
    return fn()
  } finally {
    register.scope = null
  }
}

const ask = async (fn: typeof headers | typeof cookies) =>
  ((await own(fn as () => Promise<object>)) as Map<string, string>).get('x-id')

test('they are asked in the context of the scope, whoever has called, and in the present one where there is none', async () => {
  let mine: Scope | null = null
  let reached = ''
  const tenant = new AsyncLocalStorage<string>()
  const look = () => {
    reached = tenant.getStore() ?? 'nothing'
    return headers()
  }
  serve('a', () =>
    tenant.run('tenant of a', () => {
      mine = entry('route handler')
    }),
  )
  const seen = await serve('b', () => {
    const other = entry('route handler')
    return Promise.all([
      withScope(mine, () => ask(headers)),
      withScope(mine, () => ask(cookies)),
      withScope(other, () => ask(headers)),
      withScope(null, () => ask(headers)),
      withScope(mine, () => ask(look as typeof headers)),
    ])
  })
  expect(seen).toEqual(['a headers', 'a cookies', 'b headers', 'b headers', 'a headers'])
  expect(reached).toBe('tenant of a')
  expect(await withScope(mine, () => ask(headers))).toBe('a headers')
})

test('in its own context it is the call as it is written: the same promise, with the same arguments', () => {
  serve('c', () => {
    const scope = entry('route handler')
    expect(withScope(scope, () => own(headers as () => Promise<object>))).toBe(headers())
    const mock = vi.fn(async (..._args: number[]) => ({}))
    withScope(scope, () => own(mock, 1, 2))
    expect(mock).toHaveBeenCalledExactlyOnceWith(1, 2)
  })
})

test('handed over as a value, they keep the request that handed them over; a mock stays what it is', async () => {
  const mock = vi.fn(async () => new Map())
  const handed = serve('f', () =>
    withScope(entry('route handler'), () => {
      expect(given(mock, own as never)).toBe(mock)
      return given(cookies, own as never)
    }),
  )
  const seen = await serve('g', async () => (await handed()) as unknown as Map<string, string>)
  expect(seen.get('x-id')).toBe('f cookies')
})

test('where nothing is left of the request it is AFTERWORD_SCOPE_DRAINED, not what another request has', async () => {
  const left = serve('d', () => entry('route handler'))
  await new Promise((resolve) => setTimeout(resolve))
  globalThis.gc?.()
  await serve('e', async () => {
    await expect(withScope(left, () => ask(headers))).rejects.toMatchObject({
      code: 'AFTERWORD_SCOPE_DRAINED',
    })
    await expect(withScope(left, () => ask(headers))).rejects.toThrow('headers() came too late')
  })
})
