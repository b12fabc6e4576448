// The app of a framework, in a folder of its own below .cache/: above it what npm has installed, beside it a copy of the package.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { type Installed, installPackages } from '../../install.ts'
import { ended, findPort, listen } from '../../servers.ts'

const here = import.meta.dirname
const root = join(here, '../../..')

/** `blind`: what is built, where AsyncLocalStorage keeps nothing. */
export type Mode = 'start' | 'blind' | 'dev'

export interface Framework {
  name: string
  /** The folder of its app. */
  folder: string
  /** Where the app keeps its own modules: those of shared/ come there, too. */
  modules: string
  /** What its users type: a file of node_modules, and arguments. */
  build: string[]
  start: string[]
  dev: string[]
  /** Who gives tasks to a page beyond those of every framework. */
  extra: string[]
  /** How static pages end: some are asked for over HTTP while they are built. */
  prerendered: string
  /** Where the client asks for the payload of a page. */
  payload(path: string): string
  /** How the client calls an action from a page. */
  call(id: string, page: string): { path: string; headers?: Record<string, string> }
}

export interface Note {
  what: string
  id: string
  heard: string | null
  scope?: string
  outcome?: string
  status?: number
  reads?: number
}

export interface Answer {
  status: number
  headers: Headers
  body: string
}

export interface Server {
  url: string
  said(): string
  /** Its `x-id` is the last part of the path, or `id`. */
  ask(path: string, init?: RequestInit & { id?: string }): Promise<Response>
  read(path: string, init?: RequestInit & { id?: string }): Promise<Answer>
  notes(): Promise<Note[]>
  /** Those of one request, once all of these are there. */
  notesOf(id: string, whats: string[]): Promise<Note[]>
  stop(): Promise<void>
}

export const install = ({ folder }: Framework): Promise<Installed> =>
  installPackages(join(here, folder, 'package.json'), join(root, '.cache/frameworks'))

export class Project {
  readonly #framework: Framework
  readonly #installed: string
  readonly directory: string

  constructor(framework: Framework, installed: string) {
    this.#framework = framework
    this.#installed = installed
    this.directory = mkdtempSync(join(installed, 'run-'))
    cpSync(join(here, framework.folder), this.directory, { recursive: true })
    cpSync(join(here, 'shared'), join(this.directory, framework.modules), { recursive: true })
    for (const part of ['package.json', 'dist'])
      cpSync(join(root, part), join(this.directory, 'node_modules/afterword', part), { recursive: true })
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }

  /** What it has said. Rejects unless it ends well. */
  async build(): Promise<string> {
    const child = this.#run(this.#framework.build, { NODE_ENV: 'production' })
    const said = listen(child)
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error(`the build ended with ${code}:\n${said()}`)
    return said()
  }

  async serve(mode: Mode): Promise<Server> {
    const port = await findPort()
    const args = this.#framework[mode === 'dev' ? 'dev' : 'start'].map((arg) => (arg === 'PORT' ? port : arg))
    const NODE_OPTIONS = mode === 'blind' ? `--require=${JSON.stringify(join(here, 'blind.cjs'))}` : ''
    const NODE_ENV = mode === 'dev' ? 'development' : 'production'
    const child = this.#run(args, { NODE_ENV, NODE_OPTIONS, PORT: port })
    const said = listen(child)
    const closed = once(child, 'close')
    const url = `http://localhost:${port}`
    const server: Server = {
      url,
      said,
      ask: (path, { id = path.split('/').at(-1), headers, ...init } = {}) =>
        fetch(url + path, { redirect: 'manual', ...init, headers: { 'x-id': id ?? '', ...headers } }),
      async read(path, init) {
        const response = await server.ask(path, init)
        return { status: response.status, headers: response.headers, body: await response.text() }
      },
      notes: async () => (await server.ask('/journal')).json(),
      notesOf: (id, whats) =>
        vi.waitFor(
          async () => {
            const own = (await server.notes()).filter((note) => note.id === id)
            const found = new Set(own.map(({ what }) => what))
            const missing = whats.filter((what) => !found.has(what))
            if (missing.length > 0) throw new Error(`${id} has no ${missing}: ${said()}`)
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
      await Promise.race([vi.waitFor(() => server.notes(), { timeout: 30_000, interval: 50 }), ended(closed)])
    } catch (error) {
      await server.stop()
      throw new Error(`${this.#framework.name} does not answer: ${said()}`, { cause: error })
    }
    return server
  }

  #run([script = '', ...args]: string[], env: Record<string, string>): ChildProcess {
    // Set by vitest for itself.
    const { VITEST, NODE_OPTIONS, FORCE_COLOR, DEV, PROD, SSR, MODE, ...rest } = process.env
    return spawn(process.execPath, [join(this.#installed, 'node_modules', script), ...args], {
      cwd: this.directory,
      env: { ...rest, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }
}
