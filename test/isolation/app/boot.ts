// An application that is put together by its first request, and kept: a client, memoised functions, a class, the routes.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { note } from './journal.ts'
import { sleep } from './sleep.ts'

// — a client, made when it is first needed

interface Client {
  query(sql: string, id: string): Promise<string>
  log: (id: string) => void
}

let client: Client | undefined

function connect(): Client {
  const hooks = [(id: string) => note('hook of the client', id)]
  return {
    async query(sql, id) {
      note('method of the client', id)
      await sleep()
      for (const hook of hooks) hook(id)
      return sql
    },
    log: (id) => note('closure of the client', id),
  }
}

const db = (): Client => {
  client ??= connect()
  return client
}

// — memoised functions

function memoise<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const formatter = memoise(async () => {
  await sleep()
  const format = (id: string): string => {
    note('memoised closure', id)
    return `order ${id}`
  }
  return {
    format,
    async later(id: string): Promise<string> {
      await sleep()
      return format(id)
    },
    *each(id: string): Generator<string> {
      yield format(id)
    },
  }
})

// — a class, made once

type Model = new (id: string) => { save(): Promise<void> }
let model: Model | undefined

function defineModel(): Model {
  return class {
    readonly id: string
    touch = (): void => note('field of a cached class', this.id)
    constructor(id: string) {
      this.id = id
      note('constructor of a cached class', id)
    }
    async save(): Promise<void> {
      this.touch()
      await sleep()
      note('method of a cached class', this.id)
    }
  }
}

// — the routes

type Handler = (id: string) => Promise<string>
let app: Handler | undefined

function build(): Handler {
  const middlewares: ((id: string, next: Handler) => Promise<string>)[] = []
  const use = (middleware: (id: string, next: Handler) => Promise<string>): number =>
    middlewares.push(middleware)
  use(async (id, next) => {
    note('middleware, on the way in', id)
    const answer = await next(id)
    note('middleware, on the way out', id)
    return answer
  })
  use(async (id) => {
    note('handler', id)
    await db().query('select', id)
    db().log(id)
    const { format, later, each } = await formatter()
    format(id)
    await later(id)
    for (const _ of each(id)) await sleep()
    model ??= defineModel()
    await new model(id).save()
    return `done ${id}`
  })
  const dispatch = (index: number): Handler => {
    return (id) => middlewares[index]?.(id, dispatch(index + 1)) ?? Promise.resolve('')
  }
  return dispatch(0)
}

export async function listener(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const id = req.url?.split('/').at(-1) ?? ''
  app ??= build()
  res.end(await app(id))
}

export const places: Readonly<Record<string, number>> = {
  'middleware, on the way in': 1,
  handler: 1,
  'method of the client': 1,
  'hook of the client': 1,
  'closure of the client': 1,
  'memoised closure': 3,
  'constructor of a cached class': 1,
  'field of a cached class': 1,
  'method of a cached class': 1,
  'middleware, on the way out': 1,
}
