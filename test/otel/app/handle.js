import { setTimeout as sleep } from 'node:timers/promises'
import { trace } from '@opentelemetry/api'
import { after } from 'afterword'

/** What a task calls, such as a driver that traces its queries. */
async function query(url) {
  const span = trace.getTracer('driver').startSpan('query', { attributes: { request: url } })
  await sleep(1)
  span.end()
}

const some = () => sleep(Math.random() * 5)

export async function handle(url) {
  await some()
  after(
    async () => {
      await query(url)
      after(() => query(url), { name: 'nested' })
      await some()
      await query(url)
    },
    { name: 'receipt' },
  )
  after(
    async () => {
      after(() => {}, { name: 'at once' })
      await some()
      throw new Error(`no article for ${url}`)
    },
    { name: 'stock' },
  )
  await some()
  after(query(url), { name: 'promise' })
  after(() => {}, { name: 'refund', on: 'error' })
  return url
}
