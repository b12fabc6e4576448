// A server that visits itself: eight requests at once, each through an await in a file that knows nothing of tasks.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, drainAfter } from 'afterword'
import { withAfter } from 'afterword/node'
import { confirm, fail, journal } from './confirm.mts'
import { through } from './through.mts'

const ids = Array.from({ length: 8 }, (_, index) => `r${index + 1}`)
let [open, peak] = [0, 0]

const server = createServer(
  withAfter(async (req, res) => {
    const id: string = (req.url ?? '').slice(1)
    peak = Math.max(peak, ++open)
    const place = await through(id, () => confirm(id))
    after(() => journal.push({ id: `last ${id}`, header: '', own: true, name: '' }))
    open--
    res.end(place satisfies string)
  }),
)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const answers = await Promise.all(
  ids.map(async (id) => (await fetch(`${origin}/${id}`, { headers: { 'x-request': id } })).text()),
)
const { lost } = await drainAfter({ timeout: 5000 })
server.closeAllConnections()
server.close()
const stack: string = await fail().then(String, (error: Error) => String(error.stack))
console.log(JSON.stringify({ peak, answers, journal, lost: lost.length, stack }))
