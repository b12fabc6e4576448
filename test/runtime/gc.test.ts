// A drained scope is a tombstone: whoever holds it holds no request, no response, no task.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { expect, it } from 'vitest'
import { withAfter as withFetch } from '../../runtime/hosts/fetch.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import {
  type AfterHandle,
  cookies,
  currentScope,
  headers,
  openScope,
  type Scope,
} from '../../runtime/index.ts'
import { compiledAfter } from './placed.ts'

setFlagsFromString('--expose_gc')
const collect = runInNewContext('gc') as () => void

/** One request, and weak references to all that belongs to it. */
async function serve(): Promise<{
  scope: Scope
  handle: AfterHandle
  weak: Record<string, WeakRef<object>>
}> {
  const request = { headers: { cookie: 'a=1' }, big: new Array(1000).fill(0) }
  const response = {}
  const task = () => [request, response]
  const error = new Error('x')
  const promise = Promise.resolve(request)
  const waitUntil = () => void response
  const options = { name: 'audit', key: 'k' }
  const scope = openScope({
    name: 'GET /a',
    host: 'test',
    carriers: [request, response],
    request,
    waitUntil,
    setCookies: () => Boolean(response),
  })
  let handle: AfterHandle | undefined
  const weak: Record<string, WeakRef<object>> = {}
  scope.run(() => {
    handle = compiledAfter('a:1', task, options)
    compiledAfter('a:2', promise)
    compiledAfter(
      'a:3',
      (info) => {
        weak.info = new WeakRef(info)
      },
      { timeout: 60_000 },
    )
    weak.headers = new WeakRef(headers())
    weak.cookies = new WeakRef(cookies())
  })
  Object.assign(weak, {
    request: new WeakRef(request),
    response: new WeakRef(response),
    task: new WeakRef(task),
    error: new WeakRef(error),
    promise: new WeakRef(promise),
    waitUntil: new WeakRef(waitUntil),
  })
  scope.close('errored', { status: 500, error })
  await scope.drained
  return { scope, handle: handle as AfterHandle, weak }
}

it('holds nothing but id, state, host, name and the lines of its head once it is drained', async () => {
  const { scope, handle, weak } = await serve()
  for (let n = 0; n < 20; n++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    collect()
    if (Object.values(weak).every((ref) => !ref.deref())) break
  }
  const held = Object.keys(weak).filter((name) => weak[name]?.deref())
  expect(held).toEqual([])
  expect(Object.keys(weak)).toHaveLength(9)
  expect(scope).toMatchObject({ state: 'drained', host: 'test', name: 'GET /a' })
  expect(handle.name).toBe('audit')
})

it('would be seen to hold, if it did', async () => {
  const kept = { big: true }
  const ref = new WeakRef(kept)
  const scope = openScope({ request: { headers: { kept } as never } })
  await new Promise((resolve) => setTimeout(resolve, 5))
  collect()
  expect(ref.deref()).toBe(kept)
  expect(scope.state).toBe('open')
})

it.each(['node', 'fetch'])(
  'holds neither request nor response while a task waits, and its lines may be asked for: %s',
  async (host) => {
    const weak: WeakRef<object>[] = []
    let ask: (() => void) | undefined
    let agent: string | null | undefined
    const give = (...held: object[]): void => {
      weak.push(...held.map((each) => new WeakRef(each)))
      compiledAfter('a:1', async () => {
        const scope = currentScope()
        await new Promise<void>((resolve) => {
          ask = resolve
        })
        agent = scope?.run(() => headers().get('user-agent'))
      })
    }
    const listener =
      host === 'node'
        ? withAfter((req: IncomingMessage, res) => {
            give(req, res)
            res.end('body')
          })
        : getRequestListener(
            withFetch((request: Request, { incoming, outgoing }: HttpBindings) => {
              give(request, incoming, outgoing)
              return new Response('body')
            }) as Parameters<typeof getRequestListener>[0],
          )
    const server = createServer(listener).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const init = { headers: { connection: 'close', 'user-agent': 'gc' } }
    expect(await (await fetch(`http://127.0.0.1:${port}`, init)).text()).toBe('body')
    await expect
      .poll(() => {
        collect()
        return ask && weak.every((each) => !each.deref())
      })
      .toBe(true)
    ask?.()
    await expect.poll(() => agent).toBe('gc')
    server.close()
  },
)
