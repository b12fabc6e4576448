// The application's own AsyncLocalStorage, as telemetry and loggers have one: a task of a component finds what its own request has put there.
import { AsyncLocalStorage } from 'node:async_hooks'
import { type AfterConfig, after, configureAfter } from 'afterword'
import { type ReactNode, Suspense } from 'react'
import { pause } from './journal.ts'

const store = new AsyncLocalStorage<string>()
const none = { given: 0, ran: 0, over: 0, wrong: 0 }
let counts = { ...none }

export const inContext = <Result,>(id: string, work: () => Result): Result => store.run(id, work)

function check(id: string): void {
  if (store.getStore() !== id) counts.wrong++
}

function give(id: string): void {
  counts.given++
  const { done } = after(async () => {
    counts.ran++
    check(id)
    await pause()
    check(id)
    after(() => check(id))
  })
  done.then(() => counts.over++)
}

async function Part({ id }: { id: string }): Promise<ReactNode> {
  await pause()
  give(id)
  // Of a part of the render: what it is given in counts, not what the request began with.
  store.run(`${id} part`, () => after(() => check(`${id} part`)))
  return <p>part of {id}</p>
}

export async function Context({ id }: { id: string }): Promise<ReactNode> {
  give(id)
  await pause()
  give(id)
  return (
    <Suspense fallback="…">
      <Part id={id} />
    </Suspense>
  )
}

/** Sets the limits, if it is given some, and begins to count anew. Gives back what was counted. */
export function limitContexts(limits: string | null): typeof none {
  const before = counts
  if (limits === null) return before
  const { concurrency, maxQueue, overflow }: AfterConfig = JSON.parse(limits)
  configureAfter({ concurrency, maxQueue, overflow })
  counts = { ...none }
  return before
}
