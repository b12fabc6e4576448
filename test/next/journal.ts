// What a server has said: lines for people, and one line of JSON for each task.
import type { ChildProcess } from 'node:child_process'

export interface Line {
  task: string
  /** Milliseconds since 1970. */
  at: number
  [detail: string]: unknown
}

export class Journal {
  said = ''
  readonly #listeners = new Set<() => void>()

  constructor({ stdout, stderr }: ChildProcess) {
    for (const stream of [stdout, stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.said += text
        for (const listener of this.#listeners) listener()
      })
  }

  /** All tasks so far, of these details. */
  tasks(like: Partial<Line> = {}): Line[] {
    const lines = [...this.said.matchAll(/^task (\{.*\})$/gm)].map(
      ([, json = '']) => JSON.parse(json) as Line,
    )
    return lines.filter((line) => Object.entries(like).every(([name, value]) => line[name] === value))
  }

  /** Waits for so many tasks of these details. */
  until(like: Partial<Line>, count = 1, ms = 15_000): Promise<Line[]> {
    const what = () => `${count} of ${JSON.stringify(like)}`
    return this.#wait(what, ms, () => {
      const found = this.tasks(like)
      return found.length >= count ? found : null
    })
  }

  /** Waits for a text, and gives its first group. */
  find(pattern: RegExp, ms = 15_000): Promise<string> {
    return this.#wait(
      () => `${pattern}`,
      ms,
      () => {
        const found = pattern.exec(this.said)
        return found && (found[1] ?? found[0])
      },
    )
  }

  #wait<T>(what: () => string, ms: number, look: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        this.#listeners.delete(listener)
      }
      const listener = () => {
        const found = look()
        if (found === null) return
        end()
        resolve(found)
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`no ${what()} within ${ms} ms:\n${this.said.slice(-1000)}`))
      }, ms)
      this.#listeners.add(listener)
      listener()
    })
  }
}
