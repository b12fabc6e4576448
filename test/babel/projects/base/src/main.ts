// Serves the app, visits it by several clients at once, and prints what happened.
import { createServer } from 'node:http'
import { drainAfter } from 'afterword'
import { withAfter } from 'afterword/node'
import { app } from './app.ts'
import { journal, pause } from './journal.ts'

async function main(): Promise<void> {
  const server = createServer(withAfter(app)).listen(0, 'localhost')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const visit = async (id: string, index: number): Promise<string> => {
    await pause(index * 3)
    const response = await fetch(`http://localhost:${port}/${id}`, { headers: { 'x-id': id } })
    return response.text()
  }
  const bodies = await Promise.all(['a', 'b', 'c', 'd'].map(visit))
  if (process.env.CONTROL === '1') await pause(50)
  const { lost } = await drainAfter({ timeout: 2_000 })
  server.closeAllConnections()
  server.close()
  console.log(JSON.stringify({ bodies, journal, lost: lost.map(({ name }) => name) }))
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
