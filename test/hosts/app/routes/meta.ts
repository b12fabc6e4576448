// What the test asks for, and what stops a process.
import { after, configureAfter, hostInfo } from 'afterword'
import { type Route, sleep } from '../call.ts'
import { eventsOf, note, plain } from '../journal.ts'

interface Engine {
  gc?(): unknown
  Bun?: { gc(force: boolean): void }
  Deno?: { memoryUsage(): { heapUsed: number } }
  process?: { memoryUsage(): { heapUsed: number } }
}

const engine = globalThis as unknown as Engine

export const meta: Record<string, Route> = {
  '/__events': ({ query }) => ({ body: JSON.stringify(eventsOf(query.get('id') ?? '')) }),
  '/__memory': async () => {
    for (let n = 0; n < 6; n++) {
      await sleep(5)
      await engine.gc?.()
      engine.Bun?.gc(true)
    }
    const usage = engine.Deno?.memoryUsage() ?? engine.process?.memoryUsage()
    return { body: JSON.stringify({ heap: usage?.heapUsed ?? 0 }) }
  },
  '/host': ({ id }) => {
    after((info) => note(id, 'task', { ...plain(info), host: hostInfo() }))
    return { body: JSON.stringify(hostInfo()) }
  },
  '/__host': () => ({ body: JSON.stringify(hostInfo()) }),
  '/no-host': ({ id, query }) => {
    configureAfter({ onNoHost: query.has('warn') ? 'warn' : undefined })
    try {
      after(() => note(id, 'task'))
      return { body: 'given' }
    } catch (error) {
      return { body: String((error as { code?: string }).code) }
    } finally {
      configureAfter({ onNoHost: undefined })
    }
  },
  '/sigterm': ({ id }) => {
    after(
      async () => {
        await sleep(150)
        note(id, 'finished')
      },
      { name: `${id} finishes` },
    )
    after(() => new Promise(() => {}), { name: `${id} stuck` })
    return { body: 'sigterm' }
  },
}
