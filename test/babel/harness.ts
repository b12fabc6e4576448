// Small projects, compiled by the commands that their authors would type, then run.
//
// A project is one or more folders of projects/, laid over each other in a folder of its own below .cache/, where the package is installed
// under its name as it is for a user: as node_modules/afterword.

import { spawn, spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { expect, vi } from 'vitest'

// Each test waits for several processes, and the machine may have other work.
vi.setConfig({ testTimeout: 60_000 })

export const root = join(import.meta.dirname, '../..')
const bin = join(root, 'node_modules/.bin')
const seven = join(import.meta.dirname, 'seven/node_modules')

export interface Output {
  stdout: string
  stderr: string
  code: number | null
}

export interface RunOptions {
  env?: Record<string, string>
  /** The node that runs it; default: this one. */
  node?: string
}

export interface Project {
  directory: string
  /** `babel src --out-dir out …` by the project's own Babel; fails the test unless it ends well. */
  compile(args?: readonly string[], options?: RunOptions): Promise<Output>
  /** Any command of node_modules/.bin: `webpack`, `babel`. */
  command(name: string, args: readonly string[], options?: RunOptions): Promise<Output>
  node(args: readonly string[], options?: RunOptions): Promise<Output>
  read(file: string): string
  write(file: string, text: string): void
  [Symbol.dispose](): void
}

interface ProjectOptions {
  babel?: 7 | 8
  files?: Record<string, string>
}

/** `using project = openProject(['base', 'app', 'esm'])`: removed at the end of the block. */
export function openProject(
  layers: readonly string[],
  { babel = 8, files = {} }: ProjectOptions = {},
): Project {
  if (!existsSync(join(root, 'dist'))) throw new Error('there is no dist/; run `npm run build` first')
  const parent = join(root, '.cache/babel')
  mkdirSync(parent, { recursive: true })
  const directory = mkdtempSync(join(parent, `${layers.join('-')}-`))
  for (const layer of layers)
    cpSync(join(import.meta.dirname, 'projects', layer), directory, { recursive: true })
  const modules = join(directory, 'node_modules')
  mkdirSync(modules)
  symlinkSync(root, join(modules, 'afterword'))
  if (babel === 7)
    for (const name of ['@babel', 'babel-loader', '.bin']) symlinkSync(join(seven, name), join(modules, name))
  const babelCommand = join(babel === 7 ? join(seven, '.bin') : bin, 'babel')

  const project: Project = {
    directory,
    async compile(args = [], options) {
      const command = [babelCommand, 'src', '--out-dir', 'out', '--extensions', '.js,.ts,.tsx', ...args]
      const output = await run(directory, command, options)
      expect(output, output.stderr).toMatchObject({ code: 0 })
      return output
    },
    command: (name, args, options) =>
      run(directory, [join(name === 'babel' ? dirname(babelCommand) : bin, name), ...args], options),
    node: (args, options) => run(directory, args, options),
    read: (file) => readFileSync(join(directory, file), 'utf8'),
    write(file, text) {
      mkdirSync(dirname(join(directory, file)), { recursive: true })
      writeFileSync(join(directory, file), text)
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  }
  for (const [file, text] of Object.entries(files)) project.write(file, text)
  return project
}

/** Runs a script: what a command's shim does, with the node that is meant. */
export function run(
  cwd: string,
  args: readonly string[],
  { env = {}, node = process.execPath }: RunOptions = {},
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const inherited = { ...process.env }
    // Vitest sets these for its own process; what a user's command sees is neither a test nor coloured.
    for (const name of ['NODE_ENV', 'VITEST', 'NODE_OPTIONS', 'FORCE_COLOR', 'NODE_V8_COVERAGE'])
      delete inherited[name]
    const child = spawn(node, args, {
      cwd,
      env: { ...inherited, PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, NO_COLOR: '1', ...env },
    })
    const output: Output = { stdout: '', stderr: '', code: null }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...output, code }))
  })
}

/** The machine's own Node, which is not the one that runs the tests; null if there is none of the supported older line. */
export function findOlderNode(): string | null {
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder && !folder.includes('node_modules'))
  for (const folder of folders) {
    const node = join(folder, 'node')
    if (existsSync(node) && spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.startsWith('v20.'))
      return node
  }
  return null
}

export interface Entry {
  what: string
  id: string
  scope: string | null
}

export interface Journal {
  bodies: string[]
  journal: Entry[]
  lost: string[]
}

/** Everything that happened for each request, whatever happened for others in between. */
export function byRequest({ journal }: Journal): Record<string, string[]> {
  const whats: Record<string, string[]> = {}
  for (const { what, id } of journal) {
    whats[id] ??= []
    whats[id].push(what)
  }
  for (const each of Object.values(whats)) each.sort()
  return whats
}

export function readJournal(output: Output): Journal {
  expect(output, output.stderr).toMatchObject({ code: 0, stderr: '' })
  return JSON.parse(output.stdout)
}

/** What the app of projects/app does without afterword: its values, and what happens how often for each request. */
export async function runControl(env: Record<string, string> = {}): Promise<Record<string, string[]>> {
  using project = openProject(['base', 'app', 'plain'])
  await project.compile()
  const journal = readJournal(await project.node(['out/main.js'], { env: { ...env, CONTROL: '1' } }))
  expect(new Set(journal.journal.map(({ scope }) => scope))).toEqual(new Set([null]))
  return byRequest(journal)
}
const controls = new Map<string, Promise<Record<string, string[]>>>()

/** The app of projects/app did what its source says, and everything in the scope of its own request. */
export async function expectRight(journal: Journal, env: Record<string, string> = {}): Promise<void> {
  const key = JSON.stringify(env)
  const running = controls.get(key) ?? runControl(env)
  controls.set(key, running)
  const control = await running
  expect(journal.bodies).toEqual(['a', 'b', 'c', 'd'])
  expect(journal.lost).toEqual([])
  expect(journal.journal.filter(({ id, scope }) => scope !== `GET /${id}`)).toEqual([])
  expect(byRequest(journal)).toEqual(control)
  // Requests did overlap: else each would have had the register to itself.
  const order = journal.journal.map(({ id }) => id).join('')
  for (const id of ['a', 'b', 'c', 'd'])
    expect(order.replace(/(.)\1+/g, '$1').split(id).length).toBeGreaterThan(10)
}
