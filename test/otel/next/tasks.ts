import { setTimeout as sleep } from 'node:timers/promises'
import { trace } from '@opentelemetry/api'
import { after } from 'afterword'

const moment = () => sleep(Math.random() * 20)

function query(id: string): void {
  trace.getTracer('shop').startSpan('query', { attributes: { id } }).end()
}

/** Two tasks, of which one gives another. `id` is what they close over: by that the test knows whose they are. */
export async function giveTasks(id: string): Promise<void> {
  await moment()
  after(
    async () => {
      query(id)
      await moment()
      query(id)
      after(() => query(id), { name: `nested ${id}` })
    },
    { name: `receipt ${id}` },
  )
  await moment()
  after(
    () => {
      throw new Error(`no article ${id}`)
    },
    { name: `stock ${id}` },
  )
}
