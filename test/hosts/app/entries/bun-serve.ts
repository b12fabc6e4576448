// Bun.serve, and an echo for its web sockets.
import { ready } from '../process.ts'

interface BunServer {
  readonly port: number
  upgrade(request: Request): boolean
}

type Fetch = (request: Request, server: BunServer) => Response | undefined | Promise<Response | undefined>

interface Bun {
  serve(options: {
    port: number
    hostname: string
    development: boolean
    fetch: Fetch
    websocket: { message(socket: { send(text: unknown): void }, text: unknown): void }
  }): BunServer
}

export function serveBun(fetch: Fetch): void {
  const { Bun } = globalThis as unknown as { Bun: Bun }
  const websocket = {
    message: (socket: { send(text: unknown): void }, text: unknown) => socket.send(text),
  }
  const { port } = Bun.serve({ port: 0, hostname: '127.0.0.1', development: false, fetch, websocket })
  ready(port)
}

export const upgradeBun = (request: Request, server: BunServer): undefined => {
  if (!server.upgrade(request)) throw new Error('not upgraded')
}
