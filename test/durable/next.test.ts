// A durable task in a real Next: built, started, stored by a route handler, and worked from the file of `afterword jobs --write`, in a worker of Node alone and in
// Next's own process. The package says that nothing of
// it but the engine's file has side effects.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Journal } from '../next/journal.ts'
import { root } from '../next/project.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

const FILES: Record<string, string> = {
  'package.json': '{ "name": "shop", "type": "module", "sideEffects": ["./lib/durable.js"] }',
  'next.config.mjs': `import { withAfterword } from 'afterword/next'
export default withAfterword({ turbopack: { root: ${JSON.stringify(root)} } })
`,
  'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>\n',
  'app/page.js': `import { Buy } from './buy.js'\nexport default () => <Buy />\n`,
  // A page's script takes something of the module that has the job.
  'app/buy.js': `'use client'\nimport { label } from '../lib/orders.js'\nexport const Buy = () => <button>{label}</button>\n`,
  'app/api/route.js': `import { sell } from '../../lib/orders.js'
export async function POST(request) {
  sell(await request.json())
  return Response.json('sold')
}
`,
  'lib/orders.js': `import { after, headers } from 'afterword'
export const label = 'buy it'
export function sell(order) {
  after(
    async ({ job }) => {
      const words = (await headers()).get('x-words')
      globalThis.record(['secret-receipt', order.id, order.at.length, words, job.attempt, process.env.WORKER].join(' '))
    },
    { name: 'receipt', durable: true },
  )
}
`,
  'lib/durable.js': `import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { configureDurable } from 'afterword/durable'

const { JOBS, DONE, SLOW = '0' } = process.env
globalThis.record = (line) => appendFileSync(DONE, line + '\\n')

/** A line of a file is a job. */
configureDurable({
  engine: {
    name: 'lines',
    async store(jobs) {
      await new Promise((resolve) => setTimeout(resolve, Number(SLOW)))
      for (const job of jobs) appendFileSync(JOBS, JSON.stringify(job) + '\\n')
    },
    async work(names, run) {
      let done = 0
      const timer = setInterval(async () => {
        const lines = existsSync(JOBS) ? readFileSync(JOBS, 'utf8').split('\\n').slice(done, -1) : []
        done += lines.length
        for (const { id, name, data } of lines.map((line) => JSON.parse(line)))
          if (names.includes(name)) await run({ id, name, data, attempt: 1 })
      }, 20)
      return { async stop() { clearInterval(timer) } }
    },
  },
})
`,
  'lib/worker.js': `import './durable.js'
import { work } from 'afterword/durable'
import { jobs } from '../jobs.js'
export const start = () => work({ jobs })
`,
  'instrumentation.js': `export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  if (process.env.WORKER === 'next') await (await import('./lib/worker.js')).start()
  else await import('./lib/durable.js')
}
`,
  'worker.mjs': `import { start } from './lib/worker.js'\nawait start()\nconsole.log('ready')\n`,
}

const { VITEST, NODE_OPTIONS, NODE_ENV, ...rest } = process.env
const NEXT = join(root, 'node_modules/next/dist/bin/next')

describe.each(['turbopack', 'webpack'] as const)('%s', (bundler) => {
  const isRun = bundler === 'turbopack' || process.env.AFTERWORD_FULL === '1'
  if (!isRun) return void test.skip('durable tasks in Next with webpack (--full)')
  let app = ''
  const env = (more: Record<string, string>): NodeJS.ProcessEnv => ({
    ...rest,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
    JOBS: join(app, 'stored.txt'),
    DONE: join(app, 'done.txt'),
    ...more,
  })
  const read = (name: string): string =>
    existsSync(join(app, name)) ? readFileSync(join(app, name), 'utf8') : ''
  const forget = (): void => {
    for (const name of ['stored.txt', 'done.txt']) rmSync(join(app, name), { force: true })
  }

  beforeAll(() => {
    mkdirSync(join(root, '.cache/next'), { recursive: true })
    app = mkdtempSync(join(root, '.cache/next/jobs-'))
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, part), join(app, 'node_modules/afterword', part), { recursive: true })
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(app, name)), { recursive: true })
      writeFileSync(join(app, name), text)
    }
    const own = (args: string[]) =>
      execFileSync(process.execPath, args, {
        cwd: app,
        env: env({}),
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    own(['node_modules/afterword/dist/transform/cli/main.js', 'jobs', '--write', 'jobs.js'])
    own([NEXT, 'build', `--${bundler}`])
  })
  afterAll(() => rmSync(app, { recursive: true, force: true, maxRetries: 3 }))

  async function run<T>(
    args: string[],
    more: Record<string, string>,
    ready: RegExp,
    use: (found: string, child: ChildProcess) => Promise<T>,
  ): Promise<T> {
    const child = spawn(process.execPath, args, {
      cwd: app,
      env: env(more),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const closed = once(child, 'close')
    const journal = new Journal(child)
    try {
      return await use(String(await journal.find(ready, 60_000)), child)
    } catch (error) {
      throw new Error(`It said: ${journal.said}`, { cause: error })
    } finally {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await closed
      clearTimeout(timer)
    }
  }
  const START = [NEXT, 'start', '--port', '0', '--hostname', '127.0.0.1']
  const LOCAL = /- Local: +(http:\S+)/
  const order = async (found: string): Promise<unknown> => {
    const url = /http:\S+\d/.exec(found)?.[0]
    const body = JSON.stringify({ id: 7, at: '2026' })
    return (await fetch(`${url}/api`, { method: 'POST', body, headers: { 'x-words': 'please' } })).json()
  }
  const done = () => vi.waitFor(() => expect(read('done.txt')).not.toBe(''), { timeout: 15_000 })

  test('it is begun at the call: the response does not wait, and the process stays until it is stored', async () => {
    forget()
    await run(START, { SLOW: '1500' }, LOCAL, async (found) => {
      expect(await order(found)).toBe('sold')
      expect(read('stored.txt')).toBe('')
    })
    // Told to stop right behind the answer.
    expect(read('stored.txt')).toContain('"name":"receipt"')
  })

  test('a worker of Node alone runs it, from the written file', async () => {
    expect(read('stored.txt')).toContain('"name":"receipt"')
    await run(['--import', 'afterword/register', 'worker.mjs'], { WORKER: 'node' }, /ready/, done)
    expect(read('done.txt')).toBe('secret-receipt 7 4 please 1 node\n')
  })

  test('Next runs it in its own process, where instrumentation imports the written file', async () => {
    forget()
    await run(START, { WORKER: 'next' }, LOCAL, async (found) => {
      expect(await order(found)).toBe('sold')
      await done()
    })
    expect(read('done.txt')).toBe('secret-receipt 7 4 please 1 next\n')
  })

  test('a job that was stored before is known as Next starts', async () => {
    rmSync(join(app, 'done.txt'))
    await run(START, { WORKER: 'next' }, LOCAL, done)
    expect(read('done.txt')).toBe('secret-receipt 7 4 please 1 next\n')
  })

  test('nothing of a job is in what a browser loads', () => {
    const scripts = globSync('.next/static/**/*.js', { cwd: app }).map((file) =>
      readFileSync(join(app, file), 'utf8'),
    )
    expect(scripts.join('\n')).toContain('buy it')
    expect(scripts.join('\n')).not.toMatch(/secret-receipt|afterword\.durable/)
  })
})
