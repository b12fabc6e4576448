// The page and the tracing channel on Bun, Deno and Workers, and with React Server Components.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { Log, LogLevel, Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const bin = join(root, 'node_modules/.bin')

interface Platform {
  /** What stands around the application. */
  program: string
  conditions: string[]
  start(file: string, code: string): Promise<{ url: string; stop(): unknown }>
}

const startBy =
  (command: string, ...args: string[]): Platform['start'] =>
  async (file) => {
    const child: ChildProcess = spawn(join(bin, command), [...args, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
    const { value: port } = await lines.next()
    const stop = async (): Promise<void> => {
      child.kill()
      await once(child, 'exit')
    }
    return { url: `http://127.0.0.1:${port}`, stop }
  }

const platforms: Record<string, Platform> = {
  Bun: {
    program: `console.log(Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: handle }).port)`,
    conditions: ['bun'],
    start: startBy('bun', 'run'),
  },
  Deno: {
    program: `Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(port) }, handle)`,
    conditions: ['deno'],
    start: startBy('deno', 'run', '--quiet', '--allow-net', '--allow-env'),
  },
  'Workers with nodejs_compat': {
    program: 'export default { fetch: handle }',
    conditions: ['workerd', 'worker'],
    async start(_file, script) {
      const workers = new Miniflare({
        modules: true,
        script,
        compatibilityDate: '2026-01-01',
        compatibilityFlags: ['nodejs_compat'],
        cf: false,
        host: '127.0.0.1',
        port: 0,
        log: new Log(LogLevel.ERROR),
      })
      const { href } = await workers.ready
      return { url: href.replace(/\/$/, ''), stop: () => workers.dispose() }
    },
  },
}

const folder = mkdtempSync(join(tmpdir(), 'afterword-platforms-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(Object.entries(platforms))('on %s', (_name, { program, conditions, start }) => {
  let url = ''
  let stop: () => unknown = () => {}
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { channel, handle } from './platform-app.js'\nglobalThis.channel = channel\n${program}`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      // The package as it is installed, by its conditions.
      tsconfigRaw: {},
      logLevel: 'error',
      write: false,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: [...conditions, 'import'],
      external: ['node:*'],
    })
    const code = outputFiles[0]?.text ?? ''
    const file = join(folder, `${conditions[0]}.mjs`)
    writeFileSync(file, code)
    ;({ url, stop } = await start(file, code))
    for (let n = 0; n < 2; n++) await (await fetch(`${url}/order`)).text()
  })
  afterAll(() => stop())

  const told = async () => (await (await fetch(`${url}/_after/data`)).json()).requests

  test('the page is there, and knows what has run', async () => {
    await expect.poll(async () => (await told())[0]?.isOver).toBe(true)
    const [request, ...others] = await told()
    expect(others).toHaveLength(1)
    expect(request).toMatchObject({
      name: 'GET /order',
      outcome: 'sent',
      tasks: [{ name: 'mail', status: 'done' }],
    })
    const page = await fetch(`${url}/_after`)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('<title>After the response</title>')
  })

  test('events of it tell what happens next', async () => {
    const ends = new AbortController()
    let said = ''
    const read = async (): Promise<void> => {
      const { body } = await fetch(`${url}/_after/events`, { signal: ends.signal })
      const decoder = new TextDecoder()
      for await (const chunk of body as ReadableStream<Uint8Array>) {
        said += decoder.decode(chunk, { stream: true })
        if (said.includes('event: all') && !said.includes('GET /later'))
          await (await fetch(`${url}/later`)).text()
        if (said.includes('GET /later')) return
      }
    }
    // As a browser does where a stream has ended.
    while (!said.includes('GET /later')) await read()
    ends.abort()
    expect(said).toContain('retry: 1000')
  })

  test('each task is published on the tracing channel', async () => {
    const published = await (await fetch(`${url}/published`)).json()
    expect(published.slice(0, 8)).toEqual(
      expect.arrayContaining(['start mail', 'end mail', 'asyncStart mail', 'asyncEnd mail']),
    )
  })
})

test('with React Server Components each task is published on the tracing channel', () => {
  const program = `
    import { tracingChannel } from 'node:diagnostics_channel'
    import { after } from 'afterword'
    import { withAfter } from 'afterword/rsc'
    const told = (task) => console.log(task.name, task.request)
    tracingChannel('afterword:task').subscribe({ start: told, end() {}, asyncStart() {}, asyncEnd() {}, error() {} })
    const handler = withAfter((request) => {
      after.with(request, () => {}, { name: 'mail' })
      return new Response('ordered')
    })
    await (await handler(new Request('http://localhost/order'))).text()
  `
  const args = ['--conditions=react-server', '--input-type=module', '-e', program]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' })
  expect(stdout + stderr).toBe('mail GET /order\n')
})
