// What may happen to a job, each on a real server, with workers that are processes. Nothing that was accepted is lost, nothing unknown is run, and
// what is not known to be done is done again.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { durable, job } from '../../runtime/durable/compiled.ts'
import { configureDurable } from '../../runtime/durable/index.ts'
import { withAfter } from '../../runtime/hosts/node.ts'
import { type After, after, configureAfter, openScope } from '../../runtime/index.ts'
import { connectTo, lacksService, type Service, startPostgres, startRedis } from '../services.ts'
import { engineOf } from './app/engine.ts'

const root = join(import.meta.dirname, '../..')
const wait = { timeout: 45_000, interval: 50 }

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const engines = {
  PostgreSQL: { start: startPostgres, block: 24_000 },
  Redis: { start: startRedis, block: 5_000 },
} as const

describe.each(Object.keys(engines) as (keyof typeof engines)[])('jobs on %s', (name) => {
  describe.skipIf(lacksService(name, `what may happen to jobs on ${name}`))('', () => {
    let service: Service
    let engine: ReturnType<typeof engineOf>
    let journal = ''
    let count = 0
    let task = ''
    const children = new Set<ChildProcess>()
    const folder = mkdtempSync(join(tmpdir(), 'afterword-failures-'))

    beforeAll(async () => {
      service = await engines[name].start()
      engine = engineOf(service.url)
      await engine.open()
      configureDurable({ engine, hold: 3_000 })
      configureAfter({ onError: () => {} })
    })

    afterEach(async () => {
      await Promise.all([...children].map(kill))
    })

    afterAll(async () => {
      await engine?.close()
      await service?.[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    })

    async function kill(child: ChildProcess): Promise<void> {
      children.delete(child)
      if (child.exitCode !== null || child.signalCode) return
      const over = once(child, 'close')
      child.kill('SIGKILL')
      await over
    }

    /** A task of its own name, for each test. */
    function fresh(): void {
      task = `task-${++count}`
      journal = join(folder, task)
    }

    async function startWorker(env: Record<string, string> = {}): Promise<ChildProcess> {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'app/worker.ts')], {
        cwd: root,
        env: {
          ...process.env,
          ENGINE: service.url,
          JOURNAL: journal,
          NAME: task,
          BLOCK: `${engines[name].block}`,
          ...env,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      children.add(child)
      await once(child.stdout, 'data')
      return child
    }

    const give = async (word: string, id: string, options: object = {}) => {
      const scope = openScope()
      const { done } = scope.run(() =>
        (after as After)(durable(task, { word, id }) as never, {
          name: task,
          durable: { id, backoff: 100, ...options },
        }),
      )
      scope.close('sent')
      return done
    }

    const lines = (): string[][] =>
      existsSync(journal)
        ? readFileSync(journal, 'utf8')
            .trim()
            .split('\n')
            .map((line) => line.split(' '))
        : []

    const seen = (what: string, id: string): string[][] =>
      lines().filter((line) => line[0] === what && line[1] === id)

    const until = (what: string, id: string, times = 1): Promise<void> =>
      vi.waitFor(() => expect(seen(what, id).length).toBeGreaterThanOrEqual(times), wait)

    test('a worker is killed while a job runs, and another waits: both are run again', async () => {
      fresh()
      const worker = await startWorker({ CONCURRENCY: '1' })
      await give('hang', 'first')
      await until('begin', 'first')
      await give('go', 'second')
      await new Promise((resolve) => setTimeout(resolve, 300))
      await kill(worker)
      expect(seen('end', 'second')).toEqual([])
      await startWorker()
      await until('end', 'first')
      await until('end', 'second')
    })

    test('a worker is killed when the task is done, before the engine is told: it is done again', async () => {
      fresh()
      const worker = await startWorker()
      const over = once(worker, 'close')
      await give('lose', 'first')
      await over
      children.delete(worker)
      expect(seen('end', 'first')).toHaveLength(1)
      await startWorker()
      await until('end', 'first', 2)
    })

    test('a worker is killed before it has taken a job: the next one takes it', async () => {
      fresh()
      await kill(await startWorker())
      await give('go', 'first')
      await startWorker()
      await until('end', 'first')
      expect(seen('begin', 'first')).toHaveLength(1)
    })

    test('two workers: each job runs on one of them, once', async () => {
      fresh()
      await Promise.all([startWorker({ CONCURRENCY: '2' }), startWorker({ CONCURRENCY: '2' })])
      const ids = Array.from({ length: 40 }, (_, at) => `n${at}`)
      expect(
        (await Promise.all(ids.map((id) => give('go', id)))).every(({ status }) => status === 'done'),
      ).toBe(true)
      await vi.waitFor(() => expect(lines().filter(([what]) => what === 'end')).toHaveLength(40), wait)
      await new Promise((resolve) => setTimeout(resolve, 500))
      expect(lines().filter(([what]) => what === 'begin')).toHaveLength(40)
      expect(new Set(lines().map((line) => line[3])).size).toBe(2)
    })

    test('a worker whose event loop is blocked is taken for dead: at least once', async () => {
      fresh()
      const blocked = await startWorker()
      await give('block', 'first')
      await until('begin', 'first')
      const other = await startWorker()
      // On the other one, while the first has not come back; and then it is done there, too.
      await until('end', 'first', 2)
      const by = seen('begin', 'first').map((line) => line[3])
      expect(by).toEqual([`${blocked.pid}`, `${other.pid}`])
      expect(seen('end', 'first').map((line) => line[3])[0]).toBe(`${other.pid}`)
    })

    test('the server of the engine is restarted while tasks are stored: what was told to be stored is run', async () => {
      fresh()
      const given: Promise<[string, string]>[] = []
      const giveSome = async (ms: number): Promise<void> => {
        for (const end = Date.now() + ms; Date.now() < end; ) {
          const id = `n${given.length}`
          given.push(give('go', id).then(({ status }) => [id, status]))
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      }
      await giveSome(300)
      const giving = giveSome(2_000)
      await service.kill()
      await new Promise((resolve) => setTimeout(resolve, 200))
      await service.start()
      await giving
      await vi.waitFor(async () => expect((await give('go', 'last')).status).toBe('done'), wait)
      const told = await Promise.all(given)
      const stored = told.filter(([, status]) => status === 'done').map(([id]) => id)
      // Some were in flight, and were told to be lost: those may be there nevertheless.
      expect(stored.length).toBeGreaterThan(0)
      expect(stored.length).toBeLessThan(told.length)
      await startWorker()
      await vi.waitFor(() => {
        const ran = new Set(lines().map(([, id]) => id))
        expect(stored.filter((id) => !ran.has(id))).toEqual([])
      }, wait)
    })

    test('a deploy that captures other names says so, and uses up attempts; one that upgrades runs it', async () => {
      fresh()
      await give('go', 'first', { attempts: 50 })
      const renamed = await startWorker({ DEPLOY: 'renamed' })
      await vi.waitFor(() => expect(lines()).toContainEqual(['error', 'AFTERWORD_JOB_CHANGED']), wait)
      await kill(renamed)
      expect(seen('begin', 'first')).toEqual([])
      await startWorker({ DEPLOY: 'upgraded' })
      await until('end', 'first')
    })

    test('a deploy that captures one more cannot run it; one that captures one less can', async () => {
      fresh()
      await give('go', 'first', { attempts: 50 })
      const added = await startWorker({ DEPLOY: 'added' })
      await vi.waitFor(() => expect(lines()).toContainEqual(['error', 'AFTERWORD_JOB_CHANGED']), wait)
      await kill(added)
      await startWorker({ DEPLOY: 'removed' })
      await until('end', 'first')
    })

    test('an older worker that does not know a task leaves it to those that do, and no attempt is used up', async () => {
      fresh()
      await give('go', 'first', { attempts: 1 })
      const older = await startWorker({ DEPLOY: 'another' })
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      expect(lines()).toEqual([])
      await kill(older)
      await startWorker()
      await until('end', 'first')
      expect(seen('begin', 'first')).toEqual([['begin', 'first', '1', expect.any(String)]])
    })

    test('the server of the engine is gone at the request: onError has the coded error, the response is unharmed', async () => {
      fresh()
      const told: unknown[] = []
      configureAfter({ onError: (error) => told.push((error as { code?: string }).code) })
      const server = createServer(
        withAfter((_req, res) => {
          ;(after as After)(durable(task, { word: 'go', id: 'first' }) as never, {
            name: task,
            durable: true,
          })
          res.end('done')
        }),
      )
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      expect(await (await fetch(url)).text()).toBe('done')
      await service.kill()
      const response = await fetch(url)
      expect([response.status, await response.text()]).toEqual([200, 'done'])
      await vi.waitFor(() => expect(told).toEqual(['AFTERWORD_DURABLE_NOT_STORED']))
      // `failover: 'run'` has it done all the same, by this process.
      const ran: string[] = []
      job(task, ['word', 'id'], 'src/task.ts:1', (_word, id) => () => void ran.push(String(id)))
      expect((await give('go', 'here', { failover: 'run' })).status).toBe('done')
      expect(ran).toEqual(['here'])
      await service.start()
      // And goes on when it is back, with what it had accepted before.
      await vi.waitFor(async () => expect((await give('go', 'second')).status).toBe('done'), wait)
      configureAfter({ onError: () => {} })
      server.closeAllConnections()
      server.close()
      await startWorker()
      await until('end', 'first')
      await until('end', 'second')
    })

    test('the server of the engine is restarted while a worker works: what it had accepted is run', async () => {
      fresh()
      await startWorker()
      await give('go', 'first')
      await until('end', 'first')
      await give('go', 'later', { delay: 4_000 })
      await give('hang', 'running')
      await until('begin', 'running')
      await service.kill()
      await new Promise((resolve) => setTimeout(resolve, 500))
      await service.start()
      await until('end', 'later')
      await vi.waitFor(async () => expect((await give('go', 'next')).status).toBe('done'), wait)
      await until('end', 'next')
    })

    test.skipIf(name !== 'PostgreSQL')(
      'a job whose attempts are used up is kept with the dead letters',
      async () => {
        fresh()
        await give('go', 'first', { attempts: 1 })
        await startWorker({ DEPLOY: 'renamed' })
        await using client = await connectTo(service)
        await vi.waitFor(async () => {
          const text = `select data from afterword.job where name = 'afterword.dead-letters'`
          const { rows } = await client.query<{ data: { values: string } }>(text)
          expect(rows.map(({ data }) => data.values).join()).toContain('first')
        }, wait)
      },
    )
  })
})

test('a folder that another process has open is refused by name, and taken over when that has died', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-folder-'))
  const program = join(import.meta.dirname, 'app/worker.ts')
  const start = (): ChildProcess =>
    spawn(process.execPath, [program], {
      cwd: root,
      env: { ...process.env, ENGINE: folder, JOURNAL: join(folder, 'journal') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const said = async (child: ChildProcess): Promise<string> => {
    let text = ''
    child.stderr?.on('data', (part) => {
      text += part
    })
    await once(child, 'close')
    return text
  }
  const first = start()
  try {
    await once(first.stdout as NonNullable<ChildProcess['stdout']>, 'data')
    expect(await said(start())).toContain(
      `AFTERWORD_DURABLE_LOCKED: the folder ${folder} is open in another process (process ${first.pid} on `,
    )
  } finally {
    first.kill('SIGKILL')
  }
  await once(first, 'close')
  const second = start()
  await once(second.stdout as NonNullable<ChildProcess['stdout']>, 'data')
  const over = once(second, 'close')
  second.kill('SIGTERM')
  await over
  rmSync(folder, { recursive: true, force: true })
})

test("what a folder's process was running when it died is run again at once by the next one", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-folder-'))
  const journal = join(folder, 'journal')
  const start = (): ChildProcess =>
    spawn(process.execPath, [join(import.meta.dirname, 'app/worker.ts')], {
      cwd: root,
      env: { ...process.env, ENGINE: join(folder, 'jobs'), JOURNAL: journal, GIVE: 'hang' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  const read = (): string => (existsSync(journal) ? readFileSync(journal, 'utf8') : '')
  const first = start()
  await vi.waitFor(() => expect(read()).toMatch(/^begin given 1 /), wait)
  const over = once(first, 'close')
  first.kill('SIGKILL')
  await over
  const second = start()
  try {
    await once(second.stdout as NonNullable<ChildProcess['stdout']>, 'data')
    const opened = Date.now()
    await vi.waitFor(() => expect(read()).toMatch(/^end given 2 /m), wait)
    // Not the ten seconds after which a dead worker is missed.
    expect(Date.now() - opened).toBeLessThan(8_000)
  } finally {
    const ended = once(second, 'close')
    second.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
})
