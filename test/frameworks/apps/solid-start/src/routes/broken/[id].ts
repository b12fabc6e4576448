import { work } from '../../lib/work'

export async function GET(): Promise<Response> {
  await work('broken')
  throw new Error('as it should')
}
