// The app, or a handful of files, in a folder of its own outside this repository, with the package installed as npm would.
import { type ChildProcess, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import type { Options } from '../../../transform/options.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))

export interface Running extends AsyncDisposable {
  url: string
  /** What it wrote to stderr so far. */
  errors(): string
}

export interface Project extends Disposable {
  root: string
  /** The plugin of the installed package. */
  plugin(options?: Options): Promise<Plugin[]>
  write(file: string, text: string): void
  edit(file: string, from: string, to: string): void
  read(file: string): string
  /** Installs a package by a link, as pnpm does. */
  link(from: string, to: string): void
  /** Runs a script until it is over. */
  run(...args: string[]): Promise<{ code: number | null; output: string }>
  /** Runs a script that prints its address. */
  start(...args: string[]): Promise<Running>
}

export function openProject(files: Record<string, string> | 'app'): Project {
  if (!existsSync(join(repository, 'dist'))) throw new Error('there is no dist/; run `npm run build` first')
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'afterword-vite-')))
  const root = join(base, 'project')
  if (files === 'app') cpSync(join(import.meta.dirname, 'app'), root, { recursive: true })
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, 'afterword'), { recursive: true })
  for (const name of ['dist', 'package.json'])
    cpSync(join(repository, name), join(modules, 'afterword', name), { recursive: true })
  const { dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  for (const name of ['vite', ...Object.keys(dependencies)]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(repository, 'node_modules', name), join(modules, name))
  }

  const children: ChildProcess[] = []
  const spawnNode = (args: string[]): ChildProcess => {
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' }
    // Set by vitest for itself.
    for (const name of ['NODE_ENV', 'VITEST', 'NODE_OPTIONS', 'FORCE_COLOR', 'DEV', 'PROD', 'SSR'])
      delete env[name]
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    return child
  }
  const project: Project = {
    root,
    async plugin(options) {
      const file = join(modules, 'afterword/dist/transform/bundlers/vite.js')
      const { default: afterword } = await import(/* @vite-ignore */ file)
      return afterword(options)
    },
    write(file, text) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    },
    edit(file, from, to) {
      const text = project.read(file)
      if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`)
      project.write(file, text.replace(from, to))
    },
    link: (from, to) => symlinkSync(resolve(root, from), join(root, to)),
    read: (file) => readFileSync(join(root, file), 'utf8'),
    run(...args) {
      const child = spawnNode(args)
      let output = ''
      child.stdout?.on('data', (data) => (output += data))
      child.stderr?.on('data', (data) => (output += data))
      return new Promise((done) => child.on('close', (code) => done({ code, output })))
    },
    async start(...args) {
      const child = spawnNode(args)
      let errors = ''
      child.stderr?.on('data', (data) => (errors += data))
      const url = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
          const address = /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(line)?.[0]
          if (address) resolve(address)
        })
        child.on('close', () => reject(new Error(`it ended: ${errors}`)))
      })
      const closed = new Promise((resolve) => child.on('close', resolve))
      return {
        url,
        errors: () => errors,
        async [Symbol.asyncDispose]() {
          child.kill()
          await closed
        },
      }
    },
    [Symbol.dispose]() {
      for (const child of children) child.kill()
      rmSync(base, { recursive: true, force: true })
    },
  }
  if (files !== 'app') project.write('package.json', '{ "name": "app", "private": true, "type": "module" }')
  if (files !== 'app') for (const [file, text] of Object.entries(files)) project.write(file, text)
  return project
}
