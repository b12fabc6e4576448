import { after, headers } from 'afterword'
import { seen } from './journal.ts'

/** What every piece of every program does. It takes no request. */
export async function work(what: string): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
  const given = String(headers().get('x-id'))
  after(() => seen.push({ what, given, heard: String(headers().get('x-id')) }))
  return `${what} of ${given}.`
}
