import { after, headers } from 'afterword'
import { redirect } from 'react-router'
import { note, pause } from '../lib/journal'

export async function loader({ params: { id } }: { params: { id: string } }): Promise<never> {
  await pause()
  const heard = (await headers()).get('x-id')
  after(({ outcome, status }) => note({ what: 'moved', id, heard, outcome, status }))
  throw redirect(`/page/${id}`)
}

export function ServerComponent() {
  return <p>never seen</p>
}
