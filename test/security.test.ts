// What a request can choose (path, headers, cookies, body, what is thrown because of them) and where it can come to stand: a line of a log, a
// header, a cookie, an error, the terminal. Each is tried with each; none gets through as it came.
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { format } from 'node:util'
import express from 'express'
import fastify from 'fastify'
import { H3 } from 'h3'
import { Hono } from 'hono'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { afterword as forExpress } from '../runtime/hosts/express.ts'
import { afterword as forFastify } from '../runtime/hosts/fastify.ts'
import { withAfter as forFetch } from '../runtime/hosts/fetch.ts'
import { afterword as forH3 } from '../runtime/hosts/h3.ts'
import { afterword as forHono } from '../runtime/hosts/hono.ts'
import { withAfter as forLambda } from '../runtime/hosts/lambda.ts'
import { withAfter as forNode } from '../runtime/hosts/node.ts'
import {
  after,
  type CookieAttributes,
  configureAfter,
  cookies,
  drainAfter,
  headers,
  openScope,
  type RequestCookies,
  type TaskInfo,
} from '../runtime/index.ts'
import { formatDiagnostic, toDiagnostic, UserError } from '../transform/diagnostics/diagnostic.ts'
import { plainPainted } from '../transform/diagnostics/plain.ts'

/** What would forge a second line, drive a terminal, turn the text around, hide in it, or be a format. */
const ATTACKS: Record<string, string> = {
  'a line break': 'a\nAFTERWORD_FORGED: b',
  'a carriage return': 'a\rAFTERWORD_FORGED',
  'a next line': 'a\u0085b',
  'a line separator': 'a\u2028b',
  'a paragraph separator': 'a\u2029b',
  'an escape sequence': '\u001b[2J\u001b[31mred',
  'a sequence in eight bits': '\u009b2J',
  'a title of the terminal': '\u001b]0;owned\u0007',
  'a backspace': 'admin\b\b\b\b\b',
  'a null': 'a\0b',
  'a delete': 'a\u007fb',
  'a turn to the left': '\u202egnp.exe',
  'an isolate': '\u2067a\u2069',
  'a mark': '\u200fa\u061c',
  'no width': 'a\ufeffb\u00ad',
  'a tag': 'a\u{e0041}b',
  'half of a character': 'a\ud800b',
}
const FORMATS = ['%s%s%s', '%c', '%d %i %f', '%o%O%j', '%%', '%s\u001b[0m']

const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cf}]/u
const error = new Error('the error itself')

/** What stands on stderr, as Node would put it there. */
function listen(): () => string {
  const lines: string[] = []
  for (const level of ['error', 'warn'] as const)
    vi.spyOn(console, level).mockImplementation((...args) => void lines.push(format(...args)))
  return () => lines.join('\n')
}

afterEach(() => {
  vi.restoreAllMocks()
  configureAfter({
    onError: undefined,
    onTask: undefined,
    concurrency: undefined,
    maxQueue: undefined,
    overflow: undefined,
  })
})

const attacks = Object.entries(ATTACKS)

describe('a line of the log', () => {
  it.each(attacks)('holds %s only as text, whatever it stands for', async (_, attack) => {
    for (const where of ['request', 'task', 'hook', 'chain', 'drop'] as const) {
      const printed = listen()
      const scope = openScope({ name: where === 'request' ? `GET /${attack}` : 'GET /' })
      const fail = () => {
        throw null
      }
      if (where === 'hook') configureAfter({ onTask: fail, onError: () => {} })
      if (where === 'drop') configureAfter({ concurrency: 1, maxQueue: 0, overflow: 'drop-new' })
      const name = where === 'request' ? 'mail' : attack
      if (where === 'chain') scope.after(() => void scope.after(fail), { name })
      else scope.after(fail, { name })
      if (where === 'drop') scope.after(fail, { name })
      scope.close('sent')
      await scope.drained
      await new Promise((resolve) => setTimeout(resolve, 1))
      configureAfter({ onTask: undefined, onError: undefined, concurrency: undefined })
      const text = printed()
      expect(text).toContain('AFTERWORD_')
      expect(text.split('\n').filter((line) => !/^AFTERWORD_(?:TASK|HOOK)/.test(line))).toEqual([])
      expect(UNSEEN.test(text.replaceAll('\n', ''))).toBe(false)
      vi.restoreAllMocks()
    }
  })

  it.each(FORMATS)('takes no %j for a format: the error is printed', async (given) => {
    const printed = listen()
    const scope = openScope({ name: `GET /${given}` })
    scope.after(
      () => {
        throw error
      },
      { name: given },
    )
    scope.close('sent')
    await scope.drained
    expect(printed()).toContain('Error: the error itself')
    expect(printed()).toContain(`of GET /${given.replace('\u001b', '\\x1b')} failed`)
  })

  it.each(attacks)(
    'of an application that prints what it is told of a task holds %s as text',
    async (_, attack) => {
      listen()
      const told: TaskInfo[] = []
      configureAfter({ onError: (_error, info) => told.push(info) })
      const handler = forLambda(async (_event: unknown) => {
        after(() => {
          throw error
        })
      })
      configureAfter({ onNoHost: 'warn' })
      await handler({ httpMethod: 'GET', path: `/${attack}` })
      const scope = openScope({ name: `GET /${attack}` })
      scope.after(() => {})
      const { lost } = await drainAfter({ timeout: 1 })
      scope.close('sent')
      expect([told.length, lost.length]).toEqual([1, 1])
      for (const { request } of [...told, ...lost])
        expect([request, UNSEEN.test(request)]).toEqual([request, false])
      configureAfter({ onNoHost: undefined })
    },
  )

  it('on node:http, of what Node lets through in a path', async () => {
    const printed = listen()
    const server = createServer(
      forNode((_req, res) => {
        after(() => {
          throw error
        })
        res.end()
      }),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    for (const path of ['/%c%s', '/a\u009b2Jb', '/%0aAFTERWORD_FORGED', '/a"b'])
      await new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () =>
          socket.end(Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 'latin1')),
        )
        socket.resume().on('close', resolve)
      })
    await new Promise((resolve) => setTimeout(resolve, 20))
    server.close()
    // Node itself refuses what is no ASCII, or does not.
    expect(printed().match(/AFTERWORD_TASK_FAILED/g)?.length).toBeGreaterThanOrEqual(3)
    expect(printed().match(/the error itself/g)?.length).toBeGreaterThanOrEqual(3)
    expect(UNSEEN.test(printed().replaceAll('\n', ''))).toBe(false)
  })
})

