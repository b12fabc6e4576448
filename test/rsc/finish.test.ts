// When a response is finished: Node's own response where the server hands it on, else the end or the cancellation of the body.

import { serve } from 'srvx/node'
import { describe, expect, test, vi } from 'vitest'
import { cache, withAfter, withScope } from '../../runtime/hosts/rsc/plain.ts'
import { after, currentScope, hostInfo, type Scope } from '../../runtime/index.ts'

interface Seen {
  outcome: string | undefined
  status: number | undefined
}

const encoder = new TextEncoder()

/** A handler that sends two parts, the second when `go` is called, and notes how its task ends. */
function open(): { fetch(request: Request): Response; go(): void; seen: Seen[]; cancelled: unknown[] } {
  const seen: Seen[] = []
  const cancelled: unknown[] = []
  const gate = Promise.withResolvers<void>()
  const fetch = (): Response => {
    after((info) => seen.push({ outcome: info.outcome, status: info.status }))
    let part = 0
    const body = new ReadableStream({
      async pull(controller) {
        if (part++) await gate.promise
        if (part > 2) return controller.close()
        controller.enqueue(encoder.encode(`part ${part}`))
      },
      cancel: (reason) => void cancelled.push(reason),
    })
    return new Response(body, { status: 201 })
  }
  return { ...withAfter({ fetch }), go: () => gate.resolve(), seen, cancelled }
}

const soon = { timeout: 3000, interval: 5 }

describe("by Node's response", () => {
  async function visit(leave: boolean): Promise<Seen[]> {
    const app = open()
    const server = serve({
      fetch: (request) => app.fetch(request),
      port: 0,
      hostname: '127.0.0.1',
      silent: true,
    })
    await server.ready()
    try {
      const left = new AbortController()
      const response = await fetch(server.url as string, { signal: left.signal })
      const reader = (response.body as ReadableStream).getReader()
      await reader.read()
      expect(hostInfo().bodyEnd).toBe('exact')
      expect(app.seen).toEqual([])
      if (leave) left.abort()
      else {
        app.go()
        while (!(await reader.read()).done);
      }
      await vi.waitFor(() => expect(app.seen).toHaveLength(1), soon)
      app.go()
      return app.seen
    } finally {
      await server.close(true)
    }
  }

  test('sent, and aborted when the client goes away', async () => {
    expect(await visit(false)).toEqual([{ outcome: 'sent', status: 201 }])
    expect(await visit(true)).toEqual([{ outcome: 'aborted', status: 201 }])
  })
})

describe('by the body, where the server hands on nothing', () => {
  test('its end', async () => {
    const app = open()
    const response = app.fetch(new Request('http://shop/a'))
    expect(hostInfo().bodyEnd).toBe('handoff')
    app.go()
    expect(await response.text()).toBe('part 1part 2')
    await vi.waitFor(() => expect(app.seen).toEqual([{ outcome: 'sent', status: 201 }]), soon)
  })

  test('its cancellation', async () => {
    const app = open()
    const reader = (app.fetch(new Request('http://shop/a')).body as ReadableStream).getReader()
    await reader.read()
    expect(app.seen).toEqual([])
    app.go()
    await reader.cancel('gone')
    await vi.waitFor(() => expect(app.seen).toEqual([{ outcome: 'aborted', status: 201 }]), soon)
    expect(app.cancelled).toEqual(['gone'])
  })

  test('a handler that throws has failed', async () => {
    const seen: unknown[] = []
    const handler = withAfter((_request: Request): Response => {
      after(({ outcome, error }) => seen.push([outcome, error]))
      throw 'no'
    })
    expect(() => handler(new Request('http://shop/a'))).toThrow('no')
    await vi.waitFor(() => expect(seen).toEqual([['errored', 'no']]), soon)
  })
})

describe('afterword/rsc without React', () => {
  test('has the names that it has with it', async () => {
    const names = async (modules: Promise<object>) => Object.keys(await modules).sort()
    expect(await names(import('../../runtime/hosts/rsc/plain.ts'))).toEqual(
      await names(import('../../runtime/hosts/rsc.ts')),
    )
    expect(await names(import('../../runtime/hosts/rsc/compiled-plain.ts'))).toEqual(
      await names(import('../../runtime/hosts/rsc/compiled.ts')),
    )
  })

  test('a scope names its host, and is found by its request', async () => {
    const request = new Request('http://shop/a?b')
    const handler = withAfter((_request: Request) => {
      const scope = currentScope()
      return new Response(`${scope?.host} ${scope?.name}`)
    })
    expect(await handler(request).text()).toBe('rsc GET /a')
    expect(() => withAfter(1 as never)).toThrow(expect.objectContaining({ code: 'AFTERWORD_BAD_FUNCTION' }))
  })

  test('withScope() is refused, and cache() keeps for the tasks of one request', async () => {
    expect(() => withScope({})).toThrow(expect.objectContaining({ code: 'AFTERWORD_NO_REACT_SERVER' }))
    let calls = 0
    const load = cache((...args: unknown[]) => [args, ++calls])
    const key = {}
    const handler = withAfter((_request: Request) => {
      const before = load(1, key)
      expect(load(1, key)).not.toBe(before)
      after(() => {
        const first = load(1, key)
        expect(first).not.toBe(before)
        expect(load(1, key)).toBe(first)
        expect(load(1)).not.toBe(first)
        expect(load(1, {})).not.toBe(first)
        expect(load('1', key)).not.toBe(first)
        after(() => expect(load(1, key)).toBe(first))
      })
      const scope = currentScope() as Scope
      return Object.assign(new Response(), { scope })
    })
    const settle = async (path: string) => {
      const { scope } = handler(new Request(`http://shop/${path}`)) as Response & { scope: Scope }
      expect(await scope.drained).toMatchObject({ done: 2, failed: 0 })
    }
    await settle('a')
    expect(calls).toBe(6)
    await settle('b')
    expect(calls).toBe(12)
    load(1, key)
    load(1, key)
    expect(calls).toBe(14)
  })
})
