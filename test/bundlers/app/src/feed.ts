import { after } from 'afterword'
import { note } from './journal.ts'
import { meet } from './meet.ts'

async function* pages(): AsyncGenerator<number> {
  for (const page of numbers(2)) {
    await meet(`page ${page}`)
    yield page
  }
}

function* numbers(count: number): Generator<number> {
  for (let each = 1; each <= count; each++) yield each
}

export async function feed(id: string): Promise<void> {
  for await (const page of pages()) {
    const task = `page ${page}`
    after((info) => note(task, id, info))
  }
}
