// What requests share: connections, a queue, an emitter, half-read pages. Its loops and timers were started by no request.

import { EventEmitter } from 'node:events'
import { random } from './sleep.ts'

export class Connection {
  async query<Row>(row: Row): Promise<Row> {
    await new Promise((resolve) => setTimeout(resolve, random() * 3))
    return row
  }
}

/** Fewer connections than requests: most wait until another request hands one back. */
class Connections {
  #free: Connection[]
  #waiting: ((connection: Connection) => void)[] = []

  constructor(count: number) {
    this.#free = Array.from({ length: count }, () => new Connection())
  }

  async use<T>(job: (connection: Connection) => Promise<T>): Promise<T> {
    const connection =
      this.#free.pop() ?? (await new Promise<Connection>((resolve) => this.#waiting.push(resolve)))
    try {
      return await job(connection)
    } finally {
      this.#release(connection)
    }
  }

  /** The waiting function is called by the request that is through with a connection. */
  take(waiting: (connection: Connection) => void): void {
    const connection = this.#free.pop()
    if (connection) waiting(connection)
    else this.#waiting.push(waiting)
  }

  #release(connection: Connection): void {
    const next = this.#waiting.shift()
    if (next) next(connection)
    else this.#free.push(connection)
  }

  release(connection: Connection): void {
    this.#release(connection)
  }
}

export const connections = new Connections(8)

type Job = () => unknown
const jobs: Job[] = []
const idle: (() => void)[] = []

async function work(): Promise<never> {
  for (;;) {
    const job = jobs.shift()
    if (job) await job()
    else await new Promise<void>((resolve) => idle.push(resolve))
  }
}
for (let worker = 0; worker < 3; worker++) void work()

export function enqueue<T>(job: () => T): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    jobs.push(async () => {
      try {
        resolve(await job())
      } catch (error) {
        reject(error)
      }
    })
    idle.shift()?.()
  })
}

export const bus = new EventEmitter<{ tick: []; ordered: [id: string] }>()
bus.setMaxListeners(0)
setInterval(() => bus.emit('tick'), 2).unref()

/** Generators that wait for somebody to read on. */
export const halfRead: Generator<string, void>[] = []
