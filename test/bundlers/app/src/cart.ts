import { after } from 'afterword'
import { note } from './journal.ts'
import { meet } from './meet.ts'

abstract class Store {
  abstract readonly name: string
  protected async open(): Promise<string> {
    await meet(`store ${this.name}`)
    return this.name
  }
}

export class Cart extends Store {
  #saved = 0
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
  }

  async save(id: string): Promise<number> {
    const name = await this.open()
    after(
      async (info) => {
        await null
        note(`cart ${name}`, id, info)
      },
      { key: 'cart' },
    )
    after(this.#count(id))
    return this.#saved
  }

  async #count(id: string): Promise<void> {
    await meet('count')
    this.#saved++
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        after((info) => note('counted', id, info))
        resolve()
      }, 1)
    })
  }
}
