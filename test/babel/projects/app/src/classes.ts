import { later, nameOf, note, pause, task } from './journal.ts'

class Base {
  static made = 0
  static registry: string[]
  static {
    this.registry = []
    const add = (name: string) => this.registry.push(name)
    add('base')
  }
  readonly created = Base.made++
  constructor(protected id: string) {}
  async save(word: string): Promise<string> {
    await pause()
    task(`saved ${word}`, this.id)
    return `base ${word}`
  }
  get later() {
    return later(this.id)
  }
}

class Derived extends Base {
  #secret = 'secret'
  static #count = 0
  declare ignored: string
  handler = async (word: string) => {
    await pause()
    this.#keep(`${word} ${this.#secret}`)
  }
  #keep(word: string) {
    Derived.#count++
    task(`kept ${word}`, this.id)
  }
  override async save(word: string) {
    const result = await super.save(`${word}!`)
    this.#secret += await later('+')
    return `derived ${result} ${this.#secret} ${#secret in this}`
  }
  async *[Symbol.asyncIterator]() {
    yield await this.later
    task('class async generator', this.id)
    yield* [super.save.name]
  }
  *parts(...words: string[]) {
    for (const word of words) yield `${word}${this.#secret.length}`
    task('class generator', this.id)
  }
  static async make(id: string) {
    await pause()
    const made = new this(id)
    task(`made by ${new.target} ${nameOf(this)}`, id)
    return made
  }
  static get counted() {
    return Derived.#count > 0
  }
  accessor = {
    id: '',
    get value() {
      task('getter', this.id)
      return 'value'
    },
    set value(word: string) {
      task(`setter ${word}`, this.id)
    },
    async ['comp' + 'uted'](word: string) {
      await pause()
      task(`computed ${word}`, this.id)
    },
  }
}

// Made lazily by the first request, used by all.
let client: { send(id: string, word: string): Promise<string>; on(listener: (id: string) => void): void; emit(id: string): void } | undefined
function connect() {
  const listeners: ((id: string) => void)[] = []
  client ??= {
    send: async (id, word) => {
      await pause()
      task(`sent ${word}`, id)
      return word
    },
    on: (listener) => listeners.push(listener),
    emit: (id) => {
      for (const listener of listeners) listener(id)
    },
  }
  return client
}
connect().on((id) => task('emitted', id))

export async function classes(id: string): Promise<void> {
  const one = await Derived.make(id)
  note(await one.save('row'), id)
  await one.handler('arrow')
  for await (const each of one) note(`each ${each.length}`, id)
  note([...one.parts('a', 'b')].join(), id)
  note(`counted ${Derived.counted} ${Base.registry} ${one.created >= 0}`, id)
  one.accessor.id = id
  one.accessor.value = one.accessor.value
  await (one.accessor as any).computed('key')
  const Local = class extends Base {
    static word = 'local'
    field = task('field initialiser', id)
  }
  await pause()
  note(`${new Local(id).id === id} ${Local.word} ${nameOf(Local)}`, id)
  await connect().send(id, 'mail')
  connect().emit(id)
}
