// What a client does to a host: requests over real connections, and questions to the app's journal.
import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request,
} from 'node:http'
import type { Entry } from './app/journal.ts'
import type { Host } from './hosts.ts'
import type { Running } from './running.ts'

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export interface Got {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** When the last byte was there, as Date.now() has it. */
  readonly endAt: number
}

type Options = Pick<RequestOptions, 'method' | 'headers' | 'agent'>

/** How long a task is waited for: slow machines get their time, a test that cannot hold fails by name. */
const PATIENCE = 4_000

let count = 0
export const newId = (what: string): string => `${what}-${++count}`

export class Client {
  readonly host: Host
  readonly running: Running
  readonly agent = new Agent({ keepAlive: true, maxSockets: 200 })

  constructor(host: Host, running: Running) {
    this.host = host
    this.running = running
  }

  /** Sends a request and gives the response as soon as its head is there. */
  open(path: string, id: string, options: Options = {}): Promise<IncomingMessage> {
    const headers = { 'x-id': id, ...options.headers }
    return new Promise((resolve, reject) => {
      const sent = request(`${this.running.url}${path}`, { agent: this.agent, ...options, headers }, resolve)
      sent.on('error', reject)
      sent.setTimeout(10_000, () => sent.destroy(new Error(`${path}: no answer`)))
      sent.end()
    })
  }

  async get(path: string, id: string, options?: Options): Promise<Got> {
    const response = await this.open(path, id, options)
    let body = ''
    for await (const chunk of response) body += chunk
    return { status: response.statusCode ?? 0, headers: response.headers, body, endAt: Date.now() }
  }

  async json<Result>(path: string): Promise<Result> {
    return JSON.parse((await this.get(path, '')).body)
  }

  events(id: string): Promise<Entry[]> {
    return this.json(`/__events?id=${id}`)
  }

  /** Waits until the journal of `id` has all of these, each as often as it is asked for, and gives it. */
  async until(id: string, ...expected: string[]): Promise<Entry[]> {
    const begin = Date.now()
    for (;;) {
      const events = await this.events(id)
      const seen = whats(events)
      const missing = expected.filter((what) => {
        const at = seen.indexOf(what)
        if (at >= 0) seen.splice(at, 1)
        return at < 0
      })
      if (!missing.length) return events
      if (Date.now() - begin > PATIENCE)
        throw new Error(`never came: ${missing}; seen: ${whats(events)}\n${this.running.stderr()}`)
      await sleep(10)
    }
  }

  close(): void {
    this.agent.destroy()
  }
}

export function find(events: readonly Entry[], what: string): Entry {
  const found = events.find((event) => event.what === what)
  if (!found) throw new Error(`no ${what}`)
  return found
}

export const whats = (events: readonly Entry[]): string[] => events.map(({ what }) => what)
