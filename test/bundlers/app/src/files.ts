// Loaded by the first request that asks for it.
import { after } from 'afterword'
import { note } from './journal.ts'
import { meet } from './meet.ts'

const open = (id: string): AsyncDisposable => ({
  async [Symbol.asyncDispose]() {
    await meet('close')
    after((info) => note('closed', id, info))
  },
})

export async function read(id: string): Promise<void> {
  await using _file = open(id)
  await meet('read')
  after((info) => note('read', id, info))
}
