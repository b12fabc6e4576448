import { giveTasks } from '../../../tasks'

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  await giveTasks(id)
  return <p>{id}</p>
}
