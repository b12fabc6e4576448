// The application's own AsyncLocalStorage, as telemetry and loggers have one: a task finds what its own request has put there, whoever starts it.
import { AsyncLocalStorage } from 'node:async_hooks'
import { type AfterConfig, after, configureAfter } from 'afterword'
import { type Call, chunks, type Route, sleep } from '../call.ts'

const store = new AsyncLocalStorage<string>()
const none = { given: 0, ran: 0, over: 0, wrong: 0 }
let counts = { ...none }

function check(call: Call): void {
  if (store.getStore() !== call.id) counts.wrong++
}

function give(call: Call): void {
  counts.given++
  const { done } = after(async () => {
    counts.ran++
    check(call)
    await sleep(Math.random() * 2)
    check(call)
    after(() => check(call))
  })
  done.then(() => counts.over++)
}

export const context: Record<string, Route> = {
  '/context': (call) =>
    store.run(call.id, async () => {
      give(call)
      await sleep(Math.random() * 4)
      give(call)
      // Of a part of the request: what it is given in counts, not what the request began with.
      store.run(`${call.id} part`, () => after(() => check({ ...call, id: `${call.id} part` })))
      if (call.query.has('stream')) return { body: chunks(2, 1) }
      return { body: call.id }
    }),
  '/__contexts': ({ query }) => {
    const { concurrency, maxQueue, overflow }: AfterConfig = JSON.parse(query.get('limits') ?? '{}')
    configureAfter({ concurrency, maxQueue, overflow })
    const before = counts
    if (query.has('limits')) counts = { ...none }
    return { body: JSON.stringify(before) }
  },
}
