// What stands in for databases and servers.
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

type Callback = (error: Error | null, value?: unknown) => void

/** What pg-pool asks of a client of pg. */
export class FakeClient {
  connect(done: Callback): void {
    setImmediate(done, null)
  }
  query(_text: string, done: Callback): void {
    setImmediate(done, null, { rows: [] })
  }
  on(): this {
    return this
  }
  once(): this {
    return this
  }
  removeListener(): this {
    return this
  }
  end(done?: Callback): void {
    if (done) setImmediate(done, null)
  }
}

const message = (type: string, body: Buffer = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const ready = message('Z', Buffer.from('I'))

/** As much of Postgres as answers a query with no row. */
export async function fakePostgres(): Promise<{ port: number; close(): void }> {
  const server: Server = createServer((socket) => {
    let greeted = false
    socket.on('error', () => {})
    socket.on('data', (data) => {
      if (!greeted) {
        greeted = true
        socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]))
      } else if (data.toString('latin1', 0, 1) === 'Q')
        socket.write(Buffer.concat([message('C', Buffer.from('SELECT 0\0')), ready]))
    })
  }).listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return { port: (server.address() as { port: number }).port, close: () => server.close() }
}

/** A request as Node's listeners get it, with a response that goes nowhere. */
export function nodeRequest(user: string): { req: object; res: object } {
  // biome-ignore lint/suspicious/noExplicitAny: as much of a response as frameworks ask for
  const res: any = { statusCode: 200, hasHeader: () => false, emit: () => false, write: () => true }
  for (const name of ['getHeader', 'removeHeader', 'flushHeaders']) res[name] = () => {}
  for (const name of ['setHeader', 'writeHead', 'on', 'once', 'removeListener', 'end']) res[name] = () => res
  const req = {
    url: '/',
    method: 'GET',
    headers: { 'x-user': user, host: 'test' },
    socket: {},
    complete: true,
  }
  return { req: { ...req, on() {}, once() {}, resume() {}, unpipe() {} }, res }
}

/** Calls a listener of Node as a server does it. */
export function call(
  listener: (req: object, res: object) => unknown,
  { req, res }: { req: object; res: object },
  url = '/',
): unknown {
  return listener(Object.assign(req, { url }), res)
}
