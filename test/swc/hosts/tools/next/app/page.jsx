import { Order } from './order.jsx'

class Shelf {
  #items = ['tea', 'milk']

  async load() {
    await null
    return this.#items.map((item) => item.toUpperCase())
  }
}

export default async function Page() {
  const items = await new Shelf().load()
  return (
    <ul>
      {items.map((item) => (
        <li key={item}>
          <Order item={item} />
        </li>
      ))}
    </ul>
  )
}
