/** @jsxRuntime classic */
/** @jsx h */
import { after, headers } from 'afterword'

/** What the tasks saw: their name, whose order it was, who asked. */
export const told: string[] = []

const waiting: (() => void)[] = []

/** Nobody goes on before three are here, and the last one goes first. */
function meet(): Promise<void> {
  const met = new Promise<void>((go) => waiting.push(go))
  if (waiting.length === 3) for (const go of waiting.splice(0).reverse()) go()
  return met
}

class Basket {
  readonly #items: string[] = []
  readonly owner: string

  constructor(owner: string) {
    this.owner = owner
  }

  get size(): number {
    return this.#items.length
  }

  async add(item: string): Promise<this> {
    await meet()
    this.#items.push(item)
    after(({ name }) => told.push(`${name} ${this.owner} ${headers().get('x-user')}`))
    return this
  }

  *[Symbol.iterator](): Generator<string> {
    yield* this.#items
  }
}

declare namespace h {
  namespace JSX {
    type Element = string
    interface IntrinsicElements {
      ul: { children?: unknown; title: string }
      li: { children?: unknown }
    }
  }
}

// biome-ignore lint/correctness/noUnusedVariables: what JSX becomes calls it
function h(type: string | ((props: never) => string), props: object | null, ...children: unknown[]): string {
  return typeof type === 'string' ? `<${type}>${children.flat().join('')}</${type}>` : type(props as never)
}

function Row({ item, owner }: { item: string; owner: string }) {
  after(({ name }) => told.push(`${name} ${owner} ${headers().get('x-user')}`))
  return <li>{item}</li>
}

const Page = async ({ basket }: { basket: Basket }) => {
  await meet()
  return (
    <ul title={`${basket.size}`}>
      {[...basket].map((item) => (
        <Row item={item} owner={basket.owner} />
      ))}
    </ul>
  )
}

export async function GET(request: Request): Promise<Response> {
  const basket = await new Basket(request.headers.get('x-user') ?? '').add('tea')
  return new Response(await Page({ basket }))
}
