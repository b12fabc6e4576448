// Servers of frameworks, which are processes: a port for them, what they say, and that they have ended.
import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'

/** Fails when a server that is waited for has ended. */
export async function ended(closed: Promise<unknown>): Promise<never> {
  await closed
  throw new Error('the server ended')
}

/** @returns what it has said until then */
export function listen({ stdout, stderr }: ChildProcess): () => string {
  let said = ''
  for (const stream of [stdout, stderr])
    stream?.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  return () => said
}

/** A free port, for servers that listen on the port that they are told. */
export async function findPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}
