// A closure of one request that another calls, while both are open.
import { createServer, type ServerResponse } from 'node:http'
import { after, drainAfter } from 'afterword'
import { withAfter } from 'afterword/node'

let first: (() => void) | undefined
const open: ServerResponse[] = []

const server = createServer(
  withAfter(async (_request, response) => {
    await null
    first ??= () => {
      after(() => {})
    }
    first()
    first()
    open.push(response)
    if (open.length === 3) for (const each of open) each.end()
  }),
).listen(0, 'localhost', async () => {
  const url = `http://localhost:${(server.address() as { port: number }).port}`
  await Promise.all(['a', 'b', 'c'].map((path) => fetch(`${url}/${path}`)))
  await drainAfter({ timeout: 1000 })
  server.closeAllConnections()
  server.close()
})
