import { after, headers } from 'afterword'

class Orders {
  readonly #items: string[] = []

  async add(item: string): Promise<number> {
    await null
    after(() => console.log('ordered', item, headers().get('user-agent')))
    return this.#items.push(item)
  }
}

const orders = new Orders()

export async function POST(request: Request): Promise<Response> {
  const item = await request.text()
  return Response.json({ item, count: await orders.add(item) })
}
