import { after, headers } from 'afterword'
import { note, pause } from '../../lib/journal'

export default async function Broken({ id }: { id: string }): Promise<never> {
  await pause()
  const heard = (await headers()).get('x-id')
  after(({ outcome, status }) => note({ what: 'broken', id, heard, outcome, status }))
  throw new Error(`broken: ${id}`)
}

export const getConfig = () => ({ render: 'dynamic' }) as const
