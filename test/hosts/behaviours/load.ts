// Many requests at once, and many of them.
import type { AfterConfig } from 'afterword'
import { expect } from 'vitest'
import { type Client, newId, sleep } from '../client.ts'
import type { Behaviour } from './behaviour.ts'

const full = process.env.AFTERWORD_FULL === '1'

/** Sends `total` requests, at most `width` at once. */
async function flood(total: number, width: number, send: (n: number) => Promise<unknown>) {
  let next = 0
  const one = async () => {
    while (next < total) await send(next++)
  }
  await Promise.all(Array.from({ length: width }, one))
}

const collect = async (client: Client): Promise<number> =>
  client.running.heap?.() ?? (await client.json<{ heap: number }>('/__memory')).heap

export const load: Behaviour[] = [
  {
    key: 'isolation',
    claim: '1,000 requests, 200 at a time: no task sees another request',
    timeout: 60_000,
    async check(client) {
      // Lambda has one invocation at a time: there the sleeps would only add up.
      const ms = client.host.runtime === 'lambda' ? 1 : 8
      await flood(1_000, 200, async (n) => {
        const id = newId('one')
        const pause = n % 2 ? '&pause' : ''
        const headers = { cookie: `session=${id}` }
        const { status, body } = await client.get(`/isolation?ms=${ms}${pause}`, id, { headers })
        expect([status, body]).toEqual([200, id])
      })
      const ask = () => client.json<{ requests: number; tasks: number; mixed: number }>('/__counts')
      for (let n = 0; n < 200 && (await ask()).tasks < 7_000; n++) await sleep(20)
      expect(await ask()).toEqual({ requests: 1_000, tasks: 7_000, mixed: 0 })
    },
  },
  {
    key: 'context',
    claim:
      '200 interleaved requests, under each overload policy: a task has the AsyncLocalStorage of the application that it was given in',
    timeout: 60_000,
    async check(client) {
      const ask = (query = '') => client.json<Record<string, number>>(`/__contexts${query}`)
      const limit = (limits: AfterConfig) => ask(`?limits=${encodeURIComponent(JSON.stringify(limits))}`)
      const policies: AfterConfig[] = [{}, { concurrency: 2 }]
      for (const overflow of ['run', 'inline', 'drop-new', 'drop-old'] as const)
        policies.push({ concurrency: 2, maxQueue: 20, overflow })
      for (const limits of policies) {
        await limit(limits)
        await flood(200, 200, async (n) => {
          const id = newId('context')
          expect((await client.get(`/context${n % 2 ? '?stream' : ''}`, id)).status).toBe(200)
        })
        for (let n = 0; n < 200 && (await ask()).over !== 400; n++) await sleep(20)
        const { given, over, ran, wrong } = await ask()
        expect([limits, given, over, wrong]).toEqual([limits, 400, 400, 0])
        expect(ran).toBeGreaterThanOrEqual(limits.overflow?.startsWith('drop') ? 1 : 400)
      }
      await limit({})
    },
  },
  {
    key: 'memory',
    claim: 'memory is flat over 5,000 requests (50,000 with --full), and every scope is collected',
    timeout: full ? 600_000 : 60_000,
    async check(client) {
      const send = () => client.get('/memory', 'memory')
      const round = async (total: number) => {
        await flood(total, 50, send)
        await sleep(50)
        const heap = await collect(client)
        const { live } = await client.json<{ live: number }>('/__live')
        return { heap, live }
      }
      // What the engine makes of the program while it gets warm is no leak.
      await round(1_500)
      const before = await round(1_000)
      const total = full ? 47_500 : 2_500
      const after = await round(total)
      // What the engine has not collected yet is a handful, however many requests there were.
      expect(after.live).toBeLessThan(25)
      expect((after.heap - before.heap) / total).toBeLessThan(120)
    },
  },
]
