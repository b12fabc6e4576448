import { work } from '#lib/work'

interface Event {
  fetch: typeof fetch
  params: { id?: string }
}

export const load = async ({ fetch, params }: Event) => {
  const outer = await work('outer')
  const response = await fetch(`/api/${params.id}`, { headers: { 'x-id': 'none' } })
  return { outer, inner: await response.text() }
}
