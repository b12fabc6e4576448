// A real server and its clients.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { withAfter } from '../../runtime/hosts/node.ts'
import { drainAfter } from '../../runtime/index.ts'

export type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>

export interface Served {
  /** One after the other, or all at once. */
  visit(ids: readonly string[], how: 'in turn' | 'at once'): Promise<void>
  /** How many requests were served beside each other at most. */
  peak(): number
  close(): Promise<void>
}

export async function serve(listener: Listener): Promise<Served> {
  let open = 0
  let peak = 0
  const server = createServer(withAfter(listener))
  server.on('request', (_req, res) => {
    peak = Math.max(peak, ++open)
    res.once('close', () => open--)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const visit = async (id: string): Promise<void> => {
    const response = await fetch(`${url}/orders/${id}`, { headers: { 'x-request': id } })
    const text = await response.text()
    if (text !== `done ${id}`) throw new Error(`${id} was answered ${response.status} ${text}`)
  }
  return {
    async visit(ids, how) {
      if (how === 'at once') await Promise.all(ids.map(visit))
      else for (const id of ids) await visit(id)
      await drainAfter()
    },
    peak: () => peak,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const requests = (count: number, prefix = 'r'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
