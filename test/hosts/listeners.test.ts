// A program may have ten listeners on a response, a connection or a stream before Node warns: ours are none of them.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { withAfter } from '../../runtime/hosts/node.ts'
import { after } from '../../runtime/index.ts'

const warnings: Error[] = []
const warn = (warning: Error) => void warnings.push(warning)
process.on('warning', warn)
afterEach(() => {
  warnings.length = 0
})

let ran = 0
const listener = withAfter((req: IncomingMessage, res: ServerResponse) => {
  after(() => void ran++)
  const stream = (res as unknown as { stream?: NodeJS.EventEmitter }).stream
  for (let n = 0; n < 10; n++) {
    res.on('close', () => {})
    // Node has two of its own there.
    if (n < 8) stream?.on('close', () => {})
  }
  expect(req.url).toBe('/')
  res.end('x')
})

async function listen(server: Server | http2.Http2Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

it.each(['before', 'after'])('ten on a response, added %s ours', async (when) => {
  ran = 0
  const server = createServer((req, res) => {
    if (when === 'before') for (let n = 0; n < 10; n++) res.on('close', () => {})
    if (when === 'before')
      return withAfter((_req: IncomingMessage, given: ServerResponse) => {
        after(() => void ran++)
        given.end('x')
      })(req, res)
    listener(req, res)
  })
  const url = await listen(server)
  for (let n = 0; n < 3; n++) await (await fetch(url)).text()
  await new Promise((resolve) => setTimeout(resolve, 20))
  server.closeAllConnections()
  server.close()
  expect([ran, warnings.map(({ message }) => message)]).toEqual([3, []])
})

it('ten on a stream of HTTP/2', async () => {
  ran = 0
  const server = http2.createServer(listener as never)
  const client = http2.connect(await listen(server))
  for (let n = 0; n < 3; n++)
    await new Promise((resolve) => {
      client.request({ ':path': '/' }).on('close', resolve).resume().end()
    })
  await new Promise((resolve) => setTimeout(resolve, 20))
  client.close()
  server.close()
  expect([ran, warnings.map(({ message }) => message)]).toEqual([3, []])
})

it('an eleventh of the program is still told of', async () => {
  const server = createServer(
    withAfter((_req, res) => {
      for (let n = 0; n < 11; n++) res.on('close', () => {})
      res.end('x')
    }),
  )
  await (await fetch(await listen(server))).text()
  server.closeAllConnections()
  server.close()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(warnings.map(({ name }) => name)).toEqual(['MaxListenersExceededWarning'])
  process.off('warning', warn)
})
