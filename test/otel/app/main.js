// node --import afterword/register main.js SERVER [plain]
import { configureAfter, drainAfter } from 'afterword'
import { otel } from 'afterword/otel'
import { readMetrics, readSpans, start } from './sdk.js'
import { serve } from './servers.js'

const [name, plain] = process.argv.slice(2)
// Twice, as where a module is loaded again, and before there is an SDK: one span for each task all the same.
configureAfter(otel())
configureAfter(otel())
const own = []
configureAfter({ onTask: ({ name }) => own.push(name), onError: () => {} })
configureAfter({ onTask: undefined })
configureAfter({ onTask: ({ name }) => own.push(name) })
start({ manager: !plain })

const server = await serve(name)
const hex = (value, length) => value.toString(16).padStart(length, '0')
await Promise.all(
  Array.from({ length: 200 }, async (_, index) => {
    const id = index + 1
    const headers = { traceparent: `00-${hex(id, 32)}-${hex(id, 16)}-01` }
    const answer = await fetch(`http://127.0.0.1:${server.address().port}/orders/${id}`, { headers })
    await answer.text()
  }),
)
const { lost } = await drainAfter({ timeout: 10_000 })
server.close()
server.closeAllConnections()
const told = JSON.stringify({ lost, own, spans: readSpans(), metrics: await readMetrics() })
// A pipe takes a while.
process.stdout.write(`${told}\n`, () => process.exit(0))
