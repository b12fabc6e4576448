import { after, headers } from 'afterword'

interface Entry {
  id: string
  header: string | null
  sent: boolean
  name: string
  outcome: string | undefined
}

export const journal: Entry[] = []

export async function audit(id: string, isSent: () => boolean): Promise<void> {
  await null
  after(async ({ name, outcome }) => {
    await null
    journal.push({ id, header: headers().get('x-request'), sent: isSent(), name, outcome })
  })
}
