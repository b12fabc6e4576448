// What all servers of these tests do with an order.
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { after } from 'afterword'

/** Gives a task that gives another, and one that fails. */
export function order(carrier: object): string {
  after.with(
    carrier,
    () => {
      after.with(carrier, () => sleep(20), { name: 'receipt' })
    },
    { name: 'mail' },
  )
  after.with(
    carrier,
    () => {
      throw new Error('no stock')
    },
    { name: 'broken' },
  )
  return 'ordered'
}

export async function listenOn(server: Server): Promise<{ url: string; close(): void }> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
