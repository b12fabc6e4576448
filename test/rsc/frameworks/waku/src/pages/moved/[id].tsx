import { after, headers } from 'afterword'
import { unstable_redirect as redirect } from 'waku/router/server'
import { note, pause } from '../../lib/journal'

export default async function Moved({ id }: { id: string }): Promise<never> {
  await pause()
  const heard = (await headers()).get('x-id')
  after(({ outcome, status }) => note({ what: 'moved', id, heard, outcome, status }))
  redirect(`/page/${id}`)
}

export const getConfig = () => ({ render: 'dynamic' }) as const
