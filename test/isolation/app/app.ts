// One request does what requests do. Nothing but its own id is passed on, and that only to be compared in the end.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { after, bind } from 'afterword'
import { note, refuse } from './journal.ts'
import { bus, connections, enqueue, halfRead } from './shared.ts'
import { sleep } from './sleep.ts'

export async function listener(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const id = req.url?.split('/').at(-1) ?? ''
  note('at the start', id)
  await nested(5, id)
  await Promise.all([pooled(id), queued(id), emitted(id), chained(id), generated(id), scheduled(id)])
  await failing(id)
  await new Order(id).place()
  note('at the end', id)
  res.end(`done ${id}`)
}

async function nested(levels: number, id: string): Promise<void> {
  await sleep()
  if (levels > 1) await nested(levels - 1, id)
  note(`nested ${levels}`, id)
}

async function pooled(id: string): Promise<void> {
  await connections.use(async (connection) => {
    note('with a connection', id)
    const row = await connection.query(id)
    note('after a query', row)
  })
  note('back from the pool', id)
  // The callback is called by whoever releases: pinned, it stays this request's.
  await new Promise<void>((resolve) => {
    connections.take(
      bind((connection) => {
        note('handed a connection', id)
        connections.release(connection)
        resolve()
      }),
    )
  })
}

async function queued(id: string): Promise<void> {
  await enqueue(() => note('in the queue', id))
  await enqueue(async () => {
    await sleep()
    note('in the queue, later', id)
  })
  note('back from the queue', id)
}

// Subscribed once, for all: it belongs to the request that emits.
bus.on('ordered', (id) => note('subscribed for all', id))

async function emitted(id: string): Promise<void> {
  await new Promise<void>((resolve) => {
    bus.once('tick', () => {
      note('on a tick', id)
      resolve()
    })
  })
  bus.emit('ordered', id)
}

async function chained(id: string): Promise<void> {
  await sleep()
    .then(() => note('in a chain', id))
    .then(sleep)
    .then(() => {
      note('further down', id)
      throw new Error('on purpose')
    })
    .catch(() => note('in its catch', id))
    .finally(() => note('in its finally', id))
  await Promise.all(
    [1, 2, 3].map(async (index) => {
      await sleep()
      note(`side by side ${index}`, id)
    }),
  )
}

async function generated(id: string): Promise<void> {
  for (const page of pages(id)) {
    await sleep()
    note(`read ${page}`, id)
  }
  for await (const row of rows(id)) note(`row ${row}`, id)
  for await (const chunk of Readable.from(['a'])) note(`chunk ${chunk}`, id)

  // Another request reads these on.
  let tell = (): void => {}
  const read = new Promise<void>((done) => {
    tell = done
  })
  const shared = pages(id, tell)
  shared.next()
  halfRead.push(shared)
  await sleep()
  halfRead.shift()?.next()
  // Else this request may be over before: that is another test's.
  await read
}

function* pages(id: string, end?: () => void): Generator<string, void> {
  note('first page', id)
  yield 'page 1'
  note('second page', id)
  end?.()
}

async function* rows(id: string): AsyncGenerator<number, void> {
  for (let row = 1; row <= 2; row++) {
    await sleep()
    note('before a row', id)
    yield row
  }
}

async function scheduled(id: string): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(() => {
      note('on a timer', id)
      queueMicrotask(() => {
        note('in a microtask', id)
        setImmediate(() => {
          note('immediately', id)
          resolve()
        })
      })
    }, 1)
  })
  try {
    after(async () => {
      note('in a task', id)
      await sleep()
      note('later in a task', id)
    })
  } catch (error) {
    refuse('after() itself', id, error)
  }
}

async function failing(id: string): Promise<void> {
  try {
    await sleep()
    await Promise.reject(new Error('on purpose'))
  } catch {
    note('in a catch', id)
    await sleep()
  } finally {
    note('in a finally', id)
  }
}

class Entity {
  readonly id: string
  constructor(id: string) {
    this.id = id
    note('in a constructor', id)
  }
  async place(): Promise<void> {
    await sleep()
    note('in a method', this.id)
  }
}

class Order extends Entity {
  #audit = async (): Promise<void> => {
    await sleep()
    note('in a field', this.id)
  }
  override async place(): Promise<void> {
    await super.place()
    await this.#audit()
    note('behind super', this.id)
  }
}

/** Every place above, and how often one request passes it. */
export const places: Readonly<Record<string, number>> = {
  'at the start': 1,
  'nested 5': 1,
  'nested 4': 1,
  'nested 3': 1,
  'nested 2': 1,
  'nested 1': 1,
  'with a connection': 1,
  'after a query': 1,
  'back from the pool': 1,
  'handed a connection': 1,
  'in the queue': 1,
  'in the queue, later': 1,
  'back from the queue': 1,
  'on a tick': 1,
  'subscribed for all': 1,
  'in a chain': 1,
  'further down': 1,
  'in its catch': 1,
  'in its finally': 1,
  'side by side 1': 1,
  'side by side 2': 1,
  'side by side 3': 1,
  'first page': 2,
  'second page': 2,
  'read page 1': 1,
  'before a row': 2,
  'row 1': 1,
  'row 2': 1,
  'chunk a': 1,
  'on a timer': 1,
  'in a microtask': 1,
  immediately: 1,
  'in a task': 1,
  'later in a task': 1,
  'in a catch': 1,
  'in a finally': 1,
  'in a constructor': 1,
  'in a method': 1,
  'in a field': 1,
  'behind super': 1,
  'at the end': 1,
}
