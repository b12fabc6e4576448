import { after, headers } from 'afterword'
import { note, pause } from '../../../lib/journal'

export async function GET(_request: Request, { params }: { params: { id: string } }): Promise<Response> {
  await pause()
  after(async ({ outcome, status }) => {
    await pause()
    note({ what: 'api', id: params.id, heard: (await headers()).get('x-id'), outcome, status })
  })
  return new Response('made', { status: 201 })
}
