// A local Lambda: a function URL in front, the Runtime API behind, and between them an environment that serves one invocation
// at a time and is frozen (SIGSTOP) from the moment its runtime asks for the next until there is one.
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

interface Invocation {
  readonly id: string
  readonly event: unknown
  readonly client: ServerResponse
}

export interface Lambda {
  readonly url: string
  readonly child: ChildProcess
  /** When the environment was done with the invocation of a client's x-id, as Date.now() has it. */
  readonly ends: ReadonlyMap<string, number>
  isFrozen(): boolean
  stop(): Promise<void>
}

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

export async function startLambda(module: string, name: string, timeout = 30_000): Promise<Lambda> {
  const queue: Invocation[] = []
  const running = new Map<string, Invocation>()
  const ends = new Map<string, number>()
  let idle: ServerResponse | undefined
  let current: Invocation | undefined
  let frozen = false
  let count = 0

  const hand = () => {
    if (!idle || !queue.length) return
    current = queue.shift() as Invocation
    running.set(current.id, current)
    if (frozen) child.kill('SIGCONT')
    frozen = false
    idle.writeHead(200, {
      'Lambda-Runtime-Aws-Request-Id': current.id,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeout),
    })
    idle.end(JSON.stringify(current.event))
    idle = undefined
  }

  const next = (res: ServerResponse) => {
    if (current) ends.set(xIdOf(current), Date.now())
    current = undefined
    idle = res
    if (queue.length) return hand()
    frozen = true
    child.kill('SIGSTOP')
  }

  const api = createServer(async (req, res) => {
    const [, id = '', what] = /invocation\/([^/]+)(?:\/(\w+))?$/.exec(req.url ?? '') ?? []
    if (id === 'next') return next(res)
    const client = running.get(id)?.client
    running.delete(id)
    if (!client) return void res.writeHead(410).end()
    if (what === 'error') {
      for await (const _ of req);
      client.writeHead(502).end('Internal Server Error')
    } else if (req.headers['lambda-runtime-function-response-mode'] === 'streaming') await relay(req, client)
    else await answer(req, client)
    res.writeHead(202).end()
  })

  const front = createServer(async (req, client) => {
    const { pathname, search } = new URL(req.url ?? '/', 'http://x')
    const { cookie, ...headers } = req.headers
    const event = {
      version: '2.0',
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers,
      ...(cookie && { cookies: cookie.split('; ') }),
      requestContext: { http: { method: req.method, path: pathname } },
    }
    for await (const _ of req);
    queue.push({ id: `invocation-${++count}`, event, client })
    hand()
  })

  const apiPort = await listen(api)
  const child = spawn(
    process.execPath,
    ['--expose-gc', join(import.meta.dirname, 'runtime.ts'), module, name],
    {
      env: {
        ...process.env,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${apiPort}`,
        AWS_LAMBDA_FUNCTION_NAME: 'conformance',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  return {
    url: `http://127.0.0.1:${await listen(front)}`,
    child,
    ends,
    isFrozen: () => frozen,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      if (child.exitCode === null && child.kill('SIGKILL')) await gone
      for (const server of [api, front]) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    },
  }
}

const xIdOf = ({ event }: Invocation): string =>
  (event as { headers: Record<string, string> }).headers['x-id'] ?? ''

/** A streamed response: its head is JSON, up to eight zero bytes. */
async function relay(req: IncomingMessage, client: ServerResponse): Promise<void> {
  let head: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of req as AsyncIterable<Buffer>) {
    if (!head) {
      client.write(chunk)
      continue
    }
    head = Buffer.concat([head, chunk])
    const end = head.indexOf(Buffer.alloc(8))
    if (end < 0) continue
    const { statusCode, headers } = JSON.parse(head.subarray(0, end).toString())
    client.writeHead(statusCode, headers)
    // Lambda passes on what it has, body or not.
    client.flushHeaders()
    if (head.length > end + 8) client.write(head.subarray(end + 8))
    head = undefined
  }
  const failed = req.trailers['lambda-runtime-function-error-type']
  if (!failed) client.end()
  else if (client.headersSent) client.destroy()
  else client.writeHead(502).end('Internal Server Error')
}

async function answer(req: IncomingMessage, client: ServerResponse): Promise<void> {
  let text = ''
  for await (const chunk of req) text += chunk
  const { statusCode, body } = JSON.parse(text)
  client.writeHead(statusCode).end(body)
}
