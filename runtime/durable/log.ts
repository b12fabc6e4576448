// What an engine has to complain of while nobody waits for it: a connection that is lost is said once, and not at each try.
import { print } from '../print.ts'

const QUIET = 30_000

export class Log {
  readonly #name: string
  readonly #said = new Map<string, number>()

  constructor(name: string) {
    this.#name = name
  }

  tell(error: unknown): void {
    const { message = String(error) } = (error ?? {}) as { message?: string }
    const [key = ''] = message.split(' (Queue: ')
    const now = Date.now()
    if (now - (this.#said.get(key) ?? -QUIET) < QUIET) return
    this.#said.set(key, now)
    print('warn', `afterword/durable: ${this.#name}: ${message}`)
  }
}
