// One app on @vitejs/plugin-rsc, in development and built, each server a process of its own. It lies below .cache/ with the package beside it
// as npm would have put it there: a copy, so that it stays the same while somebody builds dist/ anew.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, vi } from 'vitest'
import { withoutPlace } from '../paths.ts'
import type { Note } from './app/src/journal.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const root = join(import.meta.dirname, '../..')

export interface Journal {
  notes: Note[]
  told: { name: string; request: string; outcome?: string; status?: string }[]
  errors: string[]
  loads: Record<string, number>
}

export type Renderer = 'edge' | 'node'

export interface Running {
  ask(path: string, init?: RequestInit): Promise<Response>
  /** The whole answer to GET, as HTML or as React's payload. */
  read(path: string, accept?: string): Promise<string>
  journal(): Promise<Journal>
  /** The journal, once it holds so many notes of this request; with what is told beyond them. */
  notesOf(id: string, count: number): Promise<Note[]>
  /** All that it has written to stderr. */
  printed(): string
  stop(): Promise<void>
}

export interface App extends Disposable {
  directory: string
  build(renderer: Renderer): Promise<string>
  start(
    script: 'serve.js' | 'dev.js',
    options?: { renderer?: Renderer; poisoned?: boolean },
  ): Promise<Running>
  run(script: string, ...args: string[]): Promise<string>
}

export function openApp(): App {
  const parent = join(root, '.cache/rsc')
  mkdirSync(parent, { recursive: true })
  const directory = mkdtempSync(join(parent, 'run-'))
  cpSync(join(import.meta.dirname, 'app'), directory, { recursive: true })
  const installed = join(directory, 'node_modules/afterword')
  for (const part of ['package.json', 'dist'])
    cpSync(join(root, part), join(installed, part), { recursive: true })

  const children: ChildProcess[] = []
  const spawnNode = (args: string[], more: NodeJS.ProcessEnv): ChildProcess => {
    const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', ...more }
    // Set by vitest for itself.
    for (const name of ['VITEST', 'NODE_OPTIONS', 'DEV', 'PROD', 'SSR', 'MODE']) delete env[name]
    const child = spawn(process.execPath, ['--expose-gc', ...args], { cwd: directory, env })
    children.push(child)
    return child
  }
  const run = async (args: string[], env: NodeJS.ProcessEnv): Promise<string> => {
    const child = spawnNode(args, env)
    let output = ''
    child.stdout?.on('data', (text) => (output += text))
    child.stderr?.on('data', (text) => (output += text))
    const [code] = await once(child, 'close')
    expect(code, output).toBe(0)
    return output
  }
  return {
    directory,
    build: (renderer) => run(['build.js'], { NODE_ENV: 'production', RENDERER: renderer }),
    run: (script, ...args) => run([script, ...args], { NODE_ENV: 'production' }),
    async start(script, { renderer = 'edge', poisoned = false } = {}) {
      const NODE_ENV = script === 'dev.js' ? 'development' : 'production'
      const preload = poisoned ? ['--require', './poison.cjs'] : []
      return running(spawnNode([...preload, script], { NODE_ENV, RENDERER: renderer }))
    },
    [Symbol.dispose]() {
      for (const child of children) child.kill()
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

async function running(child: ChildProcess): Promise<Running> {
  let stderr = ''
  child.stderr?.on('data', (text) => (stderr += text))
  const closed = once(child, 'close')
  const line = once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')
  const first = await Promise.race([line, closed])
  if (typeof first[0] !== 'string') throw new Error(`the server ended: ${stderr}`)
  const url = first[0].replace(/\/$/, '')

  const ask: Running['ask'] = (path, init = {}) =>
    fetch(url + path, {
      redirect: 'manual',
      ...init,
      headers: { 'x-id': path.split('/').at(-1) ?? '', ...(init.headers as Record<string, string>) },
    })
  const journal = async (): Promise<Journal> => (await ask('/journal')).json() as Promise<Journal>
  return {
    ask,
    read: async (path, accept = 'text/html') => (await ask(path, { headers: { accept } })).text(),
    journal,
    notesOf: (id, count) =>
      vi.waitFor(
        async () => {
          const { notes, errors } = await journal()
          const own = notes.filter((each) => each.id === id)
          expect(errors).toEqual([])
          expect(own.map(({ what }) => what).sort(), stderr).toHaveLength(count)
          return own
        },
        { timeout: 10_000, interval: 30 },
      ),
    printed: () => stderr,
    async stop() {
      child.kill()
      await closed
    },
  }
}

/** What a form of a page sends without JavaScript: its fields, with those that React has added. */
export function formOf(html: string, name: string): FormData {
  const [, body = ''] = new RegExp(`<form[^>]*\\bid="${name}"[^>]*>(.*?)</form>`, 's').exec(html) ?? []
  const form = new FormData()
  const decode = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&')
  for (const [tag] of body.matchAll(/<input[^>]*>/g)) {
    const [, key] = /\bname="([^"]*)"/.exec(tag) ?? []
    const [, value = ''] = /\bvalue="([^"]*)"/.exec(tag) ?? []
    if (key) form.append(decode(key), decode(value))
  }
  expect([...form.keys()], html).not.toEqual([])
  return form
}

/** Whatever of a scope could be in an answer: fields, words of its classes, the names of what was given. */
export function expectNoScope(answer: string): void {
  const words =
    /RequestScope|Exchange|closedAt|setCookies|waitUntil|hangUp|afterword|afterTask|viewOf|refuse|inTask|"tasks"|drained|outcome|GET \/\w+/
  // React's payload comes in pieces, each in a script of its own. In development it tells of files, too, and a piece may end in a path.
  const pieces = /"\)<\/script><script>\(self\.__\w+\|\|=\[\]\)\.push\("/g
  const text = withoutPlace(answer.replaceAll(pieces, ''))
  const { index } = words.exec(text) ?? { index: -1 }
  expect(index === -1 ? '' : text.slice(Math.max(0, index - 80), index + 80)).toBe('')
}

export const readApp = (directory: string, file: string): string =>
  readFileSync(join(directory, file), 'utf8')
