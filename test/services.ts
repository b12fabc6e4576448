// PostgreSQL and Redis (or Valkey) for tests, of Debian's packages, unprivileged, on free ports of the loopback. `npm run services` (part of
// `npm test`) gets them where they are missing: as root or under CI with apt-get, else it prints the command. Tests that need one say without it
// that they did not run.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findPort } from './servers.ts'

/** PostgreSQL refuses to be run by root: by nobody, then. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

function findBinary(names: readonly string[]): string | undefined {
  const folders = [
    ...globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed(),
    ...(process.env.PATH ?? '').split(delimiter),
  ]
  const files = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return files.find((file) => existsSync(file))
}

const services = {
  PostgreSQL: { binaries: ['postgres'], packages: ['postgresql'] },
  Redis: { binaries: ['redis-server', 'valkey-server'], packages: ['redis-server', 'valkey-server'] },
} as const

type Name = keyof typeof services

const binaryOf = (name: Name): string | undefined => findBinary(services[name].binaries)

/** For `describe.skipIf`: true where it is not there, which it says. */
export function lacksService(name: Name, what: string): boolean {
  if (binaryOf(name)) return false
  console.warn(`not run: ${what}, for there is no ${name}; npm run services gets it`)
  return true
}

/** One that a test can take away, and bring back with all that it has kept. */
export interface Service extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** At once, as a machine that loses its power. */
  kill(): Promise<void>
  start(): Promise<void>
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function run(
  make: (
    folder: string,
    port: number,
  ) => { url: string; command: string; args: string[]; ready(): Promise<boolean> },
): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-service-'))
  if (nobody.uid) chownSync(folder, nobody.uid, nobody.gid)
  const port = Number(await findPort())
  const { url, command, args, ready } = make(folder, port)
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const own = spawn(command, args, { ...nobody, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    child = own
    let said = ''
    for (const stream of [own.stdout, own.stderr])
      stream.on('data', (part) => {
        said = `${said}${part}`.slice(-2_000)
      })
    for (
      const end = Date.now() + 30_000;
      !(await ready());
      await new Promise((resolve) => setTimeout(resolve, 50))
    )
      if (own.exitCode !== null || Date.now() > end) throw new Error(`${command} does not answer: ${said}`)
  }
  const kill = async (): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode) return
    const over = once(child, 'close')
    // PostgreSQL's children hear of it by themselves, and its data is as after a crash.
    child.kill(command.endsWith('postgres') ? 'SIGQUIT' : 'SIGKILL')
    await over
  }
  await start()
  return {
    url,
    port,
    start,
    kill,
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A cluster of its own. What it has committed is on the disk. */
export async function startPostgres(settings: readonly string[] = []): Promise<Service> {
  const postgres = binaryOf('PostgreSQL') as string
  return run((folder, port) => {
    const data = join(folder, 'data')
    const initdb = spawnSync(
      postgres.replace(/postgres$/, 'initdb'),
      ['-D', data, '-U', 'test', '-A', 'trust', '--no-sync'],
      {
        ...nobody,
        cwd: folder,
        encoding: 'utf8',
      },
    )
    if (initdb.status !== 0) throw new Error(initdb.stderr)
    const all = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings]
    const isReady = postgres.replace(/postgres$/, 'pg_isready')
    return {
      url: `postgres://test@127.0.0.1:${port}/postgres`,
      command: postgres,
      args: ['-D', data, ...all.flatMap((each) => ['-c', each])],
      ready: async () => spawnSync(isReady, ['-h', '127.0.0.1', '-p', `${port}`]).status === 0,
    }
  })
}

/** What tests ask of pg's client. */
export interface Client extends AsyncDisposable {
  query<Row>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>
  end(): Promise<void>
}

export async function connectTo({ url }: Pick<Service, 'url'>): Promise<Client> {
  // It has no types of its own.
  const { default: pg } = await import('pg' as string)
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  return Object.assign(client as Client, { [Symbol.asyncDispose]: () => client.end() })
}

/** Every write is on the disk before it is answered. */
export async function startRedis(): Promise<Service> {
  return run((folder, port) => {
    const data = join(folder, 'data')
    mkdirSync(data)
    if (nobody.uid) chownSync(data, nobody.uid, nobody.gid)
    const settings = {
      bind: '127.0.0.1',
      port: `${port}`,
      dir: data,
      appendonly: 'yes',
      appendfsync: 'always',
      save: '',
    }
    return {
      url: `redis://127.0.0.1:${port}`,
      command: binaryOf('Redis') as string,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      ready: () => answers(port),
    }
  })
}

if (import.meta.main) process.exitCode = install()

/** 1 where one should have been there: under CI. */
function install(): number {
  let missing = 0
  for (const name of Object.keys(services) as Name[]) {
    if (binaryOf(name)) continue
    const { packages } = services[name]
    const may = process.getuid?.() === 0 || Boolean(process.env.CI)
    const get = (): boolean =>
      packages.some(
        (each) => spawnSync('apt-get', ['install', '-y', '--no-install-recommends', each]).status === 0,
      )
    if (may) {
      say(`services: there is no ${name}; apt-get install -y ${packages[0]}`)
      // A fresh machine has no list of packages yet.
      if (!get() && spawnSync('apt-get', ['update']).status === 0) get()
    }
    if (binaryOf(name)) continue
    missing++
    say(
      `services: there is no ${name}; tests that need it are not run. On Debian: apt-get install -y ${packages[0]}`,
    )
  }
  return missing && process.env.CI ? 1 : 0
}

/** On stderr: what is run after this may have its stdout read by a program. */
function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