describe('a message of an error', () => {
  it.each(attacks)('holds %s only as text', (_, attack) => {
    const scope = openScope({ request: { headers: {} }, setCookies: () => false, name: `GET /${attack}` })
    const calls = [
      () => openScope({ [attack]: 1 } as never),
      () => openScope({ host: 1, name: attack } as never),
      () => scope.after(() => {}, { on: attack } as never),
      () => scope.run(() => cookies().set('a', 'b')),
      () => scope.run(() => cookies().set(attack, 'b')),
      () => scope.run(() => cookies().set('a', 'b', { path: attack })),
      () => {
        const bare = openScope({ name: `GET /${attack}` })
        bare.run(() => headers())
      },
    ]
    for (const call of calls) {
      let message = ''
      try {
        call()
      } catch (thrown) {
        message = (thrown as Error).message
      }
      expect(message).toMatch(/^AFTERWORD_/)
      expect([message, UNSEEN.test(message)]).toEqual([message, false])
    }
  })
})

describe('a cookie', () => {
  const refused: [string, string, string, (CookieAttributes | Record<string, unknown>)?][] = [
    ...attacks.map(([name, attack]): [string, string, string] => [`${name} in the name`, attack, 'v']),
    ['half of a character in the value', 'a', 'x\ud800'],
    ['a value that is an object', 'a', {} as never],
    ['a value that is a symbol', 'a', Symbol('x') as never],
    ['no name', '', 'v'],
    ['a name that is no text', undefined as never, 'v'],
    ['a name of two', 'a b', 'v'],
    ['a name in another script', '例', 'v'],
    ...['path', 'domain', 'sameSite', 'priority'].flatMap((attribute) =>
      [...attacks, ['a semicolon', '/; Domain=evil'], ['another script', '/例'], ['Latin', '/é']].map(
        ([name, attack]): [string, string, string, object] => [
          `${name} in ${attribute}`,
          'a',
          'v',
          { [attribute as string]: attack },
        ],
      ),
    ),
    ['a domain that is none', 'a', 'v', { domain: 'a b' }],
    ['a sameSite that is none', 'a', 'v', { sameSite: 'loose' }],
    ['a priority that is none', 'a', 'v', { priority: 'urgent' }],
    ['a priority that is true', 'a', 'v', { priority: true }],
    ['a moment that is none', 'a', 'v', { expires: new Date('x') }],
    ['a moment in words', 'a', 'v', { expires: 'tomorrow' }],
    ['a moment that is a symbol', 'a', 'v', { expires: Symbol('x') }],
    ['an age that is none', 'a', 'v', { maxAge: Number.NaN }],
    ['an age in words', 'a', 'v', { maxAge: 'a day' }],
    ['an age without end', 'a', 'v', { maxAge: Number.POSITIVE_INFINITY }],
    ['an age that is a symbol', 'a', 'v', { maxAge: Symbol('x') }],
    ['a path that is an object', 'a', 'v', { path: {} }],
    ['a path that is null', 'a', 'v', { path: null }],
  ]

  it.each(refused)('with %s is refused, and nothing is written', (_, name, value, attributes) => {
    const lines: string[] = []
    const scope = openScope({ request: { headers: {} }, setCookies: (all) => lines.push(...all) >= 0 })
    scope.run(() => {
      expect(() => cookies().set(name, value, attributes as never)).toThrow(
        expect.objectContaining({ code: 'AFTERWORD_BAD_COOKIE', name: 'TypeError' }),
      )
      expect(() => cookies().set({ ...attributes, name, value } as never)).toThrow('AFTERWORD_BAD_COOKIE')
    })
    expect(lines).toEqual([])
  })

  it.each(attacks)('with %s in its value arrives encoded, and is read back', (_, attack) => {
    const lines: string[] = []
    const scope = openScope({ request: { headers: {} }, setCookies: (all) => lines.push(...all) >= 0 })
    if (/\p{Cs}/u.test(attack)) return
    scope.run(() => cookies().set('a', attack))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^a=[!-~]*; Path=\/$/)
    const next = openScope({ request: { headers: { cookie: (lines[0] as string).split(';')[0] as string } } })
    expect(next.run(() => cookies().get('a')?.value)).toBe(attack)
  })

  const all = (jar: RequestCookies) => {
    jar.set('a', 'é; \n', {
      path: '/a b%20c',
      domain: 'example.com',
      expires: 0,
      maxAge: 60,
      sameSite: 'Lax' as never,
      priority: 'high',
      partitioned: true,
      secure: true,
      httpOnly: true,
    })
    for (const bad of ['/例', '/\ud800'])
      expect(() => jar.set('b', 'x', { path: bad })).toThrow('AFTERWORD_BAD_COOKIE')
    expect(() => jar.set('b', '\ud800')).toThrow('AFTERWORD_BAD_COOKIE')
  }
  const line =
    'a=%C3%A9%3B%20%0A; Path=/a b%20c; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60; Domain=example.com; Secure; HttpOnly; SameSite=Lax; Partitioned; Priority=high'

  const get = async (listener: Parameters<typeof createServer>[1]): Promise<string[]> => {
    const server = createServer(listener as never)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const response = await fetch(`http://127.0.0.1:${port}/`)
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
    server.closeAllConnections()
    server.close()
    return response.headers.getSetCookie()
  }

  const hosts: Record<string, () => Promise<string[]>> = {
    node: () =>
      get(
        forNode((_req, res) => {
          all(cookies())
          res.end('ok')
        }),
      ),
    express: () =>
      get(
        express()
          .use(forExpress())
          .get('/', (_req, res) => {
            all(cookies())
            res.send('ok')
          }),
      ),
    async fastify() {
      const app = fastify()
      app.register(forFastify())
      app.get('/', (_request, reply) => {
        all(cookies())
        reply.send('ok')
      })
      const response = await app.inject('/')
      expect([response.statusCode, response.body]).toEqual([200, 'ok'])
      return [response.headers['set-cookie'] ?? []].flat()
    },
    async fetch() {
      const handler = forFetch((_request: Request) => {
        all(cookies())
        return new Response('ok')
      })
      const response = await handler(new Request('http://x/'))
      expect(await response.text()).toBe('ok')
      return response.headers.getSetCookie()
    },
    async hono() {
      const app = new Hono().use(forHono()).get('/', (c) => {
        all(cookies())
        return c.text('ok')
      })
      const response = await app.request('/')
      expect(await response.text()).toBe('ok')
      return response.headers.getSetCookie()
    },
    async h3() {
      const app = new H3().use(forH3()).get('/', () => {
        all(cookies())
        return 'ok'
      })
      const response = await app.request('/')
      expect(await response.text()).toBe('ok')
      return response.headers.getSetCookie()
    },
  }
  it.each(Object.entries(hosts))(
    'on %s is the same line, and what is refused loses no response',
    async (_, run) => {
      configureAfter({ onNoHost: 'warn' })
      expect(await run()).toEqual([line])
      configureAfter({ onNoHost: undefined })
    },
  )
})

describe('the terminal', () => {
  it.each(attacks)('sees %s of a file as text', (_, attack) => {
    const code = `const a = 1\nafter('${attack}')\n`
    const planned = {
      slug: 'bad-task.value',
      at: [12, 18] as const,
      values: { call: attack, given: attack },
      fix: undefined,
    }
    const text = formatDiagnostic(toDiagnostic(planned as never, { file: `src/${attack}.ts`, code }))
    const message = new UserError('bad-command', { problem: attack }).message
    for (const each of [text, message, plainPainted(`\u001b[31m${attack}\u001b[39m`)]) {
      const unpainted = each.replaceAll('\u001b[31m', '').replaceAll('\u001b[39m', '')
      expect([unpainted, UNSEEN.test(unpainted.replaceAll('\n', ''))]).toEqual([unpainted, false])
    }
  })

  it('keeps scripts and emoji as they are', () => {
    for (const text of ['日本語 é ñ', '👩‍👩‍👧', 'می‌خواهم']) expect(plainPainted(text)).toBe(text)
  })
})
