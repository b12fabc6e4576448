// What a program of the documentation's kind says to the type checker.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
// Inside the repository, where the packages are found that its imports name.
const folder = join(root, 'node_modules', '.afterword-types')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const program = `
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import http2, { type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import https from 'node:https'
import { after, headers } from 'afterword'
import { fastify } from 'fastify'
import { H3 } from 'h3'
import { Hono } from 'hono'
import { afterword as forExpress } from 'afterword/express'
import { afterword as forFastify } from 'afterword/fastify'
import { afterword as forH3 } from 'afterword/h3'
import { afterword as forHono } from 'afterword/hono'
import { withAfter } from 'afterword/node'
import { afterTasks, flushAfter, withAfterScope, withoutAfter } from 'afterword/test'

createServer(withAfter((req, res) => {
  const url: string | undefined = req.url
  res.setHeader('x', 1).end(url)
  // @ts-expect-error: it is no any
  req.nonsense
}))
createServer({ keepAlive: true }, withAfter(async (req, res) => { res.end(req.url) }))
createServer(withAfter(() => {}))
after(({ job }) => { job.id.toUpperCase() }, { name: 'receipt', durable: true })
after(() => {}, { name: 'receipt', durable: { attempts: 3, upgrade: (old) => ({ order: old.purchase }) } })
after(() => {}, { durable: false })
// @ts-expect-error: a worker knows it by its name
after(() => {}, { durable: true })
// @ts-expect-error
after(() => {}, { durable: { attempts: 3 } })
// @ts-expect-error
after(() => {}, { name: 'receipt', durable: { attempt: 3 } })
createServer(withAfter((req: IncomingMessage, res: ServerResponse) => { res.end(req.url) }))
createServer().on('request', withAfter((req, res) => { res.end(req.url) }))
createServer().on('upgrade', withAfter((req, socket, head) => { socket.end(head) }))
https.createServer({}, withAfter((req, res) => {
  res.end(req.url)
  // @ts-expect-error
  res.nonsense
}))
http2.createServer(withAfter((req, res) => { res.stream.end(req.authority) }))
http2.createSecureServer({}, withAfter((req: Http2ServerRequest, res: Http2ServerResponse) => { res.end(req.authority) }))
const alone = withAfter((req, res) => { res.end(req.url) })
createServer().on('request', alone)

interface Request extends IncomingMessage { params: object }
interface Response extends ServerResponse { json(value: unknown): this }
declare const express: {
  (req: Request | IncomingMessage, res: Response | ServerResponse): unknown
  (req: Request, res: Response, next: () => void): unknown
  listen(): void
}
const app: typeof express = withAfter(express)
app.listen()
createServer(app)
declare const anything: { (req: any, res: any): any; use(): void }
withAfter(anything).use()
declare const listener: RequestListener
createServer(withAfter(listener))
withAfter((req: Request, res: Response, next: () => void) => { res.json(req.params); next() })
const result: Promise<string> = withAfter(async (_req: IncomingMessage) => 'x')({} as IncomingMessage)
// What is registered is made by a call: the factory itself is no middleware, and no plugin.
declare const inExpress: { use(handler: (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void): void }
inExpress.use(forExpress())
new Hono().use(forHono())
fastify().register(forFastify())
new H3().use(forH3())
// @ts-expect-error
inExpress.use(forExpress)
// @ts-expect-error
new Hono().use(forHono)
// @ts-expect-error
fastify().register(forFastify)
// @ts-expect-error
new H3().use(forH3)

// @ts-expect-error
withAfter(42)
// @ts-expect-error
withAfter()

export async function use() {
  const read = await headers()
  const copy = new Headers(read)
  new Headers(headers())
  await fetch('http://x', { headers: read })
  for (const [name, value] of read) copy.append(name, value)
  // @ts-expect-error
  read.set('a', 'b')
  // @ts-expect-error
  headers().append('a', 'b')
  // @ts-expect-error
  read.delete('a')
  return [result, read.get('a'), copy]
}

export async function testing(request: globalThis.Request) {
  const { result, scope, setCookies } = await withAfterScope({ request, cookies: { a: '1' } }, async () => new globalThis.Response())
  const status: number = result.status
  const names: string[] = afterTasks(scope).map(({ name, place, key }) => \`\${name} \${place} \${key}\`)
  const { done, errors } = await flushAfter(request, { outcome: 'errored', failures: 'keep', timeout: 5 })
  const { result: text, tasks } = await withoutAfter((given) => given.name.toUpperCase())
  // @ts-expect-error
  withAfterScope({ header: {} }, () => {})
  // @ts-expect-error
  flushAfter(scope, { failures: 'ignore' })
  // @ts-expect-error: it is no promise of a promise
  result.then
  return [status, names, done + 1, errors.length, setCookies.length, text.length, tasks.length]
}
`

it.each([
  ['typescript', ['esnext', 'dom', 'dom.iterable']],
  ['typescript', ['esnext']],
  ['typescript6', ['esnext', 'dom', 'dom.iterable']],
])('the documented calls pass %s with %o', (compiler, lib) => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'program.ts'), program)
  const paths = {
    afterword: [join(root, 'runtime/index.ts')],
    'afterword/node': [join(root, 'runtime/hosts/node.ts')],
    'afterword/test': [join(root, 'runtime/test.ts')],
  }
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    target: 'es2023',
    module: 'nodenext',
    lib,
    types: ['node'],
    paths,
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', compiler, 'bin/tsc'), '-p', folder],
    { encoding: 'utf8' },
  )
  // Of the runtime's own sources the repository's configuration is in charge.
  expect(stdout.split('\n').filter((line) => line.includes('program.ts'))).toEqual([])
  expect([0, 1, 2]).toContain(status)
  expect(stdout).not.toContain('error TS5')
})
