import type { IncomingMessage, ServerResponse } from 'node:http'
import { later, note, pause, task } from './journal.ts'

function logged(_target: object, name: string, descriptor: PropertyDescriptor): PropertyDescriptor {
  const method = descriptor.value
  return {
    ...descriptor,
    async value(this: { id: string }, ...args: unknown[]) {
      await pause()
      task(`before ${name}`, this.id)
      const result = await method.apply(this, args)
      task(`after ${name}`, this.id)
      return result
    },
  }
}

const registered =
  (id: string) =>
  <T extends abstract new (...args: any[]) => any>(made: T): T => {
    task(`registered ${made.name}`, id)
    return Object.assign(made, { decorated: true })
  }

class Service {
  constructor(readonly id: string) {}
  @logged
  async save(row: string): Promise<string> {
    await pause()
    task(`saved ${row}`, this.id)
    return later(row)
  }
}

export async function app(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.url!.slice(1)
  note(await new Service(id).save('row'), id)
  await pause()
  @registered(id)
  class Local {
    static made = task('static field', id)
    id = id
    @logged
    async run() {
      await pause()
      note('ran', id)
    }
  }
  await new Local().run()
  note(`decorated ${(Local as any).decorated}`, id)
  response.end(id)
}
