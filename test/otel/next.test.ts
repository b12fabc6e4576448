// `configureAfter(otel())` in a built Next with @vercel/otel, 200 requests at once: route handlers and pages.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { installPackages } from '../install.ts'
import { Journal } from '../next/journal.ts'

interface Span {
  name: string
  trace: string
  id: string
  parent?: string
  /** What Next's own spans are called. */
  type?: string
  attributes: Record<string, unknown>
  status: number
}

interface Told {
  spans: Span[]
  published: string[]
}

const root = join(import.meta.dirname, '../..')
const { folder, missing } = await installPackages(
  join(import.meta.dirname, 'next/package.json'),
  join(root, '.cache/otel/next'),
)

const COUNT = 200
const ids = Array.from({ length: COUNT }, (_, index) => String(index + 1))
const traceOf = (id: string): string => Number(id).toString(16).padStart(32, '0')
const pathOf = (id: string): string => (Number(id) % 2 ? `/orders/${id}` : `/pages/${id}`)

if (missing) {
  console.warn(`Next with @vercel/otel was not run: ${missing}`)
  test.skip('Next with @vercel/otel was not run: npm could not install it')
} else
  describe('Next with @vercel/otel', () => {
    let app: string
    let told: Told
    let byId: Map<string, Span>

    const run = (args: string[]) => {
      const { VITEST, NODE_OPTIONS, FORCE_COLOR, CI, ...rest } = process.env
      const env = {
        ...rest,
        NODE_ENV: 'production',
        NEXT_TELEMETRY_DISABLED: '1',
        NO_COLOR: '1',
        ROOT: folder,
      }
      return spawn(process.execPath, [join(folder, 'node_modules/next/dist/bin/next'), ...args], {
        cwd: app,
        env: env as NodeJS.ProcessEnv,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    }

    beforeAll(async () => {
      app = mkdtempSync(join(folder, 'app-'))
      cpSync(join(import.meta.dirname, 'next'), app, { recursive: true })
      for (const part of ['package.json', 'dist'])
        cpSync(join(root, part), join(app, 'node_modules/afterword', part), { recursive: true })
      const build = run(['build'])
      const said = new Journal(build)
      const [code] = await once(build, 'close')
      expect(code, said.said).toBe(0)
      const server = run(['start', '--port', '0', '--hostname', '127.0.0.1'])
      const closed = once(server, 'close')
      try {
        const url = await new Journal(server).find(/- Local: +(http:\S+)/, 60_000)
        const ask = async (id: string): Promise<void> => {
          const traceparent = `00-${traceOf(id)}-${id.padStart(16, '0')}-01`
          await (await fetch(url + pathOf(id), { headers: { traceparent } })).text()
        }
        await Promise.all(ids.map(ask))
        const look = async () => {
          told = (await (await fetch(`${url}/told`)).json()) as Told
          return told.spans.filter(({ name }) => name.startsWith('after nested')).length
        }
        await vi.waitFor(async () => expect(await look()).toBe(COUNT), { timeout: 30_000, interval: 200 })
      } finally {
        server.kill('SIGTERM')
        await closed
      }
      byId = new Map(told.spans.map((span) => [span.id, span]))
    }, 300_000)
    afterAll(() => rmSync(app, { recursive: true, force: true, maxRetries: 3 }))

    const tasks = () => told.spans.filter(({ name }) => name.startsWith('after '))
    const idOf = ({ name }: Span): string => name.split(' ').at(-1) as string

    test('each task is a span in the trace of its own request', () => {
      expect(tasks()).toHaveLength(COUNT * 3.5)
      const named = tasks().filter(({ name }) => /\d$/.test(name) && !name.includes('.ts:'))
      expect(named).toHaveLength(COUNT * 3)
      const wrong = named.filter((span) => span.trace !== traceOf(idOf(span)))
      expect(wrong).toEqual([])
    })

    test('below a span of its request, or of the task that gave it; none begins a trace', () => {
      for (const span of tasks()) {
        const parent = byId.get(span.parent ?? '')
        expect(parent?.trace, span.name).toBe(span.trace)
        if (span.name.startsWith('after nested')) expect(parent?.name).toBe(`after receipt ${idOf(span)}`)
        else
          expect(parent?.type, span.name).toMatch(
            /^(?:AppRouteRouteHandlers|BaseServer|AppRender|NextNodeServer)\./,
          )
      }
    })

    test('what a task calls is below it', () => {
      const queries = told.spans.filter(({ name }) => name === 'query')
      expect(queries).toHaveLength(COUNT * 3)
      for (const { parent, attributes, trace } of queries) {
        expect(byId.get(parent ?? '')?.name).toMatch(
          new RegExp(`^after (?:receipt|nested) ${attributes.id}$`),
        )
        expect(trace).toBe(traceOf(String(attributes.id)))
      }
    })

    test('it says where it is written, and that it failed', () => {
      const [failed] = tasks().filter(({ name }) => name === 'after stock 7')
      expect(failed).toMatchObject({
        status: 2,
        attributes: {
          'afterword.host': 'next',
          'afterword.task.status': 'failed',
          'code.file.path': 'tasks.ts',
          'code.line.number': 24,
        },
      })
    })

    test('the tracing channel has each task, too', () => {
      expect(told.published.filter((line) => line.startsWith('receipt '))).toHaveLength(COUNT)
      expect(told.published).toContain('receipt 7 of route handler /orders/[id]')
    })
  })
