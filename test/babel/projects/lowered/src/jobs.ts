import { after } from 'afterword'

const sent: string[] = []

export async function save(row: string): Promise<void> {
  await null
  after(() => sent.push(row))
}

export async function remove(row: string): Promise<void> {
  await null
  after(() => sent.push(row))
}
