import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { after, configureAfter, drainAfter } from 'afterword'
import { withAfter } from 'afterword/node'
import { boom, type Where } from './boom.ts'

interface Row {
  id?: number
  word: string
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

enum Kind {
  Sync = 'sync',
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function afterAwait(kind: Kind): Promise<void> {
  const row: Row = { word: kind }
  await pause(1)
  if (row.word) await pause(1)
  boom('after an await')
}

function* generator(...rows: Row[]): Generator<Row> {
  for (const row of rows) {
    yield row
    boom('in a generator')
  }
}

async function* asyncGenerator(): AsyncGenerator<Row> {
  try {
    yield { word: 'a' }
  } finally {
    await pause(1)
    boom('in an async generator')
  }
}

const concise = async (kind: Kind) => (await pause(1), pause(2).then(() => boom('in an arrow')), boom('in a concise body'))

class Service {
  #rows: Row[] = []
  async save(
    row: Row,
    where: Where = 'in a method',
  ): Promise<number> {
    this.#rows.push(row)
    await pause(1)
    return boom(where)
  }
}

async function loops(): Promise<void> {
  const rows = async function* (): AsyncGenerator<Row> {
    yield { word: 'x' }
  }
  // A head that is bound inside.
  for await (const { word, id = word.length } of rows()) {
    await pause(id)
    boom('in a for await')
  }
}

async function catches(): Promise<void> {
  try {
    await loops()
  } catch (error) {
    await pause(1)
    throw new Error('again', { cause: error })
  } finally {
    boom('in a finally')
  }
}

async function disposes(): Promise<void> {
  using held = { [Symbol.dispose]: () => void boom('while disposing') }
  await pause(1)
  void held
}

const handler: Handler = async (request, response) => {
  after(() => boom('in a task'))
  after(async () => {
    const { url } = request
    await pause(1)
    if (url) boom('in a task after an await')
  })
  after(() => afterAwait(Kind.Sync))
  after(() => {
    const rows = generator({ word: 'a' }, { word: 'b' })
    rows.next()
    rows.next()
  })
  after(async () => {
    for await (const row of asyncGenerator()) await pause(row.word.length)
  })
  after(() => concise(Kind.Sync))
  after(() => new Service().save({ word: 'a' }))
  after(catches)
  after(loops)
  after(disposes)
  response.end()
}

configureAfter({ onError: (error) => console.log(`${(error as Error).stack}\n`) })
process.on('unhandledRejection', (error) => console.log(`${(error as Error).stack}\n`))
const server = createServer(withAfter(handler)).listen(0, 'localhost', async () => {
  await fetch(`http://localhost:${(server.address() as { port: number }).port}`)
  await drainAfter({ timeout: 2000 })
  await pause(10)
  server.closeAllConnections()
  server.close()
})
