// The real `pg`, with a pool of one connection, behind a route handler of Next: eight requests wait for it, and each callback is its own request's.
// The server is PGlite behind its socket, a real PostgreSQL that npm installs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'
import { installPackages } from '../install.ts'
import { Journal } from './journal.ts'
import { root } from './project.ts'

vi.setConfig({ testTimeout: 120_000 })

const ROUTE = `import { after } from 'next/server'
import { cookies, headers } from 'next/headers'
import { headers as asOurs } from 'afterword'
import pg from 'pg'

const pool = (globalThis.pool ??= new pg.Pool({ host: '127.0.0.1', port: PORT, database: 'postgres', user: 'postgres', max: 1 }))
const told = (globalThis.told ??= [])

export function GET(request) {
  const id = request.headers.get('x-id')
  if (id === null) return Response.json(told)
  return new Promise((resolve, reject) => {
    // Whoever gives the connection back calls this for the next one.
    pool.connect((error, client, release) => {
      if (error) return reject(error)
      const given = ask()
      client.query('select $1::text as id', [id], (failed, result) => {
        if (failed) return reject(failed)
        const asked = [ask(), askOurs(), askCookies()]
        after(async () => told.push([id, await ask(), await askOurs()].join(' ')))
        setTimeout(() => {
          release()
          Promise.all([given, ...asked]).then((seen) => resolve(Response.json([result.rows[0].id, ...seen])), reject)
        }, 2)
      })
    })
  })
}

const ask = async () => (await headers()).get('x-id')
const askOurs = async () => (await asOurs()).get('x-id')
const askCookies = async () => (await cookies()).get('id')?.value
`

const { folder, missing } = await installPackages(
  join(import.meta.dirname, 'pg/package.json'),
  join(root, '.cache/next/pg'),
)

/** @returns the port, and what ends it */
async function startPostgres(): Promise<{ port: number; stop(): Promise<void> }> {
  const load = (file: string) => import(pathToFileURL(join(folder, 'node_modules/@electric-sql', file)).href)
  const { PGlite } = await load('pglite/dist/index.js')
  const { PGLiteSocketServer } = await load('pglite-socket/dist/index.js')
  const db = await PGlite.create()
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1' })
  await server.start()
  const port = Number(/:(\d+)$/.exec(server.getServerConn())?.[1])
  return {
    port,
    async stop() {
      await server.stop()
      await db.close()
    },
  }
}

/** Beside the packages, with ours as npm would have put it there. */
function layOut(port: number, isCompiled: boolean): string {
  const app = mkdtempSync(join(folder, 'app-'))
  for (const part of ['package.json', 'dist'])
    cpSync(join(root, part), join(app, 'node_modules/afterword', part), { recursive: true })
  mkdirSync(join(app, 'app/api'), { recursive: true })
  const route = ROUTE.replace('PORT', String(port))
  // Next alone knows no other ones.
  writeFileSync(
    join(app, 'app/api/route.js'),
    isCompiled ? route : route.replace(`'afterword'`, `'next/headers'`),
  )
  writeFileSync(join(app, 'package.json'), '{ "type": "module" }')
  const config = `{ turbopack: { root: ${JSON.stringify(root)} } }`
  const compiled = `import { withAfterword } from 'afterword/next'\nexport default withAfterword(${config})\n`
  writeFileSync(join(app, 'next.config.mjs'), isCompiled ? compiled : `export default ${config}\n`)
  return app
}

async function askEight(isCompiled: boolean): Promise<{ answers: unknown[]; told: string[] }> {
  const postgres = await startPostgres()
  const app = layOut(postgres.port, isCompiled)
  const { VITEST, NODE_OPTIONS, ...rest } = process.env
  const env: NodeJS.ProcessEnv = {
    ...rest,
    NODE_ENV: 'development',
    NEXT_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
  }
  const next = join(root, 'node_modules/next/dist/bin/next')
  const child = spawn(process.execPath, [next, 'dev', '--port', '0', '--hostname', '127.0.0.1'], {
    cwd: app,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  try {
    const journal = new Journal(child)
    const url = `${await journal.find(/- Local: +(http:\S+)/, 60_000)}/api`
    // Compiles the route.
    expect(await (await fetch(url)).json()).toEqual([])
    const ids = Array.from({ length: 8 }, (_, index) => `${index}`)
    const ask = async (id: string) =>
      (await fetch(url, { headers: { 'x-id': id, cookie: `id=${id}` } })).json()
    const answers = await Promise.all(ids.map((id) => ask(id).catch((error: Error) => error.message)))
    let told: string[] = []
    for (let n = 0; n < 100 && told.length < 8; n++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      told = (await (await fetch(url)).json()) as string[]
    }
    return { answers, told }
  } finally {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await closed
    clearTimeout(timer)
    await postgres.stop()
    rmSync(app, { recursive: true, force: true, maxRetries: 3 })
  }
}

if (missing) {
  console.warn(`pg behind Next was not run: ${missing}`)
  test.skip('pg behind Next was not run: npm could not install it')
} else {
  test('eight of eight callbacks of a pool of one connection ask their own request, and so do their tasks', async () => {
    const { answers, told } = await askEight(true)
    const ids = Array.from({ length: 8 }, (_, index) => `${index}`)
    expect(answers).toEqual(ids.map((id) => Array(5).fill(id)))
    expect(told.sort()).toEqual(ids.map((id) => `${id} ${id} ${id}`))
  })

  test.skipIf(process.env.AFTERWORD_FULL !== '1')(
    'Next alone gives some of them another (--full)',
    async () => {
      const { answers } = await askEight(false)
      const own = answers.filter(
        (each, index) => Array.isArray(each) && each.every((id) => id === `${index}`),
      )
      expect(own.length).toBeLessThan(8)
    },
  )
}
