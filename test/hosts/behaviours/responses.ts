// The end of a response, and what its tasks are told of it.
import { Agent } from 'node:http'
import { expect } from 'vitest'
import { type Client, find, newId, whats } from '../client.ts'
import type { Behaviour } from './behaviour.ts'

/** A task that blocks the thread for 300 ms at once must find the last byte gone. */
async function expectNoDelay(client: Client, path: string, length: number): Promise<void> {
  const id = newId('stream')
  const { body, endAt } = await client.get(path, id)
  const events = await client.until(id, 'end')
  expect(body).toHaveLength(length)
  expect(whats(events)).toEqual(['last chunk', 'start', 'end'])
  expect(find(events, 'end').at - find(events, 'start').at).toBeGreaterThanOrEqual(300)
  expect(endAt - find(events, 'start').at).toBeLessThan(250)
}

/** What a task of this request is told. */
async function expectTold(client: Client, path: string, told: object, status: number): Promise<void> {
  const id = newId('told')
  const got = await client.get(path, id)
  expect(got.status).toBe(status)
  expect(find(await client.until(id, 'task'), 'task')).toMatchObject(told)
}

export const responses: Behaviour[] = [
  {
    key: 'stream',
    claim: 'tasks run after a streamed body, and do not delay its last byte',
    check: (client) => expectNoDelay(client, '/stream?pause', 24),
  },
  {
    key: 'whole',
    claim: 'tasks run after a body that is sent at once, and do not delay its last byte',
    check: (client) => expectNoDelay(client, '/text', 100_000),
  },
  {
    key: 'throw',
    claim: 'tasks run after a thrown error: `errored`, with the error',
    async check(client) {
      const told = { outcome: 'errored', error: 'of the handler' }
      for (const path of ['/throw', '/throw?pause']) {
        const id = newId('throw')
        expect((await client.get(path, id)).status).toBeGreaterThanOrEqual(500)
        expect(find(await client.until(id, 'task'), 'task')).toMatchObject(told)
      }
    },
  },
  {
    key: 'redirect',
    claim: 'a redirect is `sent`, with its status',
    check: (client) => expectTold(client, '/redirect', { outcome: 'sent', status: 303 }, 303),
  },
  {
    key: 'missing',
    claim: 'a 404 is `sent`, with its status',
    check: (client) => expectTold(client, '/missing', { outcome: 'sent', status: 404 }, 404),
  },
  {
    key: 'unchanged',
    claim: 'HEAD and 304 are `sent`',
    async check(client) {
      await expectTold(client, '/unchanged', { outcome: 'sent', status: 304 }, 304)
      for (const path of ['/info', '/info?streamed']) {
        const id = newId('head')
        const { body, status } = await client.get(path, id, { method: 'HEAD' })
        expect([status, body]).toEqual([201, ''])
        expect(find(await client.until(id, 'task'), 'task')).toMatchObject({ outcome: 'sent', status: 201 })
      }
    },
  },
  {
    key: 'abort',
    claim: 'a client that goes away in mid-stream: `aborted`, and the tasks run',
    async check(client) {
      const id = newId('abort')
      const response = await client.open('/abort', id, { agent: false as never })
      await new Promise((resolve) => response.once('data', resolve))
      response.destroy()
      expect(find(await client.until(id, 'task'), 'task')).toMatchObject({ outcome: 'aborted' })
    },
  },
  {
    key: 'keepalive',
    claim: 'requests that share a connection have a scope each',
    async check(client) {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const sockets = new Set<unknown>()
      for (const path of ['/info', '/redirect', '/missing', '/info']) {
        const id = newId('shared')
        const response = await client.open(path, id, { agent })
        sockets.add(response.socket.localPort)
        for await (const _ of response);
        const { taskId } = find(await client.until(id, 'task'), 'task')
        expect(taskId).toBeTypeOf('number')
      }
      agent.destroy()
      expect(sockets.size).toBe(1)
    },
  },
  {
    key: 'info',
    claim: 'the response stays as written, and the task learns all of it',
    async check(client) {
      const id = newId('info')
      const { status, headers, body } = await client.get('/info?query=1', id)
      expect([status, headers['x-own'], body]).toEqual([201, 'kept', `answer to ${id}`])
      const task = find(await client.until(id, 'task'), 'task')
      expect(task).toMatchObject({ outcome: 'sent', status: 201, scope: 'GET /info', aborted: false })
      expect(task.name).toMatch(/test\/hosts\/app\/routes\/responses\.ts:\d+$/)
      expect(task.error).toBe(undefined)
    },
  },
  {
    key: 'request',
    claim: '`headers()` and `cookies()` in the handler and in its tasks',
    async check(client) {
      const id = client.host.runtime === 'lambda' ? 'no-cookies' : newId('request')
      for (const path of ['/request', '/request?pause']) {
        const { headers } = await client.get(path, id, {
          headers: { 'x-agent': 'probe', cookie: `session=s%20${id}; other=1` },
        })
        const own = { agent: 'probe', session: `s ${id}` }
        const events = await client.until(id, 'task')
        expect(find(events, 'handler')).toMatchObject(own)
        expect(find(events, 'task')).toMatchObject({ ...own, code: 'AFTERWORD_COOKIE_IN_TASK' })
        if (id !== 'no-cookies') expect(headers['set-cookie']).toEqual([`seen=${id}; Path=/; HttpOnly`])
      }
    },
  },
]
