// Who may look at the page: this machine, and nobody else's website or machine.
import { createServer, request } from 'node:http'
import { devtools } from 'afterword/devtools'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { refusal } from '../../runtime/devtools/guard.ts'
import { listenOn } from './app.ts'

const ask = (headers: Record<string, string>, hosts: string[] = [], peer?: string): string | undefined =>
  refusal({ method: 'GET', url: '/_after', header: (name) => headers[name], peer }, hosts)

describe('is answered', () => {
  test.each([
    'localhost:3000',
    'localhost',
    'app.localhost:3000',
    '127.0.0.1:3000',
    '127.1.2.3',
    '[::1]:3000',
    'LOCALHOST',
  ])('%s', (host) => {
    expect(ask({ host }, [], '127.0.0.1')).toBeUndefined()
    expect(ask({ host }, [], '::1')).toBeUndefined()
    expect(ask({ host }, [], '::ffff:127.0.0.1')).toBeUndefined()
    expect(ask({ ':authority': host })).toBeUndefined()
  })

  test('its own page, and a link that somebody follows to it', () => {
    const host = 'localhost:3000'
    expect(ask({ host, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' })).toBeUndefined()
    const follows = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect(ask({ host, 'sec-fetch-site': 'cross-site', ...follows })).toBeUndefined()
  })

  test('a host that is named, from wherever it comes', () => {
    expect(
      ask({ host: 'dev.example:80', 'x-forwarded-for': '1.2.3.4' }, ['dev.example'], '10.0.0.1'),
    ).toBeUndefined()
    expect(ask({ host: 'localhost' }, ['localhost'], '172.17.0.1')).toBeUndefined()
  })
})

describe('is refused', () => {
  test.each<[string, Record<string, string>, string?]>([
    ['a name of another website that leads here', { host: 'evil.example:3000' }],
    ['a name that begins as ours', { host: 'localhost.evil.example' }],
    ['a number that is no address', { host: '127.0.0.1.evil.example' }],
    ['no host', {}],
    ['a host that is none', { host: 'localhost@evil.example' }],
    ['another machine that says it is this one', { host: 'localhost' }, '192.168.1.7'],
    ['a proxy on this machine', { host: '127.0.0.1:3000', 'x-forwarded-for': '1.2.3.4' }, '127.0.0.1'],
    ['another origin', { host: 'localhost:3000', origin: 'http://evil.example' }],
    ['another port of this machine', { host: 'localhost:3000', origin: 'http://localhost:4000' }],
    ['a page without an origin', { host: 'localhost:3000', origin: 'null' }],
    [
      'a script of another website',
      { host: 'localhost:3000', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ],
    [
      'a frame of another website',
      {
        host: 'localhost:3000',
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'iframe',
      },
    ],
  ])('%s', (_name, headers, peer) => {
    expect(ask(headers, [], peer)).toBeTypeOf('string')
    expect(ask(headers, ['other.example'], peer)).toBeTypeOf('string')
  })
})

describe('over HTTP', () => {
  let port = ''
  const get = (
    path: string,
    headers: Record<string, string>,
    method = 'GET',
  ): Promise<{ status: number; body: string; headers: Record<string, unknown> }> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, headers, method }, (res) => {
        let body = ''
        res.setEncoding('utf8').on('data', (text) => {
          body += text
        })
        res.on('end', () => resolve({ status: res.statusCode ?? 0, body, headers: res.headers }))
      })
      sent.on('error', reject).end()
    })

  beforeAll(async () => {
    const page = devtools()
    const server = await listenOn(createServer((req, res) => void (page(req, res) || res.end('app'))))
    port = new URL(server.url).port
    return () => server.close()
  })

  test.each(['/_after', '/_after/data', '/_after/events', '/_after/nothing'])(
    '%s tells another host nothing but what to write',
    async (path) => {
      const { status, body } = await get(path, { host: 'evil.example' })
      expect({ status, body }).toEqual({
        status: 403,
        body: 'afterword/devtools does not answer. Its host is not this machine. If it is yours, write: devtools({ hosts: ["evil.example"] })\n',
      })
    },
  )

  test('no answer may be read, framed or kept by others', async () => {
    for (const path of ['/_after', '/_after/data']) {
      const { headers } = await get(path, {})
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  test('each page has a nonce of its own', async () => {
    const nonceOf = async () =>
      /'nonce-([\da-f]+)'/.exec(String((await get('/_after', {})).headers['content-security-policy']))?.[1]
    expect(await nonceOf()).not.toBe(await nonceOf())
  })

  test('only what is below its path is its own, and only GET is answered', async () => {
    expect((await get('/_afterwards', {})).body).toBe('app')
    expect((await get('/x/_after', {})).body).toBe('app')
    expect((await get('/_after/x', {})).status).toBe(404)
    expect((await get('/_after?x', {})).status).toBe(200)
    expect((await get('/_after', {}, 'POST')).status).toBe(405)
    expect(await get('/_after/events', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
  })

  test('at most twenty look on at once, and a place is free again when one leaves', async () => {
    const pages: AbortController[] = []
    onTestFinished(() => {
      for (const page of pages) page.abort()
    })
    const url = `http://127.0.0.1:${port}/_after/events`
    for (let n = 0; n < 20; n++) {
      const page = new AbortController()
      pages.push(page)
      expect((await fetch(url, { signal: page.signal })).status).toBe(200)
    }
    expect((await fetch(url)).status).toBe(503)
    pages.pop()?.abort()
    const last = new AbortController()
    pages.push(last)
    await expect.poll(async () => (await fetch(url, { signal: last.signal })).status).toBe(200)
  })
})
