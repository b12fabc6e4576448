// One of the servers of throughput/hosts.ts, asked inside of its own process: no socket, no client beside it, so its processor time is its own.
//
//   node child.ts HOST VARIANT MS
import { Duplex } from 'node:stream'
import { type Host, makeServer, type Variant } from '../throughput/hosts.ts'

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: localhost:3000\r\nConnection: keep-alive\r\n\r\n')

/** A connection that asks again when it was answered. */
class Connection extends Duplex {
  #left = 0
  #over: (() => void) | undefined

  ask(times: number): Promise<void> {
    this.#left = times
    this.push(REQUEST)
    return new Promise((resolve) => {
      this.#over = resolve
    })
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    done()
    // Head and body come in one piece or in two.
    if (!chunk.includes('world')) return
    if (--this.#left > 0) setImmediate(() => this.push(REQUEST))
    else setImmediate(this.#over as () => void)
  }

  setTimeout(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }
}

const [, , host, variant, ms] = process.argv as [string, string, Host, Variant, string]
const server = await makeServer(host, variant, Number(ms))
const connections = Array.from({ length: 4 }, () => {
  const connection = new Connection()
  server.emit('connection', connection)
  return connection
})

/** Nanoseconds of processor time for each of so many requests. */
process.on('message', async (times: number) => {
  const before = process.cpuUsage()
  await Promise.all(connections.map((connection) => connection.ask(times / connections.length)))
  const { user, system } = process.cpuUsage(before)
  process.send?.(((user + system) * 1000) / times)
})
process.on('disconnect', () => process.exit())
process.send?.(0)
