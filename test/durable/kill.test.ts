// The gate: whoever has had an answer in full, has its job. The server is killed at a random moment around its answers, on every host at once, and
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
      if (!isFull) console.warn(`kill matrix: ${kills} kills in place of 200; npm test -- --full does all`)
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

    test(`every answer that a client had in full has its job (${kills} kills)`, {
      timeout: 3_600_000,
    }, async () => {
      const answered: Answer[] = []
      const late: Answer[] = []
      let cut = 0
      let next = start(postgres.url, koa)
      for (let round = 0; round < kills; round++) {
        const { child, ports } = await next
        // The first request of a process waits for what is made once.
        await Promise.all(Object.values(ports).map((port) => ask(port, `id=warm-${round}&form=whole`)))
        if (round + 1 < kills) next = start(postgres.url, koa)
        const over = once(child, 'close')
        // Each host is given its turn in each round: to be the one whose answers the kill is around.
        const all = Object.entries(ports)
        const [turn, port] = all[round % all.length] as [string, number]
        let soon: (() => void) | undefined
        const first = new Promise<void>((resolve) => {
          soon = resolve
        })
        const one = async (host: string, at: string, port: number, isLate: boolean): Promise<void> => {
          const form = forms[(round + Number(isLate)) % 3] as string
          const id = `${host}-${round}-${at}`
          const isWhole = await ask(port, `id=${id}&form=${form}&late=${isLate ? 'yes' : 'no'}`)
          if (!isWhole) cut++
          else {
            ;(isLate ? late : answered).push({ host, id, form })
            if (!isLate && host === turn) soon?.()
          }
        }
        const asked = [
          ...all.map(([host, port]) => one(host, 'any', port, false)),
          ...['a', 'b', 'c'].map((at) => one(turn, at, port, false)),
          one(turn, 'late', port, true),
        ]
        // Before the first of them, or after it.
        const wait = Math.random() * 50
        if (round % 2) setTimeout(() => child.kill('SIGKILL'), wait * 2)
        else first.then(() => setTimeout(() => child.kill('SIGKILL'), wait / 5))
        await over
        await Promise.all(asked)
      }
      const lost = await missing(answered)
      const lostLate = await missing(late)
      const hosts = Object.groupBy(answered, ({ host }) => host)
      const counts = Object.entries(hosts).map(([host, all]) => `${host} ${all?.length}`)
      console.log(
        `${kills} kills: ${answered.length} answers in full (${counts.join(', ')}), ${cut} cut off, ${lost.length} without their job; ` +
          `control, stored after the response: ${lostLate.length} of ${late.length} lost`,
      )
      expect(lost).toEqual([])
      expect(answered.length).toBeGreaterThan(0)
      expect(cut).toBeGreaterThan(0)
      // Else nothing was shown.
      if (kills >= 100) expect(lostLate.length).toBeGreaterThan(0)
    })
  },
)
