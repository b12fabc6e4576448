// One of the servers (hosts.ts) in a process of its own, on loopback.
//
//   node server.ts node|hono|middleware|fastify|fetch plain|wrapped|waiting|hand
import type { AddressInfo } from 'node:net'
import { type Host, makeServer, type Variant } from './hosts.ts'

/** What the server tells: its address, and the microseconds of its processor when it is asked. */
export interface Told {
  url?: string
  cpu?: number
}

const [, , host, variant] = process.argv as [string, string, Host, Variant]

const server = await makeServer(host, variant, 50)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` } satisfies Told)
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system } satisfies Told)
})
process.on('disconnect', () => process.exit())
