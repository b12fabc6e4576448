// The shop, served in a process of its own: as it is worked on, and as it is built for production.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { open, run } from '../../fixtures/apps/run.ts'
import { flatten, type Task, Timeline, type Visit } from '../../fixtures/apps/timeline.ts'
import { fillIn } from '../../fixtures/apps/visits/form.ts'

const root = join(import.meta.dirname, '../..')
const app = join(root, 'fixtures/apps/shop')

export const modes = ['dev', 'build'] as const
export type Mode = (typeof modes)[number]

export interface Answer {
  /** Of the request, by which its tasks are found. */
  id: string
  status: number
  headers: Headers
  text: string
}

export interface Shop {
  mode: Mode
  url: string
  /** Where it was built to; empty in development. */
  directory: string
  /** What was rendered while building. */
  written: Timeline
  timeline: Timeline
  visit(path: string, init?: RequestInit & { headers?: Record<string, string> }): Promise<Answer>
  /** Sends the form of a page that contains `text`, as a browser without JavaScript does. */
  submit(path: string, text: string, fields: Record<string, string>, session: string): Promise<Answer>
  /** Waits until a request has given these tasks (`a > b`: b was given by a), in any order, and all are over. */
  expectTasks(answer: Answer, ...tasks: string[]): Promise<Visit>
  /** Ends it as a deployment does, and tells what was lost. */
  stop(): Promise<string[]>
}

export async function openShop(mode: Mode, name: string): Promise<Shop> {
  const directory = mode === 'build' ? join(root, `.cache/shop/${name}-${process.pid}`) : ''
  // Where Vite keeps what it bundles before it serves; a package's folder by its path, which nobody compiles.
  const cache = join(root, `.cache/shop/node_modules/.vite-${name}`)
  const written = new Timeline()
  if (directory) {
    const code = await run(join(app, 'build.ts'), [directory], written)
    if (code !== 0) throw new Error('the shop could not be built')
  }
  const server = directory
    ? await open(join(app, 'server.ts'), [directory])
    : await open(join(app, 'dev.ts'), [cache])
  if (!server) throw new Error('the shop could not be served')

  const { url, timeline } = server
  let count = 0
  const visit: Shop['visit'] = async (path, { headers, ...init } = {}) => {
    const id = `request-${name}-${++count}`
    const response = await fetch(url + path, {
      redirect: 'manual',
      ...init,
      headers: { 'x-request-id': id, 'user-agent': `browser of ${id}`, ...headers },
    })
    return { id, status: response.status, headers: response.headers, text: await response.text() }
  }
  return {
    mode,
    url,
    directory,
    written,
    timeline,
    visit,
    async submit(path, text, fields, session) {
      const headers = { cookie: `session-id=${session}` }
      const page = await visit(path, { headers })
      return visit(path, { method: 'POST', headers, body: fillIn(page.text, text, fields) })
    },
    async expectTasks({ id }, ...tasks) {
      await expect
        .poll(() => timeline.visit(id).tasks.map(describeTask).sort(), { timeout: 5_000 })
        .toEqual(tasks.sort())
      return timeline.visit(id)
    },
    async stop() {
      server.process.kill('SIGTERM')
      await server.exited
      if (directory) rmSync(directory, { recursive: true })
      if (!server.drained) throw new Error('the shop ended before its tasks did')
      return server.drained.lost
    },
  }
}

/** A task with the chain below it: `book order > close books`. One without a name is called by its file. */
export function describeTask({ name, children }: Task): string {
  const own = name.replace(/^(?:.*\/)?(app\/[^:]+):\d+$/, '$1')
  return [own, ...children.map(describeTask)].join(' > ')
}

export const tasksOf = ({ tasks }: Visit): Task[] => flatten(tasks)
