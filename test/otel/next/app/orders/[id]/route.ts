import { after } from 'next/server'
import { giveTasks } from '../../../tasks'

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  // Next's own name: it takes no options, and is called by its place.
  after(() => {})
  await giveTasks(id)
  return Response.json({ id })
}
