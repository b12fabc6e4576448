// node --import afterword/register sentry.js: the recipe of runtime/otel.md on a host that stops after the response.
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import * as Sentry from '@sentry/node'
import { after, configureAfter } from 'afterword'
import { withAfter } from 'afterword/node'

const events = []
/** Sentry's server, which takes a while. */
async function receive({ body }) {
  await sleep(20)
  const [, header, payload] = `${body}`.split('\n')
  if (JSON.parse(header).type === 'event') events.push(JSON.parse(payload))
  return { statusCode: 200 }
}

Sentry.init({
  dsn: 'https://public@127.0.0.1/1',
  tracesSampleRate: 1,
  transport: (options) => Sentry.createTransport(options, receive),
})

configureAfter({
  async onError(error, { name, place, request, chain, status }) {
    Sentry.captureException(error, {
      tags: { task: name, request },
      contexts: { task: { name, place, request, chain, status } },
    })
    await Sentry.flush(2000)
  },
})

// As Vercel has it: what is given here is waited for, then the process is frozen.
const waits = []
globalThis[Symbol.for('@vercel/request-context')] = {
  get: () => ({ waitUntil: (promise) => waits.push(promise) }),
}

const server = createServer(
  withAfter(async (request, response) => {
    const id = request.url.slice(1)
    await sleep(Math.random() * 5)
    after(
      async () => {
        await sleep(Math.random() * 5)
        throw new Error(`mail ${id}`)
      },
      { name: 'receipt' },
    )
    response.end(id)
  }),
)
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const hex = (value, length) => value.toString(16).padStart(length, '0')
await Promise.all(
  Array.from({ length: 50 }, async (_, index) => {
    const headers = { 'sentry-trace': `${hex(index + 1, 32)}-${hex(index + 1, 16)}-1` }
    const url = `http://127.0.0.1:${server.address().port}/${index + 1}`
    // Node's own client, so that no instrumentation of ours writes another header.
    await (await fetch(url, { headers })).text()
  }),
)
await Promise.all(waits)
const told = JSON.stringify({
  waits: waits.length,
  events: events.map(({ exception, contexts, tags }) => ({
    message: exception.values[0].value,
    trace: contexts.trace.trace_id,
    task: contexts.task,
    tags,
  })),
})
process.stdout.write(`${told}\n`, () => process.exit(0))
