// What a host is known by, and how it is kept alive.
import { connect } from 'node:net'
import { expect } from 'vitest'
import { type Client, find, newId, whats } from '../client.ts'
import type { Behaviour } from './behaviour.ts'

export const host: Behaviour[] = [
  {
    key: 'carriers',
    claim: 'its own objects are carriers, also behind middleware that is not compiled',
    async check(client) {
      const id = newId('carriers')
      const { body } = await client.get('/carriers?pause', id)
      const names = body.split(',')
      expect(names.length).toBeGreaterThan(0)
      const events = await client.until(id, 'task')
      expect(events.map(({ name, same }) => `${name} ${same}`)).toEqual(names.map((name) => `${name} true`))
    },
  },
  {
    key: 'host',
    claim: '`hostInfo()` says what it is, and its budget becomes the `deadline`',
    async check(client) {
      const { platform, runtime, bodyEnd } = client.host
      const id = newId('host')
      const before = Date.now()
      await client.get('/host', id)
      const { host: info, deadline } = find(await client.until(id, 'task'), 'task') as unknown as {
        host: { name: string; keepsAlive: boolean; bodyEnd: string; budgetMs?: number }
        deadline?: number
      }
      expect(info).toMatchObject({ name: platform, keepsAlive: true, bodyEnd })
      // Workers grants 30 s after the response, Lambda what is left of its timeout (here 30 s).
      const grants = runtime === 'workerd' || runtime === 'lambda'
      if (!grants) return expect([info.budgetMs, deadline]).toEqual([undefined, undefined])
      expect(info.budgetMs).toBeGreaterThan(29_000)
      expect(info.budgetMs).toBeLessThanOrEqual(30_000)
      expect(deadline).toBeGreaterThan(before + 29_000)
      expect(deadline).toBeLessThan(Date.now() + 30_000)
    },
  },
  {
    key: 'keep',
    claim: 'what keeps it alive ends exactly with the last task',
    async check(client) {
      const id = newId('keep')
      const { endAt } = await client.get('/keep', id)
      const { waitUntil } = client.host
      const events = await client.until(id, 'drained', 'last')
      expect(whats(events)).toEqual(['first', 'last', 'drained'])
      expect(find(events, 'drained').report).toMatchObject({ done: 3, failed: 0 })
      const last = find(events, 'last').at
      expect(last).toBeGreaterThanOrEqual(endAt)
      expect(find(events, 'drained').at - last).toBeLessThan(100)
      if (waitUntil) {
        // Once for each request, at its first task.
        const kept = await client.until(`kept-${id}`, 'settled')
        expect(whats(kept)).toEqual(['kept', 'settled'])
        expect(find(kept, 'settled').at).toBeGreaterThanOrEqual(last)
        expect(find(kept, 'settled').at - last).toBeLessThan(100)
      }
      const doneAt = client.running.doneAt?.(id)
      if (client.host.runtime === 'lambda') expect(doneAt).toBeGreaterThanOrEqual(last)
    },
  },
  {
    key: 'no-host',
    claim: 'where nothing can keep it alive, `after` throws, or warns once',
    async check(client) {
      const { waitUntil } = client.host
      const ask = async (path: string) => {
        const id = newId('no-host')
        const { body } = await client.get(path, id)
        return { id, body }
      }
      // A process that stays needs nothing; Lambda has its own test.
      if (!waitUntil) {
        const { id, body } = await ask('/no-host')
        expect(body).toBe('given')
        await client.until(id, 'task')
        return
      }
      expect((await ask('/no-host')).body).toBe('AFTERWORD_NO_KEEP_ALIVE')
      expect((await ask('/no-host?warn')).body).toBe('given')
      expect((await ask('/no-host')).body).toBe('AFTERWORD_NO_KEEP_ALIVE')
    },
  },
  {
    key: 'upgrade',
    claim: 'upgrade requests are left alone',
    async check(client) {
      const { upgrade } = client.host
      if (upgrade === 'socket') await expectEcho(client)
      else if (upgrade === 'websocket') await expectWebSocket(client)
      else {
        // There is no such thing on this host: it is a request like any other.
        const id = newId('upgrade')
        const headers = { connection: 'Upgrade', upgrade: 'echo' }
        expect((await client.get('/info', id, { headers, agent: false as never })).status).toBe(201)
        await client.until(id, 'task')
      }
    },
  },
]

/** Raw bytes, there and back, over what was an HTTP connection. */
async function expectEcho({ running }: Client): Promise<void> {
  const { hostname, port } = new URL(running.url)
  const socket = connect(Number(port), hostname)
  let received = ''
  const until = async (text: string) => {
    while (!received.includes(text)) {
      const [chunk] = await new Promise<[Buffer]>((resolve, reject) => {
        socket.once('data', (data) => resolve([data]))
        socket.once('close', () => reject(new Error(`closed after ${JSON.stringify(received)}`)))
      })
      received += chunk
    }
  }
  socket.write('GET /upgrade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
  await until('101 Switching Protocols')
  socket.write('there and back')
  await until('there and back')
  socket.destroy()
}

async function expectWebSocket({ running }: Client): Promise<void> {
  const socket = new WebSocket(`${running.url.replace(/^http/, 'ws')}/upgrade`)
  const answer = await new Promise((resolve, reject) => {
    socket.onopen = () => socket.send('there and back')
    socket.onmessage = ({ data }) => resolve(data)
    socket.onerror = () => reject(new Error('no web socket'))
  })
  expect(answer).toBe('there and back')
  socket.close()
}
