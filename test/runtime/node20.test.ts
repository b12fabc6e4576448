// The runtime runs on Node 20 and newer, also where the tests run on something else.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { findNodes } from './nodes.ts'

const program = `
  import { createServer } from 'node:http'
  import http2 from 'node:http2'
  import { connect } from 'node:net'
  import assert from 'node:assert/strict'
  import { AsyncLocalStorage } from 'node:async_hooks'
  import { at, bound, chain, steps, disposer, asyncDisposer, register } from './compiled.ts'
  import { after } from './index.ts'
  import { withAfter } from './hosts/node.ts'
  import { withAfter as withFetch } from './hosts/fetch.ts'
  import { configureAfter, cookies, drainAfter, headers } from './index.ts'
  const log = []
  const server = createServer(withAfter(async (req, res) => {
    cookies().set('a', '1')
    after(at('app.ts:1', ({ outcome, status }) => log.push(outcome, status, headers().get('x-id'))))
    const scope = register.scope
    for await (const n of steps([1, 2], scope)) log.push(n)
    const dispose = disposer({ [Symbol.dispose]: () => log.push(register.scope === scope) }, scope)
    dispose[Symbol.dispose]()
    await asyncDisposer({ [Symbol.asyncDispose]: async () => log.push('async') }, scope, () => {})[Symbol.asyncDispose]()
    res.end('ok')
  }))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const response = await fetch('http://127.0.0.1:' + server.address().port, { headers: { 'x-id': '7' } })
  assert.equal(await response.text(), 'ok')
  assert.deepEqual(response.headers.getSetCookie(), ['a=1; Path=/'])
  let begun = 0
  let aborted = 0
  const pipelined = createServer(withAfter((req, res) => { begun++; after(at('app.ts:3', ({ outcome }) => { if (outcome === 'aborted') aborted++ })) }))
  await new Promise((resolve) => pipelined.listen(0, '127.0.0.1', resolve))
  const socket = connect(pipelined.address().port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'.repeat(3))
  while (begun < 3) await new Promise((resolve) => setTimeout(resolve, 2))
  socket.destroy()
  for (let n = 0; n < 500 && aborted < 3; n++) await new Promise((resolve) => setTimeout(resolve, 2))
  assert.equal(aborted, 3)
  pipelined.close()
  const ends = []
  const until = async (count) => { for (let n = 0; n < 500 && ends.length < count; n++) await new Promise((resolve) => setTimeout(resolve, 2)) }
  const noteEnd = (req) => after(at('app.ts:4', ({ outcome }) => ends.push(req.url + ' ' + outcome)))
  const broken = createServer(withAfter((req, res) => { noteEnd(req); res.write('a'); setTimeout(() => { res.end('b'); res.destroy(new Error('source')) }, 10) }))
  await new Promise((resolve) => broken.listen(0, '127.0.0.1', resolve))
  await fetch('http://127.0.0.1:' + broken.address().port + '/broken').then((response) => response.text()).catch(() => {})
  await until(1)
  broken.close()
  const second = http2.createServer(withAfter((req, res) => { noteEnd(req); if (req.url === '/ok') res.end('ok'); if (req.url === '/mid') res.write('a') }))
  await new Promise((resolve) => second.listen(0, '127.0.0.1', resolve))
  const session = http2.connect('http://127.0.0.1:' + second.address().port)
  for (const path of ['/ok', '/mid', '/hang']) {
    const stream = session.request({ ':path': path })
    stream.on('error', () => {})
    if (path === '/ok') stream.resume()
    else if (path === '/mid') stream.once('data', () => stream.close(http2.constants.NGHTTP2_CANCEL))
    else setTimeout(() => stream.close(http2.constants.NGHTTP2_CANCEL), 30)
    await until(ends.length + 1)
  }
  session.destroy()
  second.close()
  assert.deepEqual(ends, ['/broken errored', '/ok sent', '/mid aborted', '/hang aborted'])
  const store = new AsyncLocalStorage()
  const found = []
  configureAfter({ concurrency: 1 })
  const own = createServer(withAfter((req, res) => store.run(req.url, () => {
    for (const place of ['app.ts:5', 'app.ts:6']) after(at(place, async () => { found.push([req.url, store.getStore()]); await null; found.push([req.url, store.getStore()]) }))
    res.end('ok')
  })))
  await new Promise((resolve) => own.listen(0, '127.0.0.1', resolve))
  await Promise.all(Array.from({ length: 20 }, (_, n) => fetch('http://127.0.0.1:' + own.address().port + '/' + n).then((response) => response.text())))
  for (let n = 0; n < 500 && found.length < 80; n++) await new Promise((resolve) => setTimeout(resolve, 2))
  configureAfter({ concurrency: undefined })
  assert.equal(found.length, 80)
  for (const [wanted, is] of found) assert.equal(is, wanted)
  own.close()
  own.closeAllConnections()
  server.close()
  server.closeAllConnections()
  const fetched = await withFetch(() => { after(at('app.ts:2', () => log.push('fetch'))); return new Response('body') })(new Request('http://x/'))
  assert.equal(await fetched.text(), 'body')
  assert.deepEqual((await drainAfter({ timeout: 5000 })).lost, [])
  assert.deepEqual(log, [1, 2, true, 'async', 'sent', 200, '7', 'fetch'])
  process.stdout.write('passed on ' + process.version)
`

it('works on every node of this machine', async () => {
  const resolveDir = fileURLToPath(new URL('../../runtime', import.meta.url))
  const result = await build({
    stdin: { contents: program, resolveDir, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'node20',
    platform: 'node',
  })
  const folder = mkdtempSync(join(tmpdir(), 'afterword-'))
  try {
    const file = join(folder, 'program.mjs')
    writeFileSync(file, result.outputFiles[0]?.text ?? '')
    for (const [version, node] of findNodes()) {
      expect(execFileSync(node, [file], { encoding: 'utf8' })).toBe(`passed on ${version}`)
      // Since Node 24 its AsyncLocalStorage is another one, unless it is told so.
      const flags = Number(/^v(\d+)/.exec(version)?.[1]) >= 24 ? ['--no-async-context-frame'] : []
      if (flags.length)
        expect(execFileSync(node, [...flags, file], { encoding: 'utf8' })).toBe(`passed on ${version}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it('imports nothing, neither from npm nor from node', async () => {
  const hosts = ['node', 'fetch', 'express', 'fastify', 'hono', 'h3', 'lambda']
  for (const entry of ['index.ts', 'compiled.ts', ...hosts.map((name) => `hosts/${name}.ts`)]) {
    const result = await build({
      entryPoints: [fileURLToPath(new URL(`../../runtime/${entry}`, import.meta.url))],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      metafile: true,
    })
    expect(
      Object.values(result.metafile.inputs).flatMap(({ imports }) =>
        imports.filter(({ external }) => external),
      ),
    ).toEqual([])
    expect(Object.keys(result.metafile.inputs).filter((path) => !path.startsWith('runtime/'))).toEqual([])
  }
})
