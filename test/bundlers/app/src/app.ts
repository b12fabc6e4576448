import type { IncomingMessage, ServerResponse } from 'node:http'
import { after } from 'afterword'
import { boom } from './boom.ts'
import { Cart } from './cart.ts'
import { feed } from './feed.ts'
import { note } from './journal.ts'
import * as legacy from './legacy.cjs'
import { checkout } from './middle.ts'
import { label } from './shared.ts'

type Route = (id: string) => Promise<unknown>

const carts = new Cart('shared')

const routes: Record<string, Route> = {
  checkout,
  cart: (id) => carts.save(id),
  feed,
  files: async (id) => {
    const { read } = await import('./files.ts')
    return read(id)
  },
  legacy: (id) =>
    legacy.deliver(id, (row: string) => {
      after((info) => note('legacy', row, info))
    }),
  boom: async (id) => boom(await label('boom', id), id),
}

export async function app(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [, name = '', id = ''] = (req.url ?? '').split('/')
  try {
    await routes[name]?.(id)
    res.end(await label(name, id))
  } catch (error) {
    res.statusCode = 500
    res.end(String((error as Error).stack))
  }
}
