// The server that every bundler builds. What it is asked at /report is outside of any request of the app.
import { createServer } from 'node:http'
import { configureAfter, drainAfter } from 'afterword'
import { withAfter } from 'afterword/node'
import { app } from './app.ts'
import { answered, finished } from './journal.ts'

const failures: string[] = []
configureAfter({ onError: (error) => failures.push(String((error as Error).stack)) })

const serve = withAfter(app)

const server = createServer((req, res) => {
  if (req.url === '/report') {
    drainAfter({ timeout: 5_000 }).then(({ lost }) => {
      res.end(JSON.stringify({ finished, failures, lost: lost.map(({ name }) => name) }))
      server.close()
    })
    return
  }
  // Listens before afterword does: a task that runs earlier than this ran too early.
  res.once('close', () => answered.add(String(req.headers['x-id'])))
  serve(req, res)
})

server.listen(0, 'localhost', () => {
  console.log(`port ${(server.address() as { port: number }).port}`)
})
