// A database on loopback for as long as a bench takes: PostgreSQL where this machine has it, else PGlite behind its socket server.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

export interface Database extends AsyncDisposable {
  /** What it is. */
  name: string
  url: string
}

/** PostgreSQL refuses to be run by root: by nobody, then. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

function findBinary(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(),
  ]
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

/** @param packages where `pg`, `@electric-sql/pglite` and `@electric-sql/pglite-socket` are installed */
export async function startDatabase(packages: string, wantsPglite: boolean): Promise<Database> {
  const [initdb, postgres] = wantsPglite ? [] : ['initdb', 'postgres'].map(findBinary)
  return initdb && postgres ? startPostgres(initdb, postgres) : startPglite(packages)
}

async function startPostgres(initdb: string, postgres: string): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-bench-'))
  if (nobody.uid) chownSync(folder, nobody.uid, nobody.gid)
  const data = join(folder, 'data')
  const made = spawnSync(initdb, ['-D', data, '-U', 'bench', '-A', 'trust', '--no-sync'], {
    ...nobody,
    cwd: folder,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(made.stderr)
  const port = await findPort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
  const child = spawn(postgres, ['-D', data, ...settings.flatMap((each) => ['-c', each])], {
    ...nobody,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(child)
  const { stdout } = spawnSync(postgres, ['--version'], { encoding: 'utf8' })
  return {
    name: stdout.trim(),
    url: `postgres://bench@127.0.0.1:${port}/postgres`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGINT')
      await once(child, 'close')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('ready to accept connections')) resolve()
    })
    child.once('exit', () => reject(new Error(said)))
  })
}

interface Pglite {
  PGlite: { create(): Promise<object> }
}

interface Socket {
  PGLiteSocketServer: new (options: object) => { start(): Promise<void>; stop(): Promise<void> }
}

async function startPglite(packages: string): Promise<Database> {
  const load = createRequire(join(packages, 'package.json'))
  const { PGlite } = load('@electric-sql/pglite') as Pglite
  const { PGLiteSocketServer } = load('@electric-sql/pglite-socket') as Socket
  const port = await findPort()
  const server = new PGLiteSocketServer({
    db: await PGlite.create(),
    host: '127.0.0.1',
    port,
    maxConnections: 16,
  })
  await server.start()
  const { version } = load('@electric-sql/pglite/package.json') as { version: string }
  return {
    name: `PGlite ${version} behind its socket server`,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: () => server.stop(),
  }
}
