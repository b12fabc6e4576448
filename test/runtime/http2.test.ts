// The compatibility API of node:http2, whose response says that it is finished also when its client has cancelled it.
import { type ClientHttp2Session, connect, constants, createServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import { after, cookies } from '../../runtime/index.ts'
import { sleep, until } from './servers.ts'

let server: Http2Server
let session: ClientHttp2Session
const log: string[] = []
const failure = new Error('disk')

afterEach(async () => {
  session.destroy()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  log.length = 0
  expect(register.scopes.size).toBe(0)
})

async function start(): Promise<void> {
  server = createServer(
    withAfter((req, res) => {
      after(({ outcome, status, error }) =>
        log.push([req.url, outcome, status, ...(error ? [(error as Error).message] : [])].join(' ')),
      )
      after(() => log.push(`${req.url} succeeded`), { on: 'success' })
      if (req.url === '/ok') cookies().set('a', '1')
      if (req.url === '/ok' || req.url === '/upload') res.end('ok')
      if (req.url === '/empty') res.writeHead(204).end()
      if (req.url === '/big') res.end(Buffer.alloc(5e6))
      if (req.url === '/mid') res.write('a')
      if (req.url === '/broken') {
        res.write('a')
        setTimeout(() => res.stream.destroy(failure), 5)
      }
    }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  session.on('error', () => {})
}

function ask(path: string, method = 'GET') {
  const stream = session.request({ ':path': path, ':method': method }, { endStream: method !== 'POST' })
  stream.on('error', () => {})
  return stream
}

const tasks = async (count: number) => {
  await until('the tasks', () => log.length >= count)
  await sleep(5)
  return log
}

describe('node:http2', () => {
  it.each([
    ['GET', '/ok', 200],
    ['HEAD', '/ok', 200],
    ['GET', '/empty', 204],
  ])('%s %s is sent', async (method, path, status) => {
    await start()
    ask(path, method).resume()
    expect(await tasks(2)).toEqual([`${path} sent ${status}`, `${path} succeeded`])
  })

  it('is sent when the client was still uploading', async () => {
    await start()
    const stream = ask('/upload', 'POST')
    stream.write('first')
    stream.resume()
    stream.once('end', () => stream.end())
    expect(await tasks(2)).toEqual(['/upload sent 200', '/upload succeeded'])
  })

  it.each([
    ['GET', '/hang'],
    ['HEAD', '/hang'],
    ['GET', '/mid'],
    ['GET', '/big'],
  ])('%s %s, cancelled by the client, is aborted', async (method, path) => {
    await start()
    const stream = ask(path, method)
    if (path === '/hang') await until('the request', () => register.scopes.size)
    else await new Promise((resolve) => stream.once('data', resolve))
    stream.close(constants.NGHTTP2_CANCEL)
    expect(await tasks(1)).toEqual([path === '/hang' ? '/hang aborted ' : `${path} aborted 200`])
  })

  it('is aborted when the session goes', async () => {
    await start()
    const stream = ask('/mid')
    await new Promise((resolve) => stream.once('data', resolve))
    session.destroy()
    expect(await tasks(1)).toEqual(['/mid aborted 200'])
  })

  it('is errored when its stream was destroyed with an error', async () => {
    await start()
    ask('/broken').resume()
    expect(await tasks(1)).toEqual(['/broken errored 200 disk'])
  })
})
