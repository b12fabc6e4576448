// Deno.serve, and an echo for its web sockets.
import { ready } from '../process.ts'

type Info = { readonly completed: Promise<void> }
type Handler = (request: Request, info: Info) => Response | Promise<Response>

interface Deno {
  serve(
    options: { port: number; hostname: string; onListen(address: { port: number }): void },
    handler: Handler,
  ): unknown
  upgradeWebSocket(request: Request): { socket: WebSocket; response: Response }
}

const { Deno } = globalThis as unknown as { Deno: Deno }

export function serveDeno(handler: Handler): void {
  Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => ready(port) }, handler)
}

export function upgradeDeno(request: Request): Response {
  const { socket, response } = Deno.upgradeWebSocket(request)
  socket.onmessage = ({ data }) => socket.send(data)
  return response
}
