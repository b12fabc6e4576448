// The app of fixtures/apps/next, in a folder of its own below .cache/, beside a copy of the package as npm would have put it there.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { Journal } from './journal.ts'

export const root = join(import.meta.dirname, '../..')

export interface Variant {
  /** How it is compiled: `plain` is Next alone. */
  compile?: 'plain' | 'afterword' | 'swc' | 'babel'
  /** `cached`: with cacheComponents. */
  mode?: 'classic' | 'cached'
  bundler?: 'turbopack' | 'webpack'
  fallback?: 'next' | 'throw'
  /** Milliseconds. */
  drain?: number
  /** Only the files that an app without the plugin has, too. */
  common?: boolean
  /** A package of CommonJS, with a next.config.js in which other plugins stand around ours. */
  commonjs?: boolean
  /** `output: 'standalone'`: a server that has no `next` beside it. */
  standalone?: boolean
  /** What npm has installed for it (test/install.ts): a folder with node_modules, which has @next/mdx, and may have its own Next. */
  packages?: string
}

export interface Built {
  code: number | null
  /** Of both streams. */
  said: string
  ms: number
}

export interface Server extends AsyncDisposable {
  pid: number
  url: string
  journal: Journal
  /** Tells the process to stop, as its platform would, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Where in a file of the app a text stands first, from 1. */
export function lineOf(file: string, text: string): number {
  const lines = readFileSync(join(root, 'fixtures/apps/next', file), 'utf8').split('\n')
  return 1 + lines.findIndex((line) => line.includes(text))
}

const NEXT = 'node_modules/next/dist/bin/next'
const ADDRESS = ['--port', '0', '--hostname', '127.0.0.1']
const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
/** Whether the plugin for SWC was built: that takes Rust. */
export const hasSwc = existsSync(join(root, 'swc.wasm'))

/** Next adds nothing to it, and its own passes run behind it. */
const BABEL = `export default {
  parserOpts: { plugins: ['typescript', 'jsx'] },
  plugins: [['afterword/babel', { host: 'next', sources: ['afterword', 'next/server', 'next/headers'] }]],
}
`

const COMMONJS = `const { withAfterword } = require('afterword/next')
const { config, options, withMDX, withText } = require('./config.cjs')

module.exports = withMDX(withText(withAfterword(config, options)))
`

/** By the folder around it, whose packages its apps find. */
const workspaces = new Map<string, string>()

function openWorkspace(parent: string): string {
  mkdirSync(parent, { recursive: true })
  const made = mkdtempSync(join(parent, 'run-'))
  for (const part of ['package.json', 'dist', ...(hasSwc ? ['swc.wasm', 'swc-1.15.wasm'] : [])])
    cpSync(join(root, part), join(made, 'node_modules/afterword', part), { recursive: true })
  return made
}

/** To be called when all projects of this process are done with. */
export function closeWorkspace(): void {
  for (const folder of workspaces.values()) rmSync(folder, { recursive: true, force: true })
  workspaces.clear()
}

export class Project {
  readonly folder: string
  readonly variant: Variant

  constructor(variant: Variant = {}) {
    const parent = variant.packages ?? join(root, '.cache/next')
    const workspace = workspaces.get(parent) ?? openWorkspace(parent)
    workspaces.set(parent, workspace)
    this.folder = mkdtempSync(join(workspace, 'app-'))
    this.variant = variant
    cpSync(join(root, 'fixtures/apps/next'), this.folder, {
      recursive: true,
      // What a developer has built there.
      filter: (file) => !/[\\/](?:\.next|node_modules|next-env\.d\.ts)$/.test(file),
    })
    this.#choose()
    if (variant.compile === 'babel') this.write('babel.config.js', BABEL)
    if (variant.commonjs) {
      rmSync(join(this.folder, 'next.config.ts'))
      // To webpack a .js file is CommonJS there, in Next alone too.
      const docs = join(this.folder, 'app/api/docs/route.js')
      renameSync(docs, `${docs}x`)
      this.write('next.config.js', COMMONJS)
      // Next alone builds no ES modules with Turbopack where the package says that they are CommonJS: there it says nothing, and is.
      const type = variant.bundler === 'webpack' ? 'commonjs' : undefined
      this.write('package.json', JSON.stringify({ ...JSON.parse(this.read('package.json')), type }))
    }
  }

