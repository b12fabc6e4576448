import { held } from '#lib/journal'
import { lastly, work } from '#lib/work'

export const load = async ({ params }: { params: { id?: string } }) => ({
  first: await work('first'),
  later: later(String(params.id)),
})

async function later(id: string): Promise<string> {
  await held(id)
  return lastly('later', id)
}
