// An app with one query for each request and work that is left for afterwards: with afterword, or begun by hand when the response is closed.
//
//   node [--import afterword/register] server.ts without|with <folder of pg> <url of the database>
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after } from 'afterword'
import { withAfter } from 'afterword/node'
import type { Told } from '../throughput/server.ts'

interface Pool {
  query(text: string, values: readonly unknown[]): Promise<{ rows: unknown[] }>
}

const [, , variant, folder = '', connectionString] = process.argv
const { Pool } = createRequire(join(folder, 'package.json'))('pg') as {
  Pool: new (options: object) => Pool
}
// Few: where PostgreSQL is missing, its stand-in answers one after the other.
const pool = new Pool({ connectionString, max: 4 })
const counts = { asked: 0, seen: 0 }

async function find(id: number): Promise<unknown> {
  const { rows } = await pool.query('select id, customer, total from orders where id = $1', [id])
  return rows[0]
}

async function note(): Promise<void> {
  await null
  counts.seen++
}

const handle: RequestListener = async (_req, res) => {
  const order = await find(1 + (counts.asked++ % 1000))
  if (variant === 'with') after(note)
  else res.once('close', note)
  res.setHeader('content-type', 'application/json')
  res.end(JSON.stringify(order))
}

const server = createServer(variant === 'with' ? withAfter(handle) : handle)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` } satisfies Told)
})
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ cpu: user + system } satisfies Told)
})
process.on('disconnect', () => process.exit())
