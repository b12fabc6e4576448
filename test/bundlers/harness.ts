// One app, built by each bundler as its users build theirs, and served.
//
// A project is app/ with the folder of a bundler laid over it, in a folder of its own below .cache/. Beside it lies the package as npm would
// have put it there: a copy, so that what is built here stays the same while somebody builds dist/ anew.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll } from 'vitest'
import { type Output, root, run } from '../babel/harness.ts'

export type { Output } from '../babel/harness.ts'

const folder = import.meta.dirname

const bin = (file: string): string => join(root, 'node_modules', file)

/** What their users type, as arguments of node; Bun's builds run in Bun. */
export const bundlers = {
  rollup: [bin('rollup/dist/bin/rollup'), '-c'],
  rolldown: [bin('rolldown/bin/cli.mjs'), '-c'],
  webpack: ['build.js'],
  rspack: ['build.js'],
  esbuild: ['build.js'],
  bun: ['build.js'],
  farm: ['build.js'],
} as const

export type Bundler = keyof typeof bundlers

const bunCommand = bin('.bin/bun')

/** How the configurations are told what to build. */
export interface Variant {
  mode?: 'development' | 'production'
  format?: 'esm' | 'cjs'
  /** Afterword stays outside the bundle. */
  external?: boolean
}

export interface Project {
  directory: string
  build(variant?: Variant): Promise<Output>
  node(args: readonly string[], env?: Record<string, string>): Promise<Output>
  bun(args: readonly string[], env?: Record<string, string>): Promise<Output>
  path(file: string): string
  read(file: string): string
  /** All scripts of a folder as one text. */
  readAll(folder: string): string
  write(file: string, text: string): void
  /** Writes a file anew with `from` replaced; fails if it is not there. */
  edit(file: string, from: string | RegExp, to: string): void
}

let workspace: string | undefined

/** Made for the first project of a test file. */
function openWorkspace(): string {
  const parent = join(root, '.cache/bundlers')
  mkdirSync(parent, { recursive: true })
  const made = mkdtempSync(join(parent, 'run-'))
  const installed = join(made, 'node_modules/afterword')
  for (const part of ['package.json', 'dist'])
    cpSync(join(root, part), join(installed, part), { recursive: true })
  return made
}

afterAll(() => {
  if (workspace) rmSync(workspace, { recursive: true, force: true })
})

export function openProject(bundler: Bundler, files: Record<string, string> = {}): Project {
  workspace ??= openWorkspace()
  const directory = mkdtempSync(join(workspace, `${bundler}-`))
  for (const layer of ['app', bundler]) cpSync(join(folder, layer), directory, { recursive: true })
  const path = (file: string): string => join(directory, file)
  const project: Project = {
    directory,
    build: ({ mode = 'production', format = 'esm', external = false } = {}) => {
      const env = { NODE_ENV: mode, MODE: mode, FORMAT: format, EXTERNAL: external ? '1' : '' }
      return bundler === 'bun' ? project.bun(bundlers.bun, env) : project.node(bundlers[bundler], env)
    },
    node: (args, env = {}) => run(directory, args, { env }),
    bun: (args, env = {}) => run(directory, args, { env, node: bunCommand }),
    path,
    read: (file) => readFileSync(path(file), 'utf8'),
    readAll: (into) =>
      globSync('**/*.{js,cjs}', { cwd: path(into) })
        .map((file) => project.read(join(into, file)))
        .join('\n'),
    write: (file, text) => writeFileSync(path(file), text),
    edit(file, from, to) {
      const before = project.read(file)
      const after = before.replace(from, to)
      if (after === before) throw new Error(`${file} has no ${from}`)
      project.write(file, after)
    },
  }
  for (const [file, text] of Object.entries(files)) project.write(file, text)
  return project
}

export interface Finished {
  what: string
  id: string
  heard: string | null
  name: string
  late: boolean
}

export interface Report {
  /** What each request was answered, by its id. */
  bodies: Record<string, string>
  finished: Finished[]
  failures: string[]
  lost: string[]
}

export const ROUTES = ['checkout', 'cart', 'feed', 'files', 'legacy', 'boom']
export const VISITS = 36

/** Starts a server as a process of its own, visits it with all requests at once and asks it what has become of their tasks. */
export async function visit(
  project: Project,
  args: readonly string[],
  command = process.execPath,
): Promise<Report> {
  const server = spawn(command, args, { cwd: project.directory, stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  server.stderr.on('data', (text) => {
    stderr += text
  })
  const gone = once(server, 'exit').then(([code]) => {
    throw new Error(`the server ended with ${code}\n${stderr}`)
  })
  const first = once(createInterface({ input: server.stdout }), 'line')
  try {
    const [line] = await Promise.race([first, gone])
    const url = `http://localhost:${/^port (\d+)$/.exec(line)?.[1]}`
    const bodies: Record<string, string> = {}
    const ask = async (route: string, id: string): Promise<void> => {
      const response = await fetch(`${url}/${route}/${id}`, { headers: { 'x-id': id } })
      bodies[id] = await response.text()
    }
    const all = Promise.all(
      Array.from({ length: VISITS }, (_, index) => {
        const route = ROUTES[index % ROUTES.length] as string
        return ask(route, `${route}-${index}`)
      }),
    )
    await Promise.race([all, gone])
    const report = await (await fetch(`${url}/report`)).json()
    if (stderr) throw new Error(`the server said ${stderr}`)
    return { bodies, ...report }
  } finally {
    gone.catch(() => {})
    server.kill()
  }
}

/** Line and column, from 1, of the first place where a source of the app says `text`. */
export function find(project: Project, file: string, text: string): { line: number; column: number } {
  const before = project.read(file).split(text, 1)[0] as string
  const lines = before.split('\n')
  return { line: lines.length, column: (lines.at(-1) as string).length + 1 }
}
