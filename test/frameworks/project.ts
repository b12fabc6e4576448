// The app of a framework, in a folder of its own below .cache/: above it what npm has installed, beside it a copy of the package.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { type Installed, installPackages } from '../install.ts'
import { ended, findPort, listen } from '../servers.ts'
import type { App, Mode } from './app.ts'
import type { Note } from './shared/journal.ts'

const here = import.meta.dirname
const root = join(here, '../..')

const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

export interface Answer {
  status: number
  headers: Headers
  body: string
}

export interface Asked extends RequestInit {
  /** Its `x-id`. */
  id: string
}

export interface Server {
  url: string
  said(): string
  ask(path: string, init: Asked): Promise<Response>
  read(path: string, init: Asked): Promise<Answer>
  open(door: string): Promise<void>
  /** Those of one request, once so many are there. */
  notesOf(id: string, count: number): Promise<Note[]>
  stop(): Promise<void>
}

export const install = ({ folder, version = '.' }: App): Promise<Installed> =>
  installPackages(join(here, 'apps', folder, version, 'package.json'), join(root, '.cache/frameworks'))

export class Project {
  readonly #app: App
  readonly #installed: string
  readonly directory: string

  constructor(app: App, installed: string) {
    this.#app = app
    this.#installed = installed
    // Of a workspace Vite serves what is installed above the app, too.
    writeFileSync(join(installed, 'pnpm-workspace.yaml'), '')
    this.directory = mkdtempSync(join(installed, 'run-'))
    cpSync(join(here, 'apps', app.folder), this.directory, { recursive: true })
    cpSync(join(here, 'shared'), join(this.directory, app.modules), { recursive: true })
    for (const part of ['package.json', 'dist', 'swc.wasm'])
      cpSync(join(root, part), join(this.directory, 'node_modules/afterword', part), { recursive: true })
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }

  /** Writes a file anew with `from` replaced; fails if it is not there. What it returns takes that back. */
  edit(file: string, from: string, to: string): () => void {
    const place = join(this.directory, file)
    const before = readFileSync(place, 'utf8')
    if (!before.includes(from)) throw new Error(`${file} has no ${from}`)
    writeFileSync(place, before.replaceAll(from, to))
    return () => writeFileSync(place, before)
  }

  /** All scripts of a folder as one text. */
  scripts(folder: string): string {
    const files = globSync('**/*.js', { cwd: join(this.directory, folder) })
    return files.map((file) => readFileSync(join(this.directory, folder, file), 'utf8')).join('\n')
  }

  /** How it ended, and what it has said. */
  async build(): Promise<{ code: number; said: string }> {
    let said = ''
    for (const command of this.#app.build) {
      const one = await this.run(command, { NODE_ENV: 'production', AFTERWORD_BUILD: '1' })
      said += one.said
      if (one.code !== 0) return { code: one.code, said }
    }
    return { code: 0, said }
  }

  /** A command as those of the app's `build`. */
  async run(
    command: readonly string[],
    env: Record<string, string>,
  ): Promise<{ code: number; said: string }> {
    const child = this.#run(command, env)
    const said = listen(child)
    const [code] = await once(child, 'close')
    return { code: Number(code), said: said() }
  }

  async serve(mode: Mode): Promise<Server> {
    const port = await findPort()
    const args = (this.#app[mode] ?? []).map((arg) => (arg === 'PORT' ? port : arg))
    const NODE_ENV = mode === 'dev' ? 'development' : 'production'
    const child = this.#run(args, { NODE_ENV, PORT: port, HOST: '127.0.0.1', ...this.#app.env })
    const said = listen(child)
    const closed = once(child, 'close')
    const url = `http://localhost:${port}`
    const ask: Server['ask'] = (path, { id, headers, ...init }) =>
      fetch(url + path, {
        redirect: 'manual',
        ...init,
        // As a proxy and a browser would say it.
        headers: {
          origin: url,
          accept: 'text/html',
          // Some wait for the whole page where a crawler asks, and take others for one.
          'user-agent': BROWSER,
          'x-forwarded-proto': 'http',
          'x-id': id,
          ...headers,
        },
      })
    const notes = async (of: string) =>
      (await (await ask(`/journal?of=${of}`, { id: 'journal' })).json()) as Note[]
    const server: Server = {
      url,
      said,
      ask,
      async read(path, init) {
        const response = await ask(path, init)
        return { status: response.status, headers: response.headers, body: await response.text() }
      },
      open: async (door) => void (await ask(`/journal?open=${door}`, { id: 'journal' })),
      notesOf: (id, count) =>
        vi.waitFor(
          async () => {
            const own = await notes(id)
            if (own.length < count) throw new Error(`${id} has ${JSON.stringify(own)}:\n${said()}`)
            return own
          },
          { timeout: 10_000, interval: 30 },
        ),
      async stop() {
        child.kill()
        await closed
      },
    }
    try {
      await Promise.race([
        vi.waitFor(() => notes('journal'), { timeout: 45_000, interval: 100 }),
        ended(closed),
      ])
    } catch (error) {
      await server.stop()
      throw new Error(`${this.#app.name} does not answer: ${said()}`, { cause: error })
    }
    return server
  }

  #run([script = '', ...args]: readonly string[], env: Record<string, string>): ChildProcess {
    // Set by vitest for itself.
    const { VITEST, TEST, NODE_OPTIONS, FORCE_COLOR, DEV, PROD, SSR, MODE, ...rest } = process.env
    const command = /^(?:\.\/|--)/.test(script) ? script : join(this.#installed, 'node_modules', script)
    return spawn(process.execPath, [command, ...args], {
      cwd: this.directory,
      env: { ...rest, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
}
