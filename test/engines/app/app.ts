// Requests that wait for one another's turn in a queue: each goes on in a job that belongs to none of them.
import { after, cookies } from 'afterword'

export const log: string[] = []

let queue: (() => void)[] = []

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    queue.push(resolve)
  })

/** Everyone's turn, the last first. */
export function pump(): void {
  const all = queue
  queue = []
  for (const go of all.reverse()) go()
}

const user = (): string => cookies().get('user')?.value ?? 'nobody'

const note = (text: string): void => {
  log.push(`${user()}: ${text}`)
}

async function* spell(text: string): AsyncGenerator<string> {
  for (const letter of text) {
    await turn()
    yield letter
  }
}

function* twice(): Generator<string> {
  yield user()
  yield user()
}

class Store {
  async save(order: string): Promise<string> {
    await turn()
    try {
      await turn()
      throw new Error('busy')
    } catch {
      await turn()
      note('tried again')
    }
    return `${order} for ${user()}`
  }
}

const store = new Store()

export async function handle(order: string): Promise<string> {
  let text = ''
  for await (const letter of spell(order)) text += letter
  const saved = await store.save(text)
  after(
    async ({ outcome }) => {
      note(`audit, ${outcome}`)
      await turn()
      note([...twice()].join(' and '))
      after(() => note('nested'))
    },
    { name: 'audit' },
  )
  after(
    async () => {
      await turn()
      throw new Error(`no mail for ${user()}`)
    },
    { name: 'mail' },
  )
  return saved
}

/** What the request of each user leaves in the log. */
export const expected = (name: string): string[] => [
  `${name}: tried again`,
  `${name}: audit, sent`,
  `${name}: ${name} and ${name}`,
  `${name}: nested`,
  `error: no mail for ${name}`,
]
