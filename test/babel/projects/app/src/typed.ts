// What only TypeScript has.
import type { Entry } from './journal.ts'
import { later, note, pause, type Entry as Line, task } from './journal.ts'

enum Colour {
  Red = 'red',
  Blue = `${Red}-blue`,
}

namespace Tools {
  export const word = 'namespace'
  export async function run(id: string): Promise<void> {
    await pause()
    task(`${word} ${Colour.Blue}`, id)
  }
}

abstract class Shape<T extends string = string> {
  abstract area(id: T): Promise<number>
  constructor(
    private readonly width: number,
    public height = 2,
  ) {}
  async scaled(id: T): Promise<number> {
    return (await this.area(id)) * this.width
  }
}

class Square extends Shape {
  async area(id: string): Promise<number> {
    await pause()
    task('abstract', id)
    return this.height
  }
}

function overloaded(id: string): Promise<string>
function overloaded(id: string, word: string): Promise<string>
async function overloaded(id: string, word = 'none'): Promise<string> {
  const value = (await later(word))! as string satisfies string
  task(`overloaded ${value}`, id)
  return <string>value
}

async function guard(this: void, value: unknown, id: string): Promise<boolean> {
  const isLine = (each: unknown): each is Line => (note('guard', id), typeof each === 'object')
  await pause()
  return isLine(value)
}

export async function typed(id: string): Promise<void> {
  await Tools.run(id)
  note(`scaled ${await new Square(3).scaled(id)}`, id)
  note((await overloaded(id)) + (await overloaded(id, 'word')), id)
  const line: Entry | Line = { what: '', id, scope: null }
  note(`guarded ${await guard(line, id)}`, id)
}
