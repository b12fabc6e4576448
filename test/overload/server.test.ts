// A burst through a real server: a thousand requests, ten tasks each.
import { createServer } from 'node:http'
import { afterEach, expect, it, vi } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import { type AfterConfig, configureAfter, drainAfter, type TaskInfo } from '../../runtime/index.ts'
import { compiledAfter } from '../runtime/placed.ts'
import { listen, shut } from '../runtime/servers.ts'
import { unlimit } from './burst.ts'

const REQUESTS = 1_000
const TASKS = 10

afterEach(unlimit)

async function serve(config: AfterConfig) {
  const told: TaskInfo[] = []
  configureAfter({ ...config, onTask: (info) => void told.push(info), onError: () => {} })
  let running = 0
  let most = 0
  let beside = 0
  const waiting: { end(body: string): unknown }[] = []
  const server = createServer(
    withAfter((req, res) => {
      for (let n = 0; n < TASKS; n++)
        compiledAfter(`app.ts:${n}`, async () => {
          most = Math.max(most, ++running)
          const requests = [...register.scopes].filter(({ state }) => state === 'closed').length
          beside = Math.max(beside, running - requests)
          await new Promise(setImmediate)
          running--
        })
      // All are finished at once: the burst.
      waiting.push(res)
      if (waiting.length === 100) for (const each of waiting.splice(0)) each.end(`${req.url}`.slice(0, 1))
    }),
  )
  const url = await listen(server)
  try {
    for (let n = 0; n < REQUESTS; n += 100) {
      const answers = Array.from({ length: 100 }, async (_, i) => (await fetch(`${url}/${n + i}`)).text())
      expect(new Set(await Promise.all(answers))).toEqual(new Set(['/']))
    }
    expect((await drainAfter({ timeout: 10_000 })).lost).toEqual([])
  } finally {
    await shut(server)
  }
  expect([register.scopes.size, register.running, register.overload?.waiting.length]).toEqual([0, 0, 0])
  const count = (status: string) => told.filter((info) => info.status === status).length
  const served = new Set(told.filter(({ status }) => status === 'done').map(({ request }) => request))
  return { most, beside, done: count('done'), dropped: count('dropped'), served: served.size, told }
}

const limits = { concurrency: 8, maxQueue: 50 }

it.each(['run', 'inline'] as const)('%s runs every task of every request', async (overflow) => {
  const { most, beside, done, dropped, told } = await serve({ ...limits, overflow })
  expect([done, dropped]).toEqual([REQUESTS * TASKS, 0])
  // Beyond the limit, each request whose response is finished runs one itself.
  expect(most).toBeGreaterThan(8)
  if (overflow === 'inline') expect(beside).toBeLessThanOrEqual(8)
  else expect(beside).toBeGreaterThan(8)
  // Never before its response was finished.
  for (const { startedAt = 0, closedAt = Infinity } of told)
    expect(startedAt).toBeGreaterThanOrEqual(closedAt)
})

it.each(['drop-new', 'drop-old'] as const)('%s keeps to the limit, and tells of each', async (overflow) => {
  const { most, done, dropped, told } = await serve({ ...limits, overflow })
  expect(most).toBe(8)
  expect(done + dropped).toBe(REQUESTS * TASKS)
  expect(dropped).toBeGreaterThan(REQUESTS)
  expect(told.filter(({ status, startedAt }) => status === 'dropped' && startedAt !== undefined)).toEqual([])
})

it('a failing task leaves its place to the next', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  configureAfter({ concurrency: 1 })
  const log: string[] = []
  const server = createServer(
    withAfter((_, res) => {
      compiledAfter('a:1', () => {
        throw new Error('sync')
      })
      compiledAfter('a:2', async () => {
        throw new Error('async')
      })
      compiledAfter('a:3', () => new Promise(() => {}), { timeout: 10 })
      compiledAfter('a:4', () => log.push('ran'))
      res.end()
    }),
  )
  const url = await listen(server)
  await (await fetch(url)).text()
  await drainAfter({ timeout: 5_000 })
  await shut(server)
  expect(log).toEqual(['ran'])
  expect(register.running).toBe(0)
  vi.restoreAllMocks()
})