  /** `page.classic.tsx` becomes `page.tsx` in a project of that mode, and is left out of another. */
  #choose(): void {
    const { compile, common, packages, mode = 'classic' } = this.variant
    // SWC's plugins come behind Next's own checks, which refuse `after` in what a client loads, too.
    const kinds = [mode, common || compile === 'plain' || compile === 'swc' ? 'plain' : 'compiled']
    if (packages) kinds.push('mdx')
    for (const file of globSync('**/*.{classic,cached,compiled,plain,mdx}.*', { cwd: this.folder })) {
      const [, kind = ''] = /\.(\w+)\.\w+$/.exec(file) ?? []
      const path = join(this.folder, file)
      if (kinds.includes(kind)) renameSync(path, path.replace(`.${kind}.`, '.'))
      else rmSync(path)
    }
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8')
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }

  /** All scripts of a folder as one text. */
  readAll(folder: string): string {
    const files = globSync(`${folder}/**/*.{js,mjs}`, { cwd: this.folder })
    return files.map((file) => this.read(file)).join('\n')
  }

  async build(): Promise<Built> {
    const started = performance.now()
    const child = this.#run(['build', `--${this.variant.bundler ?? 'turbopack'}`], 'production')
    const journal = new Journal(child)
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, said: journal.said, ms: performance.now() - started }
  }

  start(): Promise<Server> {
    if (this.variant.standalone) return this.#startAlone()
    return this.#serve(this.#run(['start', ...ADDRESS], 'production'))
  }

  dev(): Promise<Server> {
    return this.#serve(
      this.#run(['dev', ...ADDRESS, `--${this.variant.bundler ?? 'turbopack'}`], 'development'),
    )
  }

  /** As Next's documentation has it: what a browser loads is copied beside the server. */
  #startAlone(): Promise<Server> {
    const made = join(this.folder, '.next/standalone', relative(root, this.folder))
    cpSync(join(this.folder, '.next/static'), join(made, '.next/static'), { recursive: true })
    const env = { ...this.#env('production'), PORT: '0', HOSTNAME: '127.0.0.1' }
    return this.#serve(spawn(process.execPath, [join(made, 'server.js')], { cwd: made, env, stdio }))
  }

  async #serve(child: ChildProcess): Promise<Server> {
    const journal = new Journal(child)
    const closed = once(child, 'close') as Promise<[number | null]>
    const url = await journal.find(/- Local: +(http:\S+)/, 60_000)
    const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
      child.kill(signal)
      // `next dev` is two processes, and the outer one can only be asked.
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
      const [code] = await closed
      clearTimeout(timer)
      return code
    }
    return {
      pid: child.pid as number,
      url,
      journal,
      stop,
      [Symbol.asyncDispose]: async () => void (await stop()),
    }
  }

  #run(args: string[], NODE_ENV: string): ChildProcess {
    const next = join(this.#hasOwnNext ? (this.variant.packages as string) : root, NEXT)
    return spawn(process.execPath, [next, ...args], { cwd: this.folder, env: this.#env(NODE_ENV), stdio })
  }

  get #hasOwnNext(): boolean {
    const { packages } = this.variant
    return packages !== undefined && existsSync(join(packages, NEXT))
  }

  #env(NODE_ENV: string): NodeJS.ProcessEnv {
    const { compile = 'afterword', mode = 'classic', fallback = 'next', drain } = this.variant
    const { VITEST, NODE_OPTIONS, FORCE_COLOR, CI, ...rest } = process.env
    return {
      ...rest,
      NODE_ENV,
      COMPILE: compile,
      MODE: mode,
      FALLBACK: fallback,
      DRAIN: drain === undefined ? '' : String(drain),
      OUTPUT: this.variant.standalone ? 'standalone' : '',
      // The newest of this repository is built by another SWC than the oldest.
      SWC: this.#hasOwnNext ? 'swc-1.15.wasm' : 'swc.wasm',
      MDX: this.variant.packages ? '1' : '',
      ROOT: root,
      NO_COLOR: '1',
      NEXT_TELEMETRY_DISABLED: '1',
    }
  }
}
