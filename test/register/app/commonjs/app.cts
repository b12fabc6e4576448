// The server of ../modules, as CommonJS.
const { createServer } = require('node:http') as typeof import('node:http')
const { after, drainAfter } = require('afterword') as typeof import('afterword')
const { withAfter } = require('afterword/node') as typeof import('afterword/node')
const { confirm, fail, journal } = require('./confirm.cts')
const { through } = require('./through.cts')

const ids = Array.from({ length: 8 }, (_, index) => `r${index + 1}`)
let [open, peak] = [0, 0]

const server = createServer(
  withAfter(async (req, res) => {
    const id: string = (req.url ?? '').slice(1)
    peak = Math.max(peak, ++open)
    const place = await through(id, () => confirm(id))
    after(() => journal.push({ id: `last ${id}`, header: '', own: true, name: '' }))
    open--
    res.end(place)
  }),
)
server.listen(0, '127.0.0.1', async () => {
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address?.port}`
  const answers = await Promise.all(
    ids.map(async (id) => (await fetch(`${origin}/${id}`, { headers: { 'x-request': id } })).text()),
  )
  const { lost } = await drainAfter({ timeout: 5000 })
  server.closeAllConnections()
  server.close()
  const stack: string = await fail().then(String, (error: Error) => String(error.stack))
  const main = require.main === module && __filename === module.filename
  console.log(JSON.stringify({ peak, answers, journal, lost: lost.length, stack, main }))
})
