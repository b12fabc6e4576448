// The gate: whoever has had an answer in full, has its job. The server, which has every host, is killed at random moments around their answers, and
// the database is asked. Tasks that are stored once the response is known to be sent are the control: some of those are lost.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jobId } from '../../runtime/durable/uuid.ts'
import { installPackages } from '../install.ts'
import { type Client, connectTo, lacksService, type Service, startPostgres } from '../services.ts'

const isFull = process.env.AFTERWORD_FULL === '1'
const kills = Number(process.env.KILLS ?? (isFull ? 200 : 10))
const root = join(import.meta.dirname, '../..')
const forms = ['whole', 'parts', 'counted'] as const

interface Answer {
  readonly host: string
  readonly id: string
  readonly form: string
}

/** Whether the client has had all of it: the head, and the body to its end. */
function ask(port: number, query: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: `/?${query}`, agent: false }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.complete && response.statusCode === 200))
      response.on('error', () => resolve(false))
    })
    request.on('error', () => resolve(false))
  })
}

interface Server {
  readonly child: ChildProcess
  readonly ports: Record<string, number>
}

async function start(database: string, koa: string): Promise<Server> {
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', join(import.meta.dirname, 'app/server.ts')],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', DATABASE: database, KOA: koa },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('{')) return { child, ports: JSON.parse(line) }
  throw new Error('the server ended before it listened')
}

describe.skipIf(lacksService('PostgreSQL', 'the kill matrix'))(
  'a server that is killed around its answers',
  () => {
    let postgres: Service
    let client: Client
    let koa = ''

    beforeAll(async () => {
      const { folder, missing } = await installPackages(
        join(import.meta.dirname, 'packages/package.json'),
        join(root, '.cache/durable'),
      )
      if (missing) throw new Error(missing)
      koa = join(folder, 'node_modules/koa/lib/application.js')
      postgres = await startPostgres()
      client = await connectTo(postgres)
      if (!isFull)
        console.warn(`kill matrix: ${kills} kills of each host in place of 200; npm test -- --full does all`)
    }, 300_000)

    afterAll(async () => {
      await client?.end()
      await postgres?.[Symbol.asyncDispose]()
    })

    async function missing(answers: readonly Answer[]): Promise<Answer[]> {
      const ids = await Promise.all(answers.map(({ id }) => jobId('receipt', id)))
      const { rows } = await client.query<{ id: string }>(
        'select id from afterword.job where id = any($1::uuid[])',
        [ids],
      )
      const known = new Set(rows.map(({ id }) => id))
      return answers.filter((_, at) => !known.has(ids[at] as string))
    }

    test(`every answer that a client had in full has its job (${kills} kills of each host)`, {
      timeout: 3_600_000,
    }, async () => {
      const answered: Answer[] = []
      const late: Answer[] = []
      let cut = 0
      let rounds = 0
      /** By host: kills that came within 50 ms of one of its answers, or in the midst of one. */
      const around = new Map<string, number>()
      let next = start(postgres.url, koa)
      const isEnough = (): boolean => around.size > 0 && Math.min(...around.values()) >= kills
      for (; !isEnough(); rounds++) {
        if (rounds > kills * 2) throw new Error(`too few kills around answers: ${show(around)}`)
        const { child, ports } = await next
        // The first request of a process waits for what is made once.
        await Promise.all(Object.values(ports).map((port) => ask(port, `id=warm-${rounds}&form=whole`)))
        next = start(postgres.url, koa)
        const latest = new Map<string, number>()
        const cutHere = new Set<string>()
        let count = 0
        let isOver = false
        const one = async (host: string, port: number, isLate: boolean): Promise<void> => {
          const form = forms[count % 3] as string
          const id = `${host}-${rounds}-${count++}`
          const isWhole = await ask(port, `id=${id}&form=${form}&late=${isLate ? 'yes' : 'no'}`)
          if (isWhole) (isLate ? late : answered).push({ host, id, form })
          if (isLate) return
          if (isWhole) latest.set(host, performance.now())
          else {
            cut++
            cutHere.add(host)
          }
        }
        // Each host is asked again and again until the end, which comes somewhere around an answer of each.
        const visitors = Object.entries(ports).map(async ([host, port]) => {
          while (!isOver) await one(host, port, false)
        })
        // Soon after each of them has had one.
        for (
          const end = performance.now() + 2_000;
          latest.size < visitors.length && performance.now() < end;
        )
          await new Promise((resolve) => setTimeout(resolve, 1))
        const control = Object.entries(ports).map(([host, port]) => one(host, port, true))
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 50))
        isOver = true
        const over = once(child, 'close')
        const at = performance.now()
        child.kill('SIGKILL')
        await over
        await Promise.all([...visitors, ...control])
        for (const host of Object.keys(ports)) {
          const isNear = cutHere.has(host) || at - (latest.get(host) ?? 0) < 50
          around.set(host, (around.get(host) ?? 0) + Number(isNear))
        }
      }
      ;(await next).child.kill('SIGKILL')
      const lost = await missing(answered)
      const lostLate = await missing(late)
      const hosts = Object.groupBy(answered, ({ host }) => host)
      const counts = new Map(Object.entries(hosts).map(([host, all]) => [host, all?.length ?? 0]))
      console.log(
        `${rounds} processes killed, around an answer of: ${show(around)}; ` +
          `${answered.length} answers in full (${show(counts)}), ${cut} cut off, ${lost.length} without their job; ` +
          `control, stored after the response: ${lostLate.length} of ${late.length} lost`,
      )
      expect(lost).toEqual([])
      expect([...counts.keys()].sort()).toEqual([...around.keys()].sort())
      expect(cut).toBeGreaterThan(0)
      // Else nothing was shown.
      if (kills >= 100) expect(lostLate.length).toBeGreaterThan(0)
    })
  },
)

const show = (counts: Map<string, number>): string =>
  [...counts].map(([host, count]) => `${host} ${count}`).join(', ')
