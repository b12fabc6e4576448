import { after } from '#after'

export async function later(word: string): Promise<void> {
  await null
  after(() => word)
}
