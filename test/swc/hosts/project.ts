// The app, and one tool with SWC in it: laid into a folder below .cache/, where afterword is installed as npm would pack it.
//
// What a tool needs and the root does not have is a package of packages/, which npm installs once for each state of its package.json.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'vitest'
import { installPackages } from '../../install.ts'
import { hosts } from '../hosts.ts'

const here = import.meta.dirname
export const root = join(here, '../../..')
const cache = join(root, '.cache/swc-hosts')

const isBuilt = hosts.every((host) => host.isBuilt)
if (!isBuilt) console.log('not run: what needs the plugins, which npm run build:swc has not built')

/** A test that needs both plugins: the package is packed with them. */
export const testBuilt = test.runIf(isBuilt)

export interface Output {
  code: number | null
  /** Of both streams. */
  said: string
}

export interface Project {
  folder: string
  /** Runs a script of a package (`next/dist/bin/next`), or a file of the project, with this Node. */
  node(script: string, args?: readonly string[], env?: Record<string, string>): Promise<Output>
  read(file: string): string
  write(file: string, text: string): void
}

interface Needs {
  /** Folders of this one, laid over each other. */
  layers: readonly string[]
  /** A folder of packages/. Without: what the root has installed. */
  install?: string
  /** A package of the root that stands in for @swc/core. */
  core?: string
}

/** Skips the test, by name and with the reason, where npm cannot install what it needs; under CI that is a failure. */
export async function openProject(
  context: TestContext,
  name: string,
  { layers, install, core }: Needs,
): Promise<Project> {
  const { folder, missing } = install
    ? await installPackages(join(here, 'packages', install, 'package.json'), cache)
    : { folder: join(cache, name), missing: null }
  mkdirSync(folder, { recursive: true })
  if (missing && process.env.CI) throw new Error(missing)
  if (missing) {
    console.log(`not run: ${name}: ${missing}`)
    context.skip(missing)
  }
  for (const left of ['out', '.next', '.swc', 'found.json', 'app', 'src'])
    rmSync(join(folder, left), { recursive: true, force: true })
  for (const layer of layers)
    cpSync(join(here, layer), folder, {
      recursive: true,
      // The packages of an installed one are its own.
      filter: (file) => !(install && file.endsWith('package.json')),
    })
  const modules = join(folder, 'node_modules')
  await unpackAfterword(modules)
  if (core) linkPackage(join(root, 'node_modules', core), join(modules, '@swc/core'))

  return {
    folder,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    write: (file, text) => writeFileSync(join(folder, file), text),
    node: (script, args = [], env = {}) => {
      const owner = [folder, root].map((at) => join(at, 'node_modules', script)).find(existsSync)
      return run(process.execPath, [owner ?? script, ...args], folder, env)
    },
  }
}

async function unpackAfterword(modules: string): Promise<void> {
  const target = join(modules, 'afterword')
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const tar = spawnSync('tar', ['-xzf', packAfterword(), '--strip-components=1', '-C', target])
  if (tar.status !== 0) throw new Error(`tar: ${tar.stderr}`)
}

let packed: string | undefined

function packAfterword(): string {
  if (packed) return packed
  const folder = join(cache, `packed-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm pack: ${stderr}`)
  packed = join(folder, stdout.trim())
  return packed
}

function linkPackage(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(from, to, 'dir')
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Output> {
  return new Promise((resolve, reject) => {
    // A tool that finds itself under test may do less, or colour what it says.
    const { NODE_ENV, VITEST, NODE_OPTIONS, FORCE_COLOR, ...rest } = process.env
    const child = spawn(command, args, {
      cwd,
      env: { ...rest, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        said += text
      })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, said }))
  })
}
