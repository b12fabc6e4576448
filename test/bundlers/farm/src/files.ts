// Loaded by the first request that asks for it. Farm's minifier drops the name of a `using` and with it the program: by hand, then.
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
  const file = open(id)
  try {
    await meet('read')
    after((info) => note('read', id, info))
  } finally {
    await file[Symbol.asyncDispose]()
  }
}
