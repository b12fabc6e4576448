// Real servers on loopback, and a client that can go away in mid-stream.

import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Waits until `test` holds. Slow machines get their time, a test that cannot hold fails by name. */
export async function until(what: string, test: () => unknown): Promise<void> {
  const begin = performance.now()
  while (!test()) {
    if (performance.now() - begin > 4_000) throw new Error(`never came: ${what}`)
    await sleep(2)
  }
}

export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function shut(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** Sends raw bytes; collects what comes back. */
export async function raw(url: string, text: string): Promise<{ socket: Socket; received: () => string }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  socket.write(text)
  return { socket, received: () => received }
}

/** A body that comes chunk by chunk, and logs its end and its cancel. */
export function streamOf(
  log: string[],
  chunks: string[],
  end?: (controller: ReadableStreamDefaultController) => void,
): ReadableStream {
  let n = 0
  return new ReadableStream({
    async pull(controller) {
      await sleep(5)
      const chunk = chunks[n++]
      if (chunk !== undefined) controller.enqueue(new TextEncoder().encode(chunk))
      else if (end) end(controller)
      else {
        log.push('end')
        controller.close()
      }
    },
    cancel() {
      log.push('cancel')
    },
  })
}
