// Has a client ask a server for a while, and the server what its processor has done meanwhile.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Load, Measured } from './client.ts'
import type { Told } from './server.ts'

export interface Server {
  process: ChildProcess
  url: string
}

/** `cpu`: microseconds per request. */
export type Run = Measured & { cpu: number }

async function cpuOf({ process: child }: Server): Promise<number> {
  child.send('cpu')
  const [{ cpu }] = (await once(child, 'message')) as [Told]
  return cpu as number
}

export async function ask(client: ChildProcess, server: Server, how: Omit<Load, 'url'>): Promise<Run> {
  const before = await cpuOf(server)
  client.send({ ...how, url: server.url } satisfies Load)
  const [measured] = (await once(client, 'message')) as [Measured]
  return { ...measured, cpu: ((await cpuOf(server)) - before) / measured.requests }
}
