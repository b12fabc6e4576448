// One task, stored and run: of the JavaScript that every platform runs. What the compiler emits is written by hand.
import process from 'node:process'
import { after, headers } from 'afterword'
import { configureDurable, work } from 'afterword/durable'
import { bullmq } from 'afterword/durable/bullmq'
import { durable, job } from 'afterword/durable/compiled'
import { pgBoss } from 'afterword/durable/pg-boss'
import { withAfter } from 'afterword/fetch'

const where = process.argv[2] ?? ''
const engine = where.startsWith('redis:')
  ? bullmq({ connection: { url: where } })
  : pgBoss(where.startsWith('postgres:') ? { connectionString: where } : { folder: where })
configureDurable({ engine, hold: 30_000 })
await engine.open()

let tell
const ran = new Promise((resolve) => {
  tell = resolve
})
job('receipt', ['lines'], 'platform.js:1', (lines) => async ({ job }) => {
  tell({ value: lines.get('tea'), language: headers().get('accept-language'), attempt: job.attempt })
})

let handle
const handler = withAfter(() => {
  handle = after(durable('receipt', { lines: new Map([['tea', 1]]) }, ['accept-language']), {
    name: 'receipt',
    durable: true,
  })
  return new Response('ok')
})
const request = new Request('http://localhost/', { headers: { 'accept-language': 'en' } })
await (await handler(request)).text()
const { status } = await handle.done
const worker = await work()
console.log(JSON.stringify({ stored: status, ...(await ran) }))
await worker.stop({ timeout: 1_000 })
await engine.close()
process.exit(0)
