// What all hosts that are processes of their own do: tell their port, and stop at SIGTERM.
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { drainAfter } from 'afterword'

export function ready(port: number): void {
  process.on('SIGTERM', async () => {
    const begin = performance.now()
    const { done, lost } = await drainAfter({ timeout: 400 })
    console.log(JSON.stringify({ drained: { done, lost, ms: performance.now() - begin } }))
    process.exit(0)
  })
  console.log(JSON.stringify({ port }))
}

export function portOf(server: Server): number {
  return (server.address() as { port: number }).port
}

/** An upgrade that is none of the app's: whatever comes is sent back. */
export function echoUpgrades(server: Server): void {
  server.on('upgrade', (_req, socket: Duplex) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
    socket.pipe(socket)
  })
}
