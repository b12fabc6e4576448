// An echo for the web sockets of Workers.

declare const WebSocketPair: new () => [WebSocket, WebSocket & { accept(): void }]

export function upgradeWorkers(): Response {
  const [client, server] = new WebSocketPair()
  server.accept()
  server.addEventListener('message', ({ data }) => server.send(data))
  return new Response(null, { status: 101, webSocket: client } as ResponseInit)
}
