// One server in a process of its own: node:http or Hono, as it is, with the host module, with tasks that wait, or with the same
// work begun by hand.
//
//   node server.ts node|hono plain|wrapped|waiting|hand
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { after, at } from 'afterword/compiled'
import { withAfter as withFetch } from 'afterword/fetch'
import { withAfter } from 'afterword/node'
import { Hono } from 'hono'

export type Host = 'node' | 'hono'
export type Variant = 'plain' | 'wrapped' | 'waiting' | 'hand'

/** What the server tells: its address, and the microseconds of its processor when it is asked. */
export interface Told {
  url?: string
  cpu?: number
}

const [, , host, variant] = process.argv as [string, string, Host, Variant]

const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
const give = (res: ServerResponse): void => {
  if (variant === 'waiting') after(at('server.ts:1', wait))
  else if (variant === 'hand') res.once('close', wait)
}
const isWrapped = variant === 'wrapped' || variant === 'waiting'

function makeListener(): RequestListener {
  if (host === 'node') {
    const listener: RequestListener = (_, res) => {
      give(res)
      res.setHeader('content-type', 'application/json')
      res.end('{"hello":"world"}')
    }
    return isWrapped ? withAfter(listener) : listener
  }
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.get('/', (c) => {
    give(c.env.outgoing)
    return c.json({ hello: 'world' })
  })
  return getRequestListener(
    (isWrapped ? withFetch(app.fetch) : app.fetch) as Parameters<typeof getRequestListener>[0],
  )
}

const server = createServer(makeListener())
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` } satisfies Told)
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system } satisfies Told)
})
process.on('disconnect', () => process.exit())
