// What Workers call beside `fetch`: each event has a scope of its own.
import { describe, expect, it, vi } from 'vitest'
import { withAfter } from '../../runtime/hosts/fetch.ts'
import { type AfterInfo, after, currentScope, headers } from '../../runtime/index.ts'
import { sleep } from './servers.ts'

const kept = (): { waitUntil(promise: Promise<unknown>): void; all: Promise<unknown>[] } => {
  const all: Promise<unknown>[] = []
  return { all, waitUntil: (promise) => void all.push(promise) }
}

/** The first line of what a task is told, and which scope it was given in. */
const told: string[] = []
const tell = (what: string): void => {
  const { name } = currentScope() ?? {}
  after(({ outcome }: AfterInfo) => void told.push(`${what}: ${name} ${outcome}`))
}

const handlers = withAfter({
  fetch: () => new Response('ok'),
  async scheduled(_controller: { cron: string }, _env: unknown, _ctx: unknown) {
    tell('clock')
  },
  async queue(batch: { queue: string }, _env: unknown, _ctx: unknown) {
    await sleep(1)
    after.with(batch, () => void told.push('by its carrier'))
  },
  email(_message: object, _env: unknown, _ctx: unknown) {
    tell('mail')
    return headers().get('x')
  },
  async tail(_events: object[], _env: unknown, _ctx: unknown) {
    tell('log')
    throw new Error('tail')
  },
  version: 2,
})

describe('an object', () => {
  it('keeps what else it has, and its handlers their length', () => {
    expect([handlers.version, handlers.scheduled.length, handlers.queue.length]).toEqual([2, 3, 3])
  })

  it('has each event in a scope that its context keeps alive', async () => {
    told.length = 0
    const ctx = kept()
    await Promise.all([
      handlers.scheduled({ cron: '0 * * * *' }, {}, ctx),
      handlers.scheduled({ cron: '5 * * * *' }, {}, ctx),
      handlers.queue({ queue: 'orders' }, {}, ctx),
    ])
    expect(ctx.all.length).toBe(3)
    await Promise.all(ctx.all)
    expect(told.sort()).toEqual([
      'by its carrier',
      'clock: scheduled 0 * * * * sent',
      'clock: scheduled 5 * * * * sent',
    ])
  })

  it('has no request: headers() says so', async () => {
    told.length = 0
    const ctx = kept()
    expect(() => handlers.email({}, {}, ctx)).toThrow(
      expect.objectContaining({ code: 'AFTERWORD_NO_REQUEST' }),
    )
    await Promise.all(ctx.all)
    expect(told).toEqual(['mail: email errored'])
  })

  it('hands on what a handler throws, and tells its tasks', async () => {
    told.length = 0
    const ctx = kept()
    await expect(handlers.tail([], {}, ctx)).rejects.toThrow('tail')
    await Promise.all(ctx.all)
    expect(told).toEqual(['log: tail errored'])
  })

  it('may have no fetch', async () => {
    told.length = 0
    const { scheduled } = withAfter({ scheduled: (_controller: object) => tell('alone') })
    scheduled({ cron: '' })
    await vi.waitFor(() => expect(told).toEqual(['alone: scheduled sent']))
  })

  it('that is an application keeps its methods of those names', () => {
    class App {
      fetch = () => new Response('ok')
      trace(path: string): string {
        return path
      }
    }
    expect(withAfter(new App()).trace('/x')).toBe('/x')
    expect(() => withAfter({ listen() {} } as never)).toThrow(
      expect.objectContaining({ code: 'AFTERWORD_BAD_FUNCTION' }),
    )
  })
})

describe('a class', () => {
  it('has alarms and sockets, with the context of its object', async () => {
    told.length = 0
    const ctx = kept()
    const Room = withAfter(
      class Room {
        ctx = ctx
        async alarm(): Promise<void> {
          await sleep(1)
          tell('alarm')
        }
        webSocketMessage(_socket: object, message: string): void {
          tell(message)
        }
      },
    )
    const room = new Room()
    const socket = {}
    room.webSocketMessage(socket, 'one')
    room.webSocketMessage(socket, 'two')
    expect(Room.name).toBe('Room')
    await Promise.all(ctx.all)
    expect(told).toEqual(['one: webSocketMessage sent', 'two: webSocketMessage sent'])
  })
})
