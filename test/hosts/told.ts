// What the only task of a test was told, and servers in this process. Nothing here is compiled: tasks are given by carrier.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, vi } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import type { AfterInfo } from '../../runtime/index.ts'
import { sleep } from './client.ts'

const infos: AfterInfo[] = []
let server: Server | undefined

export const note = (info: AfterInfo): void => {
  infos.push(info)
}

export const countTold = (): number => infos.length

export async function told(): Promise<Partial<AfterInfo>> {
  for (let n = 0; n < 200 && !infos.length; n++) await sleep(5)
  expect(infos).toHaveLength(1)
  const [{ outcome, status, error } = {} as AfterInfo] = infos.splice(0)
  return { outcome, status, error }
}

async function shut(): Promise<void> {
  const closing = server
  server = undefined
  closing?.closeAllConnections()
  await new Promise((resolve) => (closing ? closing.close(resolve) : resolve(null)))
}

export async function get(listener: RequestListener): Promise<Response> {
  await shut()
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })
}

/** Each test leaves neither a server nor a scope behind. */
export function leaveNothing(): void {
  afterEach(async () => {
    await shut()
    vi.restoreAllMocks()
    expect([infos.length, register.scopes.size, register.scope]).toEqual([0, 0, null])
  })
}
