// workerd, the engine of Cloudflare Workers, without a compatibility flag: there AsyncLocalStorage needs one.
import { Miniflare } from 'miniflare'
import { beforeAll, describe, expect, it } from 'vitest'
import { sleep } from '../runtime/servers.ts'
import { expected } from './app/app.ts'
import { bundle } from './build.ts'

let script: string

beforeAll(async () => {
  const { code, imports } = await bundle('worker.ts', ['workerd', 'worker', 'browser'])
  expect(imports).toEqual([])
  script = code
})

const users = ['ada', 'bob', 'cy', 'dan', 'eve']

async function withWorker<T>(
  contents: string,
  compatibilityDate: string,
  use: (worker: Miniflare) => Promise<T>,
): Promise<T> {
  const modules = [{ type: 'ESModule' as const, path: 'worker.mjs', contents }]
  const worker = new Miniflare({ modules, compatibilityFlags: [], compatibilityDate })
  try {
    return await use(worker)
  } finally {
    await worker.dispose()
  }
}

// The first is when requests may wait for one another; it has neither WeakRef nor FinalizationRegistry.
describe.each(['2024-10-14', '2026-07-01'])('since %s', (date) => {
  it('there is no AsyncLocalStorage', async () => {
    const probe = `export default {
      async fetch() {
        const said = await import('node:async_hooks').then(() => 'it is there', ({ message }) => message)
        return Response.json([said, typeof AsyncLocalStorage, typeof AsyncContext])
      },
    }`
    await withWorker(probe, date, async (worker) => {
      const response = await worker.dispatchFetch('http://x/')
      expect(await response.json()).toEqual(['No such module "node:async_hooks".', 'undefined', 'undefined'])
    })
  })

  it('requests that go on in one another’s jobs keep their scopes, and so do their tasks', async () => {
    await withWorker(script, date, async (worker) => {
      const get = async (path: string, user = '') => {
        const response = await worker.dispatchFetch(`http://x/${path}`, {
          headers: { cookie: `user=${user}` },
        })
        return response.text()
      }
      const answers = Promise.all(users.map((user) => get('tea', user)))
      // Its failure is told of below.
      answers.catch(() => {})
      let log: string[] = []
      for (let n = 0; n < 200 && log.length < 25; n++) {
        log = JSON.parse(await get('log'))
        await sleep(5)
      }
      expect(await answers).toEqual(users.map((user) => `tea for ${user}`))
      expect(log.toSorted()).toEqual(users.flatMap(expected).toSorted())
    })
  })
})
