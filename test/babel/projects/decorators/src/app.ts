import type { IncomingMessage, ServerResponse } from 'node:http'
import { later, note, pause, task } from './journal.ts'

function logged(method: any, { name, kind }: any): any {
  return async function (this: { id: string }, ...args: unknown[]) {
    await pause()
    task(`before ${kind} ${String(name)}`, this.id)
    const result = await method.apply(this, args)
    task(`after ${kind} ${String(name)}`, this.id)
    return result
  }
}

function initialised(_: unknown, context: any): any {
  context.addInitializer(function (this: { id: string }) {
    task(`initialised ${String(context.name)}`, this.id)
  })
  if (context.kind === 'accessor') return { init: (value: string) => `${value}~` }
  return (value: string) => `${value}!`
}

const registered =
  (id: string) =>
  (made: any, { name }: any): any => {
    task(`registered ${name}`, id)
    return class extends made {
      static decorated = true
    }
  }

class Named {
  constructor(readonly id: string) {}
}

class Service extends Named {
  @initialised word = 'word'
  @initialised accessor held = 'held'
  @logged async save(row: string): Promise<string> {
    await pause()
    task(`saved ${row}`, this.id)
    return this.#finish(row)
  }
  @logged async #finish(row: string): Promise<string> {
    return later(`${row} ${this.word} ${this.held}`)
  }
  static id = 'unused'
  @logged static async make(this: any, id: string): Promise<Service> {
    return await later(new Service(id))
  }
}

export async function app(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.url!.slice(1)
  const service = await (Service as any).make.call(Object.assign(class {}, { id }), id)
  note(await service.save('row'), id)
  await pause()
  @registered(id)
  class Local {
    static {
      note('static block', id)
    }
    static made = task('static field', id)
    @logged async run() {
      await pause()
      note(`private ${'id' in this}`, id)
    }
    id = id
  }
  await new Local().run()
  note(`decorated ${(Local as any).decorated}`, id)
  response.end(id)
}
