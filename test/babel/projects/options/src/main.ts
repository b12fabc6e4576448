import { createServer, type IncomingMessage } from 'node:http'
import { configureAfter, drainAfter } from 'afterword'
import { withAfter } from 'afterword/node'
import { later } from './jobs.ts'

configureAfter({ onTask: ({ name, request }) => console.log(`${request}: ${name}`) })

/** Does not know whose request it handles until it is told: only a carrier can say so. */
const queue: IncomingMessage[] = []
const serve = (request: IncomingMessage) => later(request.url!)

const server = createServer(
  withAfter((request, response) => {
    queue.push(request)
    response.end()
  }),
).listen(0, 'localhost', async () => {
  await fetch(`http://localhost:${(server.address() as { port: number }).port}/one`)
  try {
    for (const request of queue) await serve(request)
  } catch (error) {
    console.log((error as { code?: string }).code)
  }
  await drainAfter({ timeout: 1000 })
  server.closeAllConnections()
  server.close()
})
