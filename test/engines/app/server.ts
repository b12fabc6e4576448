import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { configureAfter, drainAfter } from 'afterword'
import { withAfter } from 'afterword/node'
import { handle, log, pump } from './app.ts'

configureAfter({ onError: (error) => log.push(`error: ${(error as Error).message}`) })
setInterval(pump, 1)

const server = createServer(
  withAfter(async (req, res) => {
    res.end(await handle(`${req.url}`.slice(1)))
  }),
)
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))

process.once('SIGTERM', async () => {
  const { lost } = await drainAfter({ timeout: 5_000 })
  console.log(JSON.stringify({ log, lost }))
  process.exit()
})
